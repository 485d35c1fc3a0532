// Which links may be opened, and which of them open this very bot.

import { store } from "./store.js";

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
