// Inline buttons under a message: callback, link and copy buttons.

import { post } from "./api.js";
import { h, icon } from "./dom.js";
import { openLink } from "./sending.js";
import { store } from "./store.js";
import { showAlert, toast, trouble } from "./toast.js";

const pending = new Set(); // "person chat message data" of presses the bot has not answered yet

const keyOf = (message, button) =>
  [store.open?.person, message.chat.id, message.message_id, button.callback_data].join(" ");

/** Return the rows of buttons of a message, or null where it has none. */
export function keyboard(message) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h("div", { class: "keys", role: "group", "aria-label": "Buttons of this message" },
    rows.map((row) => h("div", { class: "key-row" }, row.map((button) => key(message, button)))));
}

function key(message, button) {
  const kind = "url" in button ? "out" : "copy_text" in button ? "copy" : null;
  const node = h("button", { type: "button", class: ["key", button.style].filter(Boolean).join(" "), tabindex: "-1", dir: "auto", data: { press: keyOf(message, button) } },
    h("span", {}, button.text), kind && icon(kind), h("span", { class: "spin", "aria-hidden": "true" }));
  if (button.callback_data && pending.has(keyOf(message, button))) node.setAttribute("aria-busy", "true");
  node.addEventListener("click", () => {
    if (button.url) openLink(button.url);
    else if (button.copy_text) copy(button.copy_text.text);
    else press(message, button, node);
  });
  return node;
}

async function press(message, button, node) {
  const { person } = store.open;
  const id = keyOf(message, button);
  if (pending.has(id)) return;
  pending.add(id);
  node.setAttribute("aria-busy", "true");
  try {
    const { answer } = await post("press", {
      person, chat: message.chat.id, message_id: message.message_id, data: button.callback_data,
    });
    if (!answer.answered) toast("The bot did not answer.");
    else if (answer.url) openLink(answer.url);
    else if (answer.text && answer.show_alert) showAlert(answer.text);
    else if (answer.text) toast(answer.text);
  } catch (error) {
    trouble(error);
  } finally {
    pending.delete(id);
    // The message may have been drawn again meanwhile: the button is looked up anew.
    for (const each of document.querySelectorAll(".key[aria-busy]")) {
      if (each.dataset.press === id) each.removeAttribute("aria-busy");
    }
  }
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.");
  } catch {
    toast("The browser does not let this page copy.");
  }
}
