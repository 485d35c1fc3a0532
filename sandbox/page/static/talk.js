// The conversation: its messages in order, days between them, scrolling, and older messages on demand.

import { bubble } from "./bubble.js";
import { $, arrange, avatar, h } from "./dom.js";
import { chatOf, loadTalk, markRead, mine, on, openTalk, personOf, store, toneOf } from "./store.js";
import { startBot } from "./sending.js";
import { dayKey, dayName, longDay, ofMessage } from "./times.js";
import { trouble } from "./toast.js";

const NEAR = 120; // this close to the end the conversation follows what arrives
const TOGETHER = 300; // seconds within which messages of one sender stand together

const still = matchMedia("(prefers-reduced-motion: reduce)");
const log = $(".log");
const frame = $(".log-frame");
const down = $(".down");
let drawn = new Map(); // key → {node, message, look}: what stands there now
let unreadFrom = null; // the first message that was new when the chat was opened
let missed = 0;
let loadingOlder = false;
let active = null; // the message that Tab reaches
let pinned = true; // at the newest message, and staying there when the room for it changes

export const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
export const looking = () => Boolean(store.open) && document.visibilityState === "visible" && atEnd();

export function toEnd({ smooth = false } = {}) {
  log.scrollTo({ top: log.scrollHeight, behavior: smooth && !still.matches ? "smooth" : "instant" });
  pinned = true;
  missed = 0;
  showDown();
}

/** Go to a message and let it light up; nothing happens when it is not loaded. */
export function goTo(messageId) {
  const node = log.querySelector(`[data-id="${Number(messageId)}"]`);
  if (!node) return;
  node.scrollIntoView({ block: "center" });
  node.classList.remove("lit");
  requestAnimationFrame(() => node.classList.add("lit"));
  focusMessage(node);
}

/** Show another chat from its newest message on. */
export async function showTalk() {
  const { person, chat } = store.open;
  drawn = new Map();
  missed = 0;
  active = null;
  log.replaceChildren();
  const entry = chatOf(person, chat);
  const unread = entry?.unread ?? 0;
  unreadFrom = null;
  head();
  try {
    await loadTalk(person, chat);
  } catch (error) {
    trouble(error);
    return;
  }
  if (store.open?.person !== person || store.open?.chat !== chat) return;
  const others = openTalk().messages.filter((message) => !mine(message));
  unreadFrom = unread > 0 ? (others.at(-unread)?.message_id ?? null) : null;
  draw();
  const line = log.querySelector(".new-line");
  if (line) line.scrollIntoView({ block: "center" });
  else toEnd();
  pinned = atEnd();
  if (document.visibilityState === "visible") markRead();
}

/** Bring the conversation up to date; `sent` scrolls to what was just sent, `arrived` counts it if not seen. */
export function refresh({ sent = false, arrived = false } = {}) {
  if (!openTalk()) return;
  const follow = atEnd();
  draw();
  if (sent || follow) toEnd();
  else if (arrived) missed += 1;
  showDown();
  if (looking()) markRead();
}

function head() {
  const { person, chat } = store.open ?? {};
  const entry = chatOf(person, chat);
  const who = personOf(person);
  if (!entry) return;
  const tone = entry.type === "private" ? "bot" : "group";
  $(".talk-avatar").replaceChildren(avatar(entry.title, tone));
  $(".talk-head h2").textContent = entry.title;
  $(".talk-sub").textContent = entry.type === "private" ? "bot" : `group, ${entry.members} people and the bot`;
  $(".as-person").replaceChildren(avatar(who.name, toneOf(who.id), "small"), h("span", {}, who.name));
  $(".as-person").title = `You hold the phone of ${who.name}, ${who.role}`;
}

function looks(messages, group) {
  return messages.map((message, place) => {
    const joins = (other) =>
      other && other.from?.id === message.from?.id && Math.abs(other.date - message.date) < TOGETHER &&
      dayKey(ofMessage(other)) === dayKey(ofMessage(message)) && !other.new_chat_members && !other.left_chat_member;
    return { group, first: !joins(messages[place - 1]), last: !joins(messages[place + 1]) };
  });
}

function keep(key, fresh, make) {
  const old = drawn.get(key);
  if (old && old.state === fresh) return old;
  return { node: make(), state: fresh };
}

function draw() {
  const { messages } = openTalk();
  const entry = chatOf(store.open.person, store.open.chat);
  const group = entry ? entry.type !== "private" : false;
  const next = new Map();
  const nodes = [];
  const add = (key, state, make) => {
    const kept = keep(key, state, make);
    next.set(key, kept);
    nodes.push(kept.node);
  };
  const today = dayKey(store.now);
  looks(messages, group).forEach((look, place) => {
    const message = messages[place];
    const date = ofMessage(message);
    const day = dayKey(date);
    if (!place || day !== dayKey(ofMessage(messages[place - 1]))) {
      add(`day ${day}`, today, () =>
        h("li", { class: "day" }, h("time", { datetime: day, title: longDay(date) }, dayName(date, store.now))));
    }
    if (message.message_id === unreadFrom) add("new", "", () => h("li", { class: "new-line" }, h("span", {}, "New messages")));
    const state = JSON.stringify([message, look, store.open.person]);
    add(`m ${message.message_id}`, state, () => bubble(message, look, goTo));
  });
  if (!messages.length) add("empty", "", empty);
  const focused = document.activeElement?.closest?.(".log [data-id]")?.dataset.id;
  drawn = next;
  arrange(log, nodes);
  roving();
  if (focused && !log.contains(document.activeElement)) log.querySelector(`[data-id="${focused}"]`)?.focus();
}

function empty() {
  const { person, chat } = store.open;
  const who = personOf(person);
  if (person !== chat) return h("li", { class: "empty" }, h("p", {}, "Nothing has been written here yet."));
  return h("li", { class: "empty" }, h("p", {}, `${who.name} has not opened ${store.bot.name} yet.`),
    who.hint && h("p", { class: "hint" }, who.hint),
    h("button", { type: "button", class: "start", onclick: () => startBot(person) }, "Start"));
}

function showDown() {
  down.hidden = atEnd();
  const badge = $(".badge", down);
  badge.hidden = missed === 0;
  badge.textContent = String(missed);
}

// ---- keyboard: one message is in the order of Tab, with its buttons; the arrows choose which ----

const stops = () => [...log.querySelectorAll("[data-id]")];

function roving() {
  const all = stops();
  const chosen = all.find((node) => node.dataset.id === active) ?? all.at(-1);
  for (const node of all) {
    const here = node === chosen;
    if (node.tabIndex === (here ? 0 : -1)) continue;
    node.tabIndex = here ? 0 : -1;
    for (const inner of node.querySelectorAll("a, button, .spoiler[role]")) inner.tabIndex = here ? 0 : -1;
  }
  if (chosen) for (const inner of chosen.querySelectorAll("a, button")) inner.tabIndex = 0;
}

function focusMessage(node) {
  active = node.dataset.id;
  roving();
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest" });
}

const MOVES = { ArrowUp: -1, ArrowDown: 1, PageUp: -8, PageDown: 8, Home: -Infinity, End: Infinity };

log.addEventListener("keydown", (event) => {
  if (!(event.key in MOVES) || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.closest("audio, video")) return;
  const all = stops();
  const from = all.indexOf(document.activeElement.closest("[data-id]"));
  const to = Math.max(0, Math.min(all.length - 1, from + MOVES[event.key]));
  event.preventDefault();
  if (all[to]) focusMessage(all[to]);
});

log.addEventListener("focusin", (event) => {
  const id = event.target.closest("[data-id]")?.dataset.id;
  if (id && id !== active) {
    active = id;
    roving();
  }
});

async function older() {
  const talk = openTalk();
  if (loadingOlder || !talk?.more || log.scrollTop > 400) return;
  loadingOlder = true;
  const { person, chat } = store.open;
  try {
    await loadTalk(person, chat, { older: true });
    if (store.open?.person !== person || store.open?.chat !== chat) return;
    const from = log.scrollHeight - log.scrollTop;
    draw();
    log.scrollTop = log.scrollHeight - from;
  } catch (error) {
    trouble(error);
  } finally {
    loadingOlder = false;
  }
}

log.addEventListener("scroll", () => {
  pinned = atEnd();
  if (pinned) missed = 0;
  showDown();
  if (looking() && missed === 0) markRead();
  older();
}, { passive: true });
down.addEventListener("click", () => toEnd({ smooth: true }));
new ResizeObserver(() => {
  if (pinned) toEnd();
  else showDown();
}).observe(frame);
document.addEventListener("visibilitychange", () => looking() && markRead());

on("talk", ({ chat, ...how }) => chat === store.open?.chat && refresh(how));
on("day", () => refresh()); // what was today is yesterday now
on("people", () => {
  head();
  if (openTalk() && drawn.size) refresh();
});

export { head };
