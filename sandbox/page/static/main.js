// Brings the parts together: which chat is open, what each change of the feed does, the state of the connection.

import "./menus.js";
import { lookAhead } from "./clock.js";
import { focusField } from "./composer.js";
import { $ } from "./dom.js";
import { summary } from "./media.js";
import { drawPhones, watchTyping } from "./phones.js";
import { chatOf, countUnread, dropMessage, loadState, loadTalk, on, putMessage, setNow, store, talkOf, tell } from "./store.js";
import { head, looking, refresh, showTalk } from "./talk.js";
import { announce, trouble } from "./toast.js";
import { nameOf } from "./bubble.js";

const narrow = matchMedia("(max-width: 759px)");
const desk = $(".desk");

// ---- which chat is open: the address says it, so that Back, reload and links work ----

function addressed() {
  const [, person, chat] = /^#\/(-?\d+)\/(-?\d+)$/.exec(location.hash) ?? [];
  return chatOf(Number(person), Number(chat)) ? { person: Number(person), chat: Number(chat) } : null;
}

async function follow() {
  let wanted = addressed();
  if (!wanted && !narrow.matches && store.people.length) {
    const [person] = store.people;
    wanted = { person: person.id, chat: person.chats[0].id };
    history.replaceState(null, "", `#/${wanted.person}/${wanted.chat}`);
  }
  const left = store.open;
  if (wanted && left?.person === wanted.person && left?.chat === wanted.chat) return;
  store.open = wanted;
  desk.dataset.view = wanted ? "talk" : "list";
  tell("open");
  if (wanted) {
    await showTalk();
    if (!narrow.matches && !document.querySelector("dialog[open]")) focusField();
  } else {
    const row = left && document.querySelector(`a[href="#/${left.person}/${left.chat}"]`);
    row?.focus();
  }
}

addEventListener("hashchange", follow);
narrow.addEventListener("change", follow);
$("[data-skip]").addEventListener("click", (event) => {
  event.preventDefault(); // the address holds the open chat
  focusField();
});

// ---- typing: shown until the message comes, or for five seconds, as Telegram does ----

const DOING = {
  typing: "typing…", upload_photo: "sending a photo…", upload_document: "sending a file…", upload_video: "sending a video…",
  upload_voice: "sending a voice message…", record_voice: "recording…", find_location: "looking for a place…",
};
const busy = new Map(); // chat id → {text, timer}

watchTyping((chat) => busy.get(chat)?.text ?? null);

function setTyping(chat, action) {
  clearTimeout(busy.get(chat)?.timer);
  if (action) busy.set(chat, { text: DOING[action] ?? "typing…", timer: setTimeout(() => setTyping(chat, null), 5000) });
  else if (!busy.delete(chat)) return;
  if (store.open?.chat === chat) {
    head();
    const sub = $(".talk-sub");
    const doing = busy.get(chat)?.text;
    if (doing) sub.textContent = doing;
    sub.classList.toggle("doing", Boolean(doing));
  }
  tell("typing");
}

// ---- the feed ----

const known = (message) => talkOf(message.chat.id)?.messages.some((each) => each.message_id === message.message_id);

function arrive(message) {
  const sender = message.from?.id;
  const shown = store.open?.chat === message.chat.id;
  const again = known(message);
  putMessage(message);
  countUnread(message, shown && looking() ? store.open.person : null);
  setTyping(message.chat.id, null);
  tell("talk", { chat: message.chat.id, arrived: !again });
  tell("arrived", message);
  if (shown && sender !== store.open.person) announce(`${nameOf(message)}: ${summary(message)}`);
}

const HANDLERS = {
  hello: (change) => resume(change.run),
  message: (change) => arrive(change.message),
  edited: (change) => {
    putMessage(change.message);
    tell("talk", { chat: change.chat_id });
  },
  deleted: (change) => {
    dropMessage(change.chat_id, change.message_id);
    tell("talk", { chat: change.chat_id });
    loadState().catch(trouble);
  },
  action: (change) => setTyping(change.chat_id, change.action ?? "typing"),
  member: () => loadState().then(follow).catch(trouble), // the group may have got another id
};

/** After every (re)connection: fetch what may have been missed; after a restart of the server, everything. */
async function resume(run) {
  const restarted = store.run !== null && store.run !== run;
  const first = store.run === null;
  try {
    await loadState();
    if (restarted) store.talks.clear();
    if (first || !store.open || (restarted && !addressed())) {
      store.open = first || !addressed() ? null : store.open;
      await follow();
    } else {
      await loadTalk(store.open.person, store.open.chat);
      refresh();
    }
    lookAhead();
  } catch (error) {
    trouble(error);
  }
}

on("feed", (change) => {
  setNow(change.now);
  HANDLERS[change.kind]?.(change);
  if (change.kind !== "clock" && change.kind !== "hello") tell("changed");
});

on("connection", (there) => {
  $(".link-state").hidden = there;
  document.documentElement.classList.toggle("offline", !there);
});

// ---- the feed: every change as it happens, and a new connection whenever the old one breaks ----

const FIRST_WAIT = 500;
const LONGEST_WAIT = 4000;
let wait = FIRST_WAIT;

function listen() {
  const source = new EventSource("events");
  source.onmessage = (event) => {
    const change = JSON.parse(event.data);
    if (change.kind === "hello") {
      wait = FIRST_WAIT;
      tell("connection", true);
    }
    tell("feed", change);
  };
  source.onerror = () => {
    source.close();
    tell("connection", false);
    setTimeout(listen, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
}

drawPhones();
listen();
