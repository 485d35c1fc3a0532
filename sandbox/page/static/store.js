// What the page knows: the people and their chats, the messages it has loaded, which chat is open, the time.

import { get, post } from "./api.js";
import { setZone } from "./times.js";

export const store = {
  run: null,
  bot: { name: "Reply Desk", username: "" },
  people: [],
  tries: [],
  now: new Date(0),
  open: null, // {person, chat}, both ids
  talks: new Map(), // chat id → {messages, more}
};

const bus = new EventTarget();
export const on = (kind, listener) => bus.addEventListener(kind, (event) => listener(event.detail));
export const tell = (kind, detail = null) => bus.dispatchEvent(new CustomEvent(kind, { detail }));

export const personOf = (id) => store.people.find((person) => person.id === id) ?? null;
export const chatOf = (person, id) => personOf(person)?.chats.find((chat) => chat.id === id) ?? null;
export const talkOf = (id) => store.talks.get(id) ?? null;
export const openTalk = () => (store.open ? talkOf(store.open.chat) : null);
export const mine = (message) => message.from?.id === store.open?.person;

/** A stable colour for whoever speaks: the bot has its own, the people follow the cast. */
export function toneOf(userId) {
  const place = store.people.findIndex((person) => person.id === userId);
  return place < 0 ? "bot" : String(place % 6);
}

export function setNow(text) {
  const now = new Date(text);
  if (now.getTime() === store.now.getTime()) return;
  store.now = now;
  tell("now");
}

export async function loadState() {
  const state = await get("state");
  Object.assign(store, { run: state.run, bot: state.bot, people: state.people, tries: state.tries });
  setZone(state.timezone);
  store.now = new Date(state.now);
  tell("people");
  tell("now");
}

/** Load the newest messages of a chat, or with `older` those before the ones already here. */
export async function loadTalk(person, chat, { older = false } = {}) {
  if (!talkOf(chat)) store.talks.set(chat, { messages: [], more: false });
  const talk = talkOf(chat);
  const before = older && talk.messages.length ? talk.messages[0].message_id : null;
  const page = await get("messages", { person, chat, before });
  if (before === null) {
    const last = page.messages.at(-1)?.message_id ?? 0;
    const arrived = talk.messages.filter((message) => message.message_id > last); // while the page was on its way
    Object.assign(talk, { messages: [...page.messages, ...arrived], more: page.more });
  } else {
    const known = new Set(talk.messages.map((message) => message.message_id));
    const fresh = page.messages.filter((message) => !known.has(message.message_id));
    Object.assign(talk, { messages: [...fresh, ...talk.messages], more: page.more });
  }
}

/** Put a new or changed message in its place, in the talk and in the chat list. */
export function putMessage(message) {
  const id = message.chat.id;
  const talk = talkOf(id);
  if (talk) {
    const place = talk.messages.findIndex((old) => old.message_id === message.message_id);
    if (place >= 0) talk.messages[place] = message;
    else if (!talk.more || message.message_id > (talk.messages[0]?.message_id ?? 0)) {
      const after = talk.messages.findIndex((old) => old.message_id > message.message_id);
      talk.messages.splice(after < 0 ? talk.messages.length : after, 0, message);
    }
  }
  for (const person of store.people) {
    for (const chat of person.chats) {
      if (chat.id === id && message.message_id >= (chat.last?.message_id ?? 0)) chat.last = message;
    }
  }
}

export function dropMessage(chatId, messageId) {
  const talk = talkOf(chatId);
  if (talk) talk.messages = talk.messages.filter((message) => message.message_id !== messageId);
}

/** Count a new message as unread on every phone but those where it was written or is being looked at. */
export function countUnread(message, seenBy) {
  for (const person of store.people) {
    const chat = person.chats.find((each) => each.id === message.chat.id);
    if (!chat || person.id === seenBy) continue;
    chat.unread = person.id === message.from?.id ? 0 : chat.unread + 1; // who writes has read
  }
}

/** Take the open chat as read; the server keeps the mark, so that other windows and a reload agree. */
export async function markRead() {
  const { person, chat } = store.open ?? {};
  const last = talkOf(chat)?.messages.at(-1);
  const entry = chatOf(person, chat);
  if (!last || !entry || entry.readTo === last.message_id) return;
  entry.readTo = last.message_id;
  entry.unread = 0;
  tell("unread");
  try {
    await post("read", { person, chat, message_id: last.message_id });
  } catch {
    entry.readTo = null; // the mark goes with the next message, once the connection is back
  }
}
