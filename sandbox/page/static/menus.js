// The small menus: of one message (reply, edit, copy; by hover button, double click, right click, long press, keys), and
// of a chat (block the bot, which then gets no word through until it is unblocked).

import { post } from "./api.js";
import { edit, focusField, reply } from "./composer.js";
import { $, h, icon } from "./dom.js";
import { copy } from "./keys.js";
import { forward } from "./sending.js";
import { chatOf, mine, on, openTalk, personOf, store } from "./store.js";
import { trouble } from "./toast.js";

const menu = $(".message-menu");
const EDGE = 8; // pixels kept free at the window's edge
let back = null; // where the focus returns to

function closeMenu() {
  menu.hidden = true;
}

/** Open the menu with `choices` ({label, sign, act, key?}) near a point; Escape gives the focus back to `from`. */
function openMenu(choices, x, y, from) {
  back = from;
  menu.replaceChildren(...choices.map(({ label, key, sign, act }) =>
    h("button", { type: "button", role: "menuitem", onclick: () => { closeMenu(); act(); } },
      icon(sign), h("span", {}, label), key && h("kbd", {}, key))));
  menu.hidden = false;
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(EDGE, Math.min(x, innerWidth - width - EDGE))}px`;
  menu.style.top = `${Math.max(EDGE, Math.min(y, innerHeight - height - EDGE))}px`;
  menu.firstElementChild.focus();
}

menu.addEventListener("keydown", (event) => {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
  else if (event.key === "ArrowUp") items[(at + items.length - 1) % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") {
    closeMenu();
    back?.focus();
  } else return;
  event.preventDefault();
});
document.addEventListener("pointerdown", (event) => menu.contains(event.target) || closeMenu());
addEventListener("resize", closeMenu);

const log = $(".log");
const LONG_PRESS = 450; // milliseconds

const messageAt = (target) => {
  const node = target.closest?.(".message[data-id]");
  return node && openTalk()?.messages.find((message) => message.message_id === Number(node.dataset.id));
};

const textOf = (message) => message.text ?? message.caption ?? "";

/** Ask to which chat on the phone a message is forwarded, and show it there. */
function chooseChat(message) {
  const { person } = store.open;
  const node = log.querySelector(`[data-id="${message.message_id}"]`);
  const { left, bottom } = node.getBoundingClientRect();
  openMenu(personOf(person).chats.map(({ id, title }) => ({
    label: title, sign: "forward",
    act: async () => {
      if (await forward(message, id)) location.hash = `#/${person}/${id}`;
    },
  })), left + 40, bottom - 20, node);
}

function choices(message) {
  return [
    { label: "Reply", key: "r", sign: "reply", act: () => reply(message) },
    mine(message) && message.text && { label: "Edit", key: "e", sign: "edit", act: () => edit(message) },
    { label: "Forward to…", key: "f", sign: "forward", act: () => chooseChat(message) },
    textOf(message) && { label: "Copy text", key: "c", sign: "copy", act: () => copy(textOf(message)) },
  ].filter(Boolean);
}

log.addEventListener("scroll", closeMenu, { passive: true });

log.addEventListener("click", (event) => {
  const button = event.target.closest(".quick");
  if (button) reply(messageAt(button));
});

log.addEventListener("dblclick", (event) => {
  const message = messageAt(event.target);
  if (!message || event.target.closest("a, button, audio, video, .spoiler")) return;
  getSelection()?.removeAllRanges();
  reply(message);
});

log.addEventListener("contextmenu", (event) => {
  const message = messageAt(event.target);
  if (!message || event.target.closest("a, img") || !getSelection().isCollapsed) return;
  event.preventDefault();
  const box = event.target.closest("[data-id]").getBoundingClientRect();
  const byKey = event.clientX === 0 && event.clientY === 0;
  openMenu(choices(message), byKey ? box.left + 40 : event.clientX, byKey ? box.bottom - 20 : event.clientY, event.target.closest("[data-id]"));
});

let hold = 0;
log.addEventListener("pointerdown", (event) => {
  clearTimeout(hold);
  const message = event.pointerType === "mouse" || event.target.closest("button, a") ? null : messageAt(event.target);
  if (!message) return;
  const node = event.target.closest("[data-id]");
  hold = setTimeout(() => {
    getSelection()?.removeAllRanges();
    openMenu(choices(message), event.clientX, event.clientY, node);
  }, LONG_PRESS);
});
for (const name of ["pointerup", "pointercancel", "pointermove"]) {
  log.addEventListener(name, (event) => {
    if (name !== "pointermove" || Math.hypot(event.movementX, event.movementY) > 4) clearTimeout(hold);
  }, { passive: true });
}

log.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    focusField();
    return;
  }
  const message = messageAt(event.target);
  const choice = message && choices(message).find(({ key }) => key === event.key.toLowerCase());
  if (!choice) return;
  event.preventDefault();
  choice.act();
});

const more = $(".more");
const bar = $(".blocked");

async function block(blocked) {
  try {
    await post("block", { person: store.open.person, blocked });
  } catch (error) {
    trouble(error);
  }
}

function draw() {
  const { person, chat } = store.open ?? {};
  const entry = chatOf(person, chat);
  more.hidden = entry?.type !== "private";
  bar.hidden = !entry?.blocked;
  $(".composer").hidden = Boolean(entry?.blocked);
  if (entry?.blocked) $("p", bar).textContent = `${personOf(person).name} has blocked ${entry.title}.`;
}

more.addEventListener("click", () => {
  const { blocked } = chatOf(store.open.person, store.open.chat);
  const { right, bottom } = more.getBoundingClientRect();
  const choice = { label: `${blocked ? "Unblock" : "Block"} ${store.bot.name}`, sign: blocked ? "check" : "block", act: () => block(!blocked) };
  openMenu([choice], right - 200, bottom + 4, more);
});
$("button", bar).addEventListener("click", () => block(false));

for (const kind of ["open", "people"]) on(kind, draw);
