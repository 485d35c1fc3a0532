// What the person whose phone is in hand does: send, open links; and which links may be opened.

import { post } from "./api.js";
import { putMessage, store, tell } from "./store.js";
import { toast, trouble } from "./toast.js";

let line = Promise.resolve(); // texts leave one after the other, in the order they were typed

/** Send a text in the open chat; returns whether it was sent. */
export function sendText(text, { replyTo = null } = {}) {
  const { person, chat } = store.open;
  const sending = line.then(() => post("send", { person, chat, text, reply_to: replyTo }));
  line = sending.catch(() => null);
  return settle(sending);
}

/** Forward a message of the open chat to another one on the same phone; returns whether it went. */
export function forward(message, chat) {
  const { person } = store.open;
  return settle(post("forward", { person, chat, source: message.chat.id, message_id: message.message_id }));
}

/** Change a text of one's own; returns whether it was changed. */
export function editText(messageId, text) {
  const { person, chat } = store.open;
  return settle(post("edit", { person, chat, message_id: messageId, text }));
}

async function settle(sending) {
  try {
    const { message } = await sending;
    putMessage(message);
    tell("talk", { chat: message.chat.id, sent: true });
    return true;
  } catch (error) {
    trouble(error);
    return false;
  }
}

/** Open a link as the app does: one to this bot starts it with its code, any other goes to a new tab. */
export async function openLink(address) {
  const url = safeUrl(address);
  if (!url) {
    toast("This link cannot be opened here.", { bad: true });
    return;
  }
  const code = startCode(url);
  if (code === null) {
    window.open(url.href, "_blank", "noopener,noreferrer");
    return;
  }
  const { person } = store.open;
  location.hash = `#/${person}/${person}`;
  await startBot(person, code);
}

/** Press Start, perhaps with the code of a link. */
export const startBot = (person, code = "") => settle(post("start", { person, code }));

/** Return the URL where it is one that may be opened (no scripts, no files), else null. */
export function safeUrl(address) {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
  if (!URL.canParse(whole)) return null;
  const url = new URL(whole);
  return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url : null;
}

/** Return the code of a t.me link that opens this very bot ("" without one), or null for any other link. */
export function startCode(url) {
  const host = url.hostname.replace(/^www\./, "");
  const name = url.pathname.replaceAll("/", "");
  if (!["t.me", "telegram.me"].includes(host) || name.toLowerCase() !== store.bot.username.toLowerCase()) return null;
  return url.searchParams.get("start") ?? "";
}
