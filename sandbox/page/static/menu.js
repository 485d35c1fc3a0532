// The small menu that opens at a place: of a message, of a chat.

import { $, h, icon } from "./dom.js";

const menu = $(".message-menu");
const EDGE = 8; // pixels kept free at the window's edge
let back = null; // where the focus returns to

export function closeMenu() {
  menu.hidden = true;
}

/** Open the menu with `choices` ({label, sign, act, key?}) near a point; Escape gives the focus back to `from`. */
export function openMenu(choices, x, y, from) {
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
