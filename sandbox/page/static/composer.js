// The message field: sending, answering, editing, drafts.

import { nameOf } from "./bubble.js";
import { commandKey, closeCommands, suggest } from "./commands.js";
import { editText, sendText } from "./sending.js";
import { $ } from "./dom.js";
import { summary } from "./media.js";
import { mine, on, openTalk, store } from "./store.js";
import { hasFiles, sendFiles } from "./uploads.js";

const form = $(".composer");
const field = $("#text");
const bar = $(".quoted");
const drafts = new Map(); // "person/chat" → {text, mode}
let mode = null; // {kind: "reply" | "edit", message}
let here = null;

const TALLEST = 180; // CSS pixels

const coarse = matchMedia("(hover: none) and (pointer: coarse)");
const key = () => (store.open ? `${store.open.person}/${store.open.chat}` : null);

function grow() {
  field.style.height = "auto";
  const whole = field.scrollHeight + field.offsetHeight - field.clientHeight; // with its border
  field.style.height = `${Math.min(whole, TALLEST)}px`;
  field.style.overflowY = whole > TALLEST ? "auto" : "hidden"; // no scrollbar but where something is out of sight
  form.classList.toggle("has-text", field.value.trim() !== "");
}

function setMode(next) {
  mode = next;
  bar.hidden = !mode;
  bar.dataset.kind = mode?.kind ?? "";
  if (!mode) return;
  $("strong", bar).textContent = mode.kind === "edit" ? "Edit message" : `Reply to ${mine(mode.message) ? "yourself" : nameOf(mode.message)}`;
  $("p", bar).textContent = summary(mode.message);
  $("use", bar).setAttribute("href", `icons.svg#${mode.kind}`);
}

export function reply(message) {
  if (mode?.kind === "edit") field.value = "";
  setMode({ kind: "reply", message });
  grow();
  field.focus();
}

export function edit(message) {
  setMode({ kind: "edit", message });
  field.value = message.text;
  grow();
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

function cancel() {
  if (mode?.kind === "edit") field.value = "";
  setMode(null);
  grow();
}

function takeDraft() {
  const draft = drafts.get(key());
  field.value = draft?.text ?? "";
  setMode(draft?.mode ?? null);
  closeCommands();
  grow();
}

async function submit() {
  const text = field.value.trim();
  const was = mode;
  const draft = field.value;
  const from = key();
  if (!from || (!text && !hasFiles())) return;
  field.value = "";
  setMode(null);
  closeCommands();
  grow();
  const replyTo = was?.kind === "reply" ? was.message.message_id : null;
  let done = true;
  if (was?.kind === "edit") done = text === was.message.text || (await editText(was.message.message_id, text));
  else if (hasFiles()) done = await sendFiles({ caption: text, replyTo });
  else done = await sendText(text, { replyTo });
  if (done) return;
  // What could not be sent is not lost: back into the field, or into the draft of the chat it belongs to.
  if (from === key() && !field.value) {
    field.value = draft;
    setMode(was);
    grow();
  } else if (from !== key()) drafts.set(from, { text: draft, mode: was });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
  field.focus();
});

field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (commandKey(event)) {
    event.preventDefault();
  } else if (event.key === "Enter" && !event.shiftKey && !coarse.matches) {
    event.preventDefault();
    submit();
  } else if (event.key === "Escape" && mode) {
    cancel();
  } else if (event.key === "ArrowUp" && !field.value && !mode) {
    const last = openTalk()?.messages.findLast((message) => mine(message) && message.text);
    if (last) {
      event.preventDefault();
      edit(last);
    }
  }
});

field.addEventListener("input", () => {
  grow();
  if (store.open) suggest();
});

$("button", bar).addEventListener("click", () => {
  cancel();
  field.focus();
});

on("open", () => {
  if (here) drafts.set(here, { text: field.value, mode });
  here = key();
  takeDraft();
});
on("files", grow);

/** Put a text into the field of a person's private chat, which opens: whoever reads it may send it. */
export function propose(person, text) {
  drafts.set(`${person}/${person}`, { text, mode: null });
  if (key() === `${person}/${person}`) takeDraft();
  else location.hash = `#/${person}/${person}`;
}

/** Begin to write: wherever the focus is, typing goes to the field. */
export const focusField = () => field.focus({ preventScroll: true });
