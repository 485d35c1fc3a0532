// The menu of commands above the message field: shown by "/" or its button, narrowed while typing.

import { get } from "./api.js";
import { $, h } from "./dom.js";
import { store } from "./store.js";
import { trouble } from "./toast.js";

const menu = $(".command-menu");
const field = $("#text");
let all = [];
let shown = [];
let chosen = 0;
let asked = ""; // for which person and chat `all` holds

const open = () => !menu.hidden;

export function closeCommands() {
  menu.hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

async function load() {
  const { person, chat } = store.open;
  const key = `${person}/${chat}`;
  try {
    const { commands } = await get("commands", { person, chat });
    all = commands;
    asked = key;
  } catch (error) {
    trouble(error);
  }
  return store.open && key === `${store.open.person}/${store.open.chat}`;
}

/** Show the commands that begin with what stands in the field, or hide the menu where nothing fits. */
export async function suggest({ fresh = false } = {}) {
  const typed = /^\/([a-z0-9_]*)$/i.exec(field.value);
  if (!typed) return closeCommands();
  if (fresh || !open() || asked !== `${store.open.person}/${store.open.chat}`) if (!(await load())) return closeCommands();
  const now = /^\/([a-z0-9_]*)$/i.exec(field.value)?.[1].toLowerCase();
  shown = now === undefined ? [] : all.filter(({ command }) => command.startsWith(now));
  if (!shown.length) return closeCommands();
  chosen = 0;
  draw();
  menu.hidden = false;
  field.setAttribute("aria-expanded", "true");
  return undefined;
}

function draw() {
  menu.replaceChildren(...shown.map(({ command, description }, place) =>
    h("div", {
      role: "option", id: `command-${place}`, "aria-selected": place === chosen, class: "command",
      onmousedown: (event) => event.preventDefault(), // the field keeps the focus
      onclick: () => pick(place),
    }, h("strong", {}, `/${command}`), h("span", { dir: "auto" }, description))));
  for (const [place, option] of [...menu.children].entries()) option.setAttribute("aria-selected", String(place === chosen));
  field.setAttribute("aria-activedescendant", `command-${chosen}`);
  menu.children[chosen]?.scrollIntoView({ block: "nearest" });
}

function pick(place) {
  field.value = `/${shown[place].command} `;
  closeCommands();
  field.focus();
  field.dispatchEvent(new Event("input"));
}

/** Handle a key of the field while the menu is shown; returns whether it was used up. */
export function commandKey(event) {
  if (!open()) return false;
  const last = shown.length - 1;
  if (event.key === "ArrowDown") chosen = chosen === last ? 0 : chosen + 1;
  else if (event.key === "ArrowUp") chosen = chosen === 0 ? last : chosen - 1;
  else if (event.key === "Escape") closeCommands();
  else if (event.key === "Tab" || event.key === "Enter") {
    // A command typed out in full is sent as it stands.
    if (event.key === "Enter" && field.value === `/${shown[chosen].command}`) {
      closeCommands();
      return false;
    }
    pick(chosen);
  } else return false;
  if (open()) draw();
  return true;
}

$(".slash").addEventListener("click", () => {
  if (open()) {
    closeCommands();
  } else {
    if (!field.value) field.value = "/";
    field.focus();
    suggest({ fresh: true });
  }
});
field.addEventListener("blur", () => setTimeout(() => document.activeElement !== field && closeCommands(), 150));
