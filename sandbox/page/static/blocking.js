// Blocking the bot, as a person may: it then gets no word through until it is unblocked.

import { post } from "./api.js";
import { $ } from "./dom.js";
import { openMenu } from "./menu.js";
import { chatOf, on, personOf, store } from "./store.js";
import { trouble } from "./toast.js";

const more = $(".more");
const bar = $(".blocked");

async function block(blocked) {
  try {
    await post("block", { person: store.open.person, blocked });
  } catch (error) {
    trouble(error);
  }
}

function draw() {
  const { person, chat } = store.open ?? {};
  const entry = chatOf(person, chat);
  more.hidden = entry?.type !== "private";
  bar.hidden = !entry?.blocked;
  $(".composer").hidden = Boolean(entry?.blocked);
  if (entry?.blocked) $("p", bar).textContent = `${personOf(person).name} has blocked ${entry.title}.`;
}

more.addEventListener("click", () => {
  const { blocked } = chatOf(store.open.person, store.open.chat);
  const { right, bottom } = more.getBoundingClientRect();
  const choice = { label: `${blocked ? "Unblock" : "Block"} ${store.bot.name}`, sign: blocked ? "check" : "block", act: () => block(!blocked) };
  openMenu([choice], right - 200, bottom + 4, more);
});
$("button", bar).addEventListener("click", () => block(false));

for (const kind of ["open", "people"]) on(kind, draw);
