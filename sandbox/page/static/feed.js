// The change feed: every change as it happens, and a new connection whenever the old one breaks.

import { tell } from "./store.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 4000;
let wait = FIRST_WAIT;

/** Listen for ever; "feed" events carry each change, "connection" says whether there is one. */
export function listen() {
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
