// The sandbox's clock: always in sight, and moved from its panel; what arrives on the way is listed there.

import { get, post } from "./api.js";
import { $, h } from "./dom.js";
import { nameOf } from "./bubble.js";
import { summary } from "./media.js";
import { on, store, tell } from "./store.js";
import { dayAndYear, dayKey, fieldValue, hour, longDay, ofMessage, when, zoneName } from "./times.js";
import { toast, trouble } from "./toast.js";

const chip = $(".clock-chip");
const shortcut = $(".next-event");
const panel = $(".clock-panel");
const arrived = $(".arrived");
const moved = $(".moved");
const HOUR = 3_600_000;
const NEVER = new Date(0); // seen from there every time is told with its day
const QUIET = 400; // milliseconds without a change before the next event is asked for again
let next = null;
let morning = null;
let moving = false;
let count = 0;
let shownDay = "";

function draw() {
  const { now } = store;
  const time = $("time", chip);
  time.replaceChildren(h("span", { class: "chip-date" }, `${dayAndYear(now)}, `), h("b", {}, hour(now)));
  time.dateTime = now.toISOString();
  chip.setAttribute("aria-label", `Sandbox clock: ${longDay(now)}, ${hour(now)}. Open to move it.`);
  $(".big-time").textContent = hour(now);
  $(".big-date").textContent = `${longDay(now)} · ${zoneName()}`;
  $('[data-to="hour"] span').textContent = when(new Date(now.getTime() + HOUR), now);
  $('[data-to="morning"] span').textContent = morning ? when(morning, now) : "";
  $('[data-to="event"] span').textContent = next ? `${next.what} · ${due()}` : "Nothing is due";
  $(".exact small").textContent = `(${zoneName()})`;
  shortcut.hidden = !next;
  if (next) {
    const label = `Next: ${next.what}, ${due()}`;
    $(".next-event-label").textContent = label;
    shortcut.setAttribute("aria-label", `Move the clock to the next event: ${next.what}, ${due()}`);
    shortcut.title = label;
  }
  for (const button of [...panel.querySelectorAll(".moves .move, .exact .move"), shortcut]) button.disabled = moving;
  $('[data-to="event"]').disabled = moving || !next;
  $(".moving").hidden = !moving;
  document.documentElement.classList.toggle("clock-moves", moving);
  if (dayKey(now) !== shownDay) {
    shownDay = dayKey(now);
    tell("day");
  }
}

const due = () => (next.at <= store.now ? "due now" : when(next.at, store.now));

function take(state) {
  next = state.next && { at: new Date(state.next.at), what: state.next.what };
  morning = new Date(state.morning);
  store.now = new Date(state.now);
  tell("now");
}

let asking = 0;
/** Ask what comes next, once things have been quiet for a moment. */
export function lookAhead() {
  clearTimeout(asking);
  asking = setTimeout(async () => {
    try {
      take(await get("clock"));
    } catch {
      next = null; // the next connection asks again
      draw();
    }
  }, QUIET);
}

async function move(to) {
  if (moving) return;
  moving = true;
  count = 0;
  arrived.replaceChildren();
  moved.textContent = "Moving the clock…";
  draw();
  try {
    const state = await post("clock", { to });
    moving = false;
    take(state);
    propose();
    const came = count === 0 ? "nothing arrived" : count === 1 ? "1 message arrived" : `${count} messages arrived`;
    moved.textContent = `It is ${when(store.now, NEVER)}: ${came}.`;
    if (!panel.open) toast(moved.textContent);
  } catch (error) {
    moving = false;
    moved.textContent = error.message;
    if (!panel.open) trouble(error);
    draw();
  }
}

function propose() {
  const field = $("#exact-time");
  field.value = fieldValue(new Date(store.now.getTime() + HOUR));
  field.min = fieldValue(store.now);
}

/** List a message that arrived while the clock moved. */
function note(message) {
  if (!moving) return;
  count += 1;
  const holder = store.people.find((person) => person.id === message.chat.id) ?? store.people.find(({ chats }) => chats.some(({ id }) => id === message.chat.id));
  if (!holder) return;
  const where = message.chat.type === "private" ? `${nameOf(message)} to ${holder.name}` : message.chat.title;
  arrived.append(h("li", {},
    h("a", { href: `#/${holder.id}/${message.chat.id}`, onclick: () => panel.close() },
      h("span", { class: "arrived-line" }, h("strong", { dir: "auto" }, where), h("time", {}, when(ofMessage(message), NEVER))),
      h("span", { dir: "auto" }, summary(message).replace(/\s+/g, " ").slice(0, 160)))));
  arrived.lastElementChild.scrollIntoView({ block: "nearest" });
}

chip.addEventListener("click", () => {
  if (panel.open) {
    panel.close();
    return;
  }
  moved.textContent = "";
  arrived.replaceChildren();
  propose();
  panel.showModal();
  lookAhead();
});
shortcut.addEventListener("click", () => move("event"));
$(".panel-close").addEventListener("click", () => panel.close());
panel.addEventListener("click", (event) => event.target === panel && panel.close()); // the backdrop
for (const button of panel.querySelectorAll(".moves .move")) button.addEventListener("click", () => move(button.dataset.to));
$(".exact").addEventListener("submit", (event) => {
  event.preventDefault();
  move($("#exact-time").value);
});

on("now", draw);
on("arrived", note);
on("changed", () => !moving && lookAhead());
