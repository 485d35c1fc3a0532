// Files to send: picked, pasted or dropped, shown in a tray until they go.

import { upload } from "./api.js";
import { $, h, icon } from "./dom.js";
import { fileSize } from "./media.js";
import { on, putMessage, store, tell } from "./store.js";
import { toast, trouble } from "./toast.js";

const KINDS = {
  photo: { label: "Photo or video", icon: "image", accept: "image/*,video/*" },
  document: { label: "File", icon: "file", accept: "" },
  voice: { label: "Voice message", icon: "voice", accept: "audio/*" },
  sticker: { label: "Sticker", icon: "sticker", accept: "image/webp,image/png" },
};

const tray = $(".tray");
const menu = $(".attach-menu");
const opener = $(".attach-open");
const picker = $(".pick");
const drop = $(".drop");
let files = []; // {file, kind, address, node}
let kind = "document";
let sending = false;

export const hasFiles = () => files.length > 0 && !sending;

function kindFor(file, wanted) {
  if (wanted !== "photo") return wanted;
  if (/^image\/(jpeg|png|webp|bmp|gif)$/.test(file.type)) return "photo";
  return file.type.startsWith("video/") ? "video" : "document";
}

function add(list, wanted) {
  for (const file of list) {
    const item = { file, kind: kindFor(file, wanted), address: null };
    if (file.type.startsWith("image/")) item.address = URL.createObjectURL(file);
    item.node = show(item);
    files.push(item);
  }
  draw();
  $("#text").focus();
}

function show(item) {
  return h("li", {},
    item.address ? h("img", { src: item.address, alt: "" }) : h("span", { class: "file-icon" }, icon(KINDS[item.kind]?.icon ?? "file")),
    h("span", { class: "file-words" }, h("strong", { dir: "auto" }, item.file.name),
      h("small", {}, [item.kind, fileSize(item.file.size)].filter(Boolean).join(", "))),
    h("progress", { max: "1", value: "0", hidden: true, "aria-label": `Sending ${item.file.name}` }),
    h("button", { type: "button", class: "round", "aria-label": `Do not send ${item.file.name}`, onclick: () => remove(item) }, icon("close")));
}

function remove(item) {
  if (item.address) URL.revokeObjectURL(item.address);
  files = files.filter((other) => other !== item);
  draw();
  $("#text").focus();
}

function draw() {
  tray.replaceChildren(...files.map((item) => item.node));
  tray.hidden = files.length === 0;
  $(".composer").classList.toggle("has-files", files.length > 0);
  tell("files");
}

/** How many seconds a voice message or film takes, as an app knows that recorded it; null where nobody can say. */
function secondsOf({ file, kind: sentAs }) {
  if (!["voice", "video"].includes(sentAs)) return null;
  const player = document.createElement(sentAs === "video" ? "video" : "audio");
  const address = URL.createObjectURL(file);
  return new Promise((resolve) => {
    player.preload = "metadata";
    player.onloadedmetadata = () => resolve(Number.isFinite(player.duration) ? Math.max(1, Math.round(player.duration)) : null);
    player.onerror = () => resolve(null);
    player.src = address;
  }).finally(() => URL.revokeObjectURL(address));
}

/** Send what is in the tray, the caption with the first file; returns whether all of it went. */
export async function sendFiles({ caption, replyTo }) {
  const { person, chat } = store.open;
  sending = true;
  let words = caption;
  try {
    for (const item of [...files]) {
      const bar = $("progress", item.node);
      bar.hidden = false;
      const duration = await secondsOf(item);
      const values = { person, chat, kind: item.kind, reply_to: replyTo, caption: words || null, duration };
      const { message } = await upload(values, item.file, (share) => (bar.value = share));
      words = "";
      remove(item);
      putMessage(message);
      tell("talk", { chat, sent: true });
    }
    return true;
  } catch (error) {
    trouble(error);
    for (const item of files) $("progress", item.node).hidden = true;
    return words === "" && caption !== ""; // the caption went with an earlier file: it does not come back
  } finally {
    sending = false;
  }
}

function toggleMenu(show) {
  menu.hidden = !show;
  opener.setAttribute("aria-expanded", String(show));
  if (show) $("button", menu).focus();
}

menu.append(...Object.entries(KINDS).map(([name, { label, icon: sign, accept }]) =>
  h("button", {
    type: "button", role: "menuitem",
    onclick: () => {
      kind = name;
      picker.accept = accept;
      picker.value = "";
      toggleMenu(false);
      picker.click();
    },
  }, icon(sign), label)));

opener.addEventListener("click", () => toggleMenu(menu.hidden));
menu.addEventListener("keydown", (event) => {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
  else if (event.key === "ArrowUp") items[(at + items.length - 1) % items.length].focus();
  else if (event.key === "Escape") {
    toggleMenu(false);
    opener.focus();
  } else return;
  event.preventDefault();
});
document.addEventListener("pointerdown", (event) => event.target.closest(".attach") || toggleMenu(false));
menu.addEventListener("focusout", (event) => event.relatedTarget?.closest(".attach") || setTimeout(() => toggleMenu(false), 150));
picker.addEventListener("change", () => add(picker.files, kind));

$("#text").addEventListener("paste", (event) => {
  if (!event.clipboardData.files.length) return;
  event.preventDefault();
  add(event.clipboardData.files, "photo");
});

const talk = $(".talk");
const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
talk.addEventListener("dragover", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  drop.hidden = !store.open;
});
talk.addEventListener("dragleave", (event) => talk.contains(event.relatedTarget) || (drop.hidden = true));
talk.addEventListener("drop", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  drop.hidden = true;
  if (!store.open) toast("Open a chat first.");
  else add(event.dataTransfer.files, "photo");
});
// A file that misses the conversation must not replace the page.
for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => carries(event) && event.preventDefault());

on("open", () => {
  for (const item of [...files]) remove(item);
});
