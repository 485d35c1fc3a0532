// What can be done with one message: reply, edit, copy. By hover button, double click, right click, long press, keys.

import { edit, focusField, reply } from "./composer.js";
import { $ } from "./dom.js";
import { copy } from "./keys.js";
import { closeMenu, openMenu } from "./menu.js";
import { mine, openTalk } from "./store.js";

const log = $(".log");
const LONG_PRESS = 450; // milliseconds

const messageAt = (target) => {
  const node = target.closest?.(".message[data-id]");
  return node && openTalk()?.messages.find((message) => message.message_id === Number(node.dataset.id));
};

const textOf = (message) => message.text ?? message.caption ?? "";

function choices(message) {
  return [
    { label: "Reply", key: "r", sign: "reply", act: () => reply(message) },
    mine(message) && message.text && { label: "Edit", key: "e", sign: "edit", act: () => edit(message) },
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
