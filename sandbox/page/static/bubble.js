// One message as it stands in the conversation.

import { avatar, h, icon, isKhmer } from "./dom.js";
import { rich } from "./entities.js";
import { copy, keyboard } from "./keys.js";
import { openLink, sendText, startCode } from "./sending.js";
import { mediaOf, serviceText, summary } from "./media.js";
import { mine, store, toneOf } from "./store.js";
import { hour, longDay, ofMessage } from "./times.js";

export const nameOf = (message) =>
  [message.from?.first_name, message.from?.last_name].filter(Boolean).join(" ") || message.chat.title || "";

/**
 * What links, commands and code inside a text do in the open chat. Of "/chase 11 email" only "/chase" is a command, and
 * all that is sent; in a group it names the bot.
 */
const actionsIn = (message) => ({
  link: (url) => (startCode(url) === null ? null : () => openLink(url.href)),
  command: (text) => sendText(message.chat.type === "private" || text.includes("@") ? text : `${text}@${store.bot.username}`),
  copy,
});

/** The quoted part above an answer; pressing it goes to the message it quotes. */
function quote(message, goTo) {
  const quoted = message.reply_to_message;
  if (!quoted) return null;
  return h("button", { type: "button", class: `quote tone-${toneOf(quoted.from?.id)}`, onclick: () => goTo(quoted.message_id) },
    h("strong", { dir: "auto" }, nameOf(quoted)), h("span", { dir: "auto" }, summary(quoted)));
}

function origin(message) {
  const from = message.forward_origin;
  if (!from) return null;
  const name = from.sender_user_name ?? from.sender_user?.first_name ?? from.chat?.title ?? from.sender_chat?.title ?? "somebody";
  return h("p", { class: "origin" }, icon("forward"), `Forwarded from ${name}`);
}

function words(message) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  const entities = message.entities ?? message.caption_entities ?? [];
  return h("div", { class: `words${isKhmer(text) ? " khmer" : ""}`, dir: "auto" }, rich(text, entities, actionsIn(message)));
}

function stampOf(message) {
  const date = ofMessage(message);
  const when = h("time", { datetime: date.toISOString(), title: `${longDay(date)}, ${hour(date)}` }, hour(date));
  return h("span", { class: "stamp" }, message.edit_date && "edited ", when);
}

/**
 * Return the <li> of a message. `look` tells how it stands among its neighbours: {first, last, group}; `goTo(id)`
 * scrolls to another message.
 */
export function bubble(message, look, goTo) {
  const service = serviceText(message);
  if (service) {
    return h("li", { class: "service", tabindex: "-1", data: { id: message.message_id } }, h("p", { dir: "auto" }, service));
  }
  const out = mine(message);
  const tone = toneOf(message.from?.id);
  const media = mediaOf(message);
  const text = words(message);
  const named = look.group && !out && look.first;
  const body = h("div", { class: `bubble${media && !text ? " bare" : ""}${message.sticker ? " flat" : ""}` },
    named && h("strong", { class: `name tone-${tone}`, dir: "auto" }, nameOf(message)),
    origin(message), quote(message, goTo), media && h("div", { class: "media" }, media), text, stampOf(message));
  const keys = keyboard(message);
  return h("li",
    {
      class: ["message", out ? "from-me" : "from-them", look.first && "first", look.last && "last"].filter(Boolean).join(" "),
      tabindex: "-1", data: { id: message.message_id },
      "aria-label": `${out ? "You" : nameOf(message)}, ${hour(ofMessage(message))}${message.edit_date ? ", edited" : ""}`,
    },
    look.group && !out && (look.last ? avatar(nameOf(message), tone, "small") : h("span", { class: "avatar-room" })),
    h("div", { class: keys ? "column with-keys" : "column" }, h("div", { class: "line" }, body, quickReply()), keys));
}

function quickReply() {
  return h("button", { type: "button", class: "quick round", tabindex: "-1", "aria-label": "Reply", title: "Reply (r)", data: { act: "reply" } },
    icon("reply"));
}
