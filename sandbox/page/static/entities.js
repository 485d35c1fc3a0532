// A text with its entities as nodes. Offsets count UTF-16 code units, as JavaScript strings do.

import { h } from "./dom.js";
import { safeUrl } from "./sending.js";

const PLAIN = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", blockquote: "blockquote",
  expandable_blockquote: "blockquote", pre: "pre",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/**
 * Return the nodes of a text. `actions.link(url)` says how a link opens (a function), or null for an ordinary one;
 * `actions.command(text)` sends a command that somebody tapped, `actions.copy(text)` copies what is set as code.
 */
export function rich(text, entities = [], actions) {
  const sorted = entities
    .filter((entity) => entity.length > 0 && entity.offset >= 0 && entity.offset + entity.length <= text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nodes(text, 0, text.length, sorted, actions);
}

function nodes(text, start, end, entities, actions) {
  const result = [];
  let at = start;
  let rest = entities;
  const plain = (to) => {
    const skip = result.at(-1)?.dataset?.block && text[at] === "\n" ? 1 : 0; // a block ends its line by itself
    if (to > at + skip) result.push(document.createTextNode(text.slice(at + skip, to)));
    at = to;
  };
  while (rest.length) {
    const [entity, ...others] = rest;
    if (entity.offset > at) plain(entity.offset);
    const stop = Math.min(entity.offset + entity.length, end);
    const inner = others.filter((other) => other.offset < stop);
    rest = others.filter((other) => other.offset >= stop);
    const within = inner.map((other) => ({ ...other, length: Math.min(other.length, stop - other.offset) }));
    result.push(element(text.slice(entity.offset, stop), entity, nodes(text, entity.offset, stop, within, actions), actions));
    at = stop;
  }
  plain(end);
  return result;
}

function element(raw, entity, children, actions) {
  const { type } = entity;
  if (type === "spoiler") return spoiler(children);
  if (type === "text_link" || type === "url") return link(entity.url ?? raw, children, actions);
  if (type === "email") return h("a", { href: `mailto:${raw}` }, children);
  if (type === "bot_command") {
    return h("button", { type: "button", class: "command-link", onclick: () => actions.command(raw) }, children);
  }
  if (type === "date_time") return time(entity.unix_time, children);
  if (["mention", "text_mention", "hashtag", "cashtag"].includes(type)) return h("span", { class: "tag" }, children);
  if (!(type in PLAIN)) return h("span", {}, children);
  const node = h(PLAIN[type], { data: BLOCKS.has(type) ? { block: "1" } : {} }, children);
  if (type === "pre" && entity.language) node.dataset.language = entity.language;
  if (type === "code") {
    node.title = "Press to copy";
    node.addEventListener("click", () => actions.copy(raw));
  }
  return type === "expandable_blockquote" ? expandable(node) : node;
}

// A time as it was written, for whoever sits here plays people of one newsroom; whoever points at it reads their own zone.
function time(unix, children) {
  const at = new Date(unix * 1000);
  return h("time", { datetime: at.toISOString(), title: at.toLocaleString() }, children);
}

function link(address, children, actions) {
  const url = safeUrl(address);
  if (url === null) return h("span", {}, children);
  const opens = actions.link(url);
  if (opens) return h("a", { href: url.href, onclick: (event) => { event.preventDefault(); opens(); } }, children);
  return h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, children);
}

function spoiler(children) {
  const node = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text, press to show" });
  const inner = h("span", { "aria-hidden": "true" }, children);
  const show = () => {
    node.classList.add("shown");
    inner.removeAttribute("aria-hidden");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.append(inner);
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    show();
  });
  return node;
}

function expandable(node) {
  const toggle = h("button", { type: "button", class: "quote-more", "aria-expanded": "false" }, "Show more");
  toggle.addEventListener("click", () => {
    const open = node.classList.toggle("expanded");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? "Show less" : "Show more";
  });
  node.classList.add("expandable");
  return h("div", { class: "quote-frame", data: { block: "1" } }, node, toggle);
}
