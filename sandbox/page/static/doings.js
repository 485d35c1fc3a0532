// What the person whose phone is in hand does: send, open links.

import { post } from "./api.js";
import { safeUrl, startCode } from "./links.js";
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
