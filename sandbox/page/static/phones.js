// The chat list: the people whose phones are in hand, each with their chats.

import { propose } from "./composer.js";
import { $, arrange, avatar, h, icon } from "./dom.js";
import { summary, serviceText } from "./media.js";
import { on, store, toneOf } from "./store.js";
import { ofMessage, stamp } from "./times.js";

const nav = $(".phones");
const rows = new Map(); // "person/chat" → link
let typing = () => null;

/** Say how to ask whether somebody types in a chat. */
export function watchTyping(ask) {
  typing = ask;
}

function preview(person, chat) {
  const doing = typing(chat.id);
  if (doing) return h("span", { class: "preview doing" }, doing);
  const { last } = chat;
  if (!last) return h("span", { class: "preview" }, "No messages yet");
  const mine = last.from?.id === person.id;
  const named = chat.type !== "private" || mine;
  const by = named && !serviceText(last) ? `${mine ? "You" : last.from?.first_name ?? chat.title}: ` : "";
  return h("span", { class: "preview" }, by && h("b", {}, by), h("span", { dir: "auto" }, summary(last).replace(/\s+/g, " ").slice(0, 120)));
}

function row(person, chat) {
  const key = `${person.id}/${chat.id}`;
  const link = rows.get(key) ?? h("a", { class: "chat-row", href: `#/${key}` });
  rows.set(key, link);
  const open = store.open?.person === person.id && store.open?.chat === chat.id;
  if (open) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
  const date = chat.last && ofMessage(chat.last);
  const unread = chat.unread > 0 && h("span", { class: "badge" }, String(chat.unread), h("span", { class: "unseen" }, " unread"));
  link.replaceChildren(
    avatar(chat.title, chat.type === "private" ? "bot" : "group"),
    h("span", { class: "row-words" },
      h("span", { class: "row-line" }, h("strong", { dir: "auto" }, chat.title), date && h("time", {}, stamp(date, store.now))),
      h("span", { class: "row-line" }, preview(person, chat), unread)));
  return link;
}

const sections = new Map();

function section(person) {
  const node = sections.get(person.id) ?? h("section", { class: "phone", "aria-label": `${person.name}’s phone` },
    h("h2", {}, avatar(person.name, toneOf(person.id), "small"), h("span", {}, person.name), h("small", {}, person.role)),
    h("div", { class: "chat-rows" }));
  sections.set(person.id, node);
  arrange($(".chat-rows", node), person.chats.map((chat) => row(person, chat)));
  return node;
}

// ---- what to try first, above the phones until it is put away ----

const tried = new Set(); // titles
let tries = null;

function follow({ title, person, text }) {
  tried.add(title);
  tries = null;
  drawPhones();
  if (text) propose(person, text);
  else $(".clock-chip").click();
}

function firstThings() {
  if (!store.tries.length) return [];
  tries ??= h("section", { class: "tries", "aria-label": "Things to try" },
    h("h2", {}, h("span", {}, `${store.tries.length} things to try`),
      h("button", {
        type: "button", class: "round", "aria-label": "Put these away",
        onclick: () => { store.tries = []; drawPhones(); },
      }, icon("close"))),
    store.tries.map((each, place) => h("button", { type: "button", class: "try", onclick: () => follow(each) },
      h("span", { class: "try-number", "aria-hidden": "true" }, tried.has(each.title) ? icon("check") : String(place + 1)),
      h("span", {}, h("strong", {}, each.title), h("small", {}, each.why)))));
  return [tries];
}

export function drawPhones() {
  arrange(nav, [...firstThings(), ...store.people.map(section)]);
  const links = [...nav.querySelectorAll("a")];
  const reached = links.find((link) => link === document.activeElement) ?? links.find((link) => link.ariaCurrent) ?? links[0];
  for (const link of links) link.tabIndex = link === reached ? 0 : -1;
  const unread = Math.max(0, ...store.people.map((person) => person.chats.reduce((sum, chat) => sum + chat.unread, 0)));
  document.title = `${unread ? `(${unread}) ` : ""}${store.bot.name} sandbox`;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

nav.addEventListener("keydown", (event) => {
  if (!(event.key in STEPS)) return;
  const links = [...nav.querySelectorAll("a")];
  const from = links.indexOf(document.activeElement);
  const to = links[Math.max(0, Math.min(links.length - 1, from + STEPS[event.key]))];
  event.preventDefault();
  for (const link of links) link.tabIndex = link === to ? 0 : -1;
  to.focus();
});

for (const kind of ["people", "unread", "talk", "open", "typing", "day"]) on(kind, drawPhones);
