// Short notices at the edge of the page, and the alert that wants to be confirmed.

import { Refusal } from "./api.js";
import { $, h } from "./dom.js";

const SECONDS = 5;

export function toast(text, { bad = false } = {}) {
  const node = h("p", { class: bad ? "toast bad" : "toast", dir: "auto" }, text);
  $(".toasts").append(node);
  setTimeout(() => node.remove(), (SECONDS + text.length / 25) * 1000);
}

/** Show why something failed; anything but a refusal of the server is a mistake of the page and goes on. */
export function trouble(error) {
  if (!(error instanceof Refusal)) throw error;
  toast(error.message, { bad: true });
}

export function showAlert(text) {
  const dialog = $("dialog.alert");
  if (dialog.open) dialog.close();
  $("p", dialog).textContent = text;
  dialog.showModal();
}

/** Let a screen reader say something that is shown elsewhere anyway. */
export function announce(text) {
  $("#announcer").textContent = text;
}
