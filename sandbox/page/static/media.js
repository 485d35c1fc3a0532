// Pictures, films, sound, stickers, files and places inside a message.

import { fileAddress } from "./api.js";
import { h, icon } from "./dom.js";

const LARGEST = 320; // CSS pixels a picture may take in the conversation

export function fileSize(bytes) {
  if (!bytes) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** The size at which a picture is shown, known before it is loaded so that nothing jumps. */
function shownSize(width = 0, height = 0, largest = LARGEST) {
  if (!width || !height) return {};
  const scale = Math.min(1, largest / width, largest / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

function picture(file, alt, largest) {
  return h("img", {
    src: fileAddress(file.file_id), alt, loading: "lazy", decoding: "async", draggable: "false",
    ...shownSize(file.width, file.height, largest),
  });
}

function photo(sizes) {
  const best = sizes.at(-1);
  return h("a", { class: "photo", href: fileAddress(best.file_id), target: "_blank", rel: "noopener", title: "Open the picture" },
    picture(best, "Photo"));
}

function file(document) {
  const name = document.file_name ?? "file";
  return h("a", { class: "file", href: fileAddress(document.file_id), download: name },
    h("span", { class: "file-icon" }, icon("file")),
    h("span", { class: "file-words" }, h("strong", { dir: "auto" }, name), h("small", {}, fileSize(document.file_size))));
}

/** How long sound or film takes: "0:07". */
const length = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function playable(tag, media, label) {
  const node = h(tag, { controls: true, preload: "none", src: fileAddress(media.file_id), "aria-label": label });
  const instead = file({ ...media, file_name: media.file_name ?? label });
  node.addEventListener("error", () => node.replaceWith(instead)); // what the browser cannot play can still be saved
  return h("div", {}, node, media.duration && h("small", { class: "length" }, length(media.duration)));
}

function sticker(media) {
  const node = picture(media, `Sticker ${media.emoji ?? ""}`.trim(), 160);
  node.classList.add("sticker");
  node.addEventListener("error", () => node.replaceWith(h("span", { class: "sticker-missing" }, media.emoji ?? "Sticker")));
  return node;
}

function place({ latitude, longitude }) {
  const where = `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  return h("p", { class: "file" }, h("span", { class: "file-icon" }, icon("pin")),
    h("span", { class: "file-words" }, h("strong", {}, "Location"), h("small", {}, where)));
}

/** Return the node that shows what a message carries beside its text, or null. */
export function mediaOf(message) {
  if (message.photo) return photo(message.photo);
  if (message.video) return playable("video", message.video, "Video");
  if (message.voice) return playable("audio", message.voice, "Voice message");
  if (message.audio) return playable("audio", message.audio, message.audio.title ?? "Audio");
  if (message.sticker) return sticker(message.sticker);
  if (message.document) return file(message.document);
  if (message.location) return place(message.location);
  return null;
}

const NAMES = {
  photo: "Photo", video: "Video", voice: "Voice message", audio: "Audio", sticker: "Sticker", location: "Location",
  contact: "Contact", poll: "Poll", animation: "GIF",
};

/** Return the line that stands for a message where there is little room: lists, quotes, announcements. */
export function summary(message) {
  const service = serviceText(message);
  if (service) return service;
  const text = message.text ?? message.caption;
  const kind = message.document ? `File: ${message.document.file_name ?? "file"}` : null;
  const [key, word] = Object.entries(NAMES).find(([each]) => each in message) ?? [];
  const played = message[key]?.duration;
  const name = kind ?? (played ? `${word}, ${length(played)}` : word);
  if (text && name && !message.text) return `${name}: ${text}`;
  return text ?? name ?? "Message";
}

const people = (users) => users.map((user) => user.first_name).join(", ");

/** Return the sentence of a service message ("Dara added Reply Desk"), or null for an ordinary one. */
export function serviceText(message) {
  const who = message.from?.first_name ?? message.chat.title ?? "Somebody";
  if (message.new_chat_members) {
    const joined = message.new_chat_members;
    const alone = joined.length === 1 && joined[0].id === message.from?.id;
    return alone ? `${who} joined the group` : `${who} added ${people(joined)}`;
  }
  if (message.left_chat_member) {
    const left = message.left_chat_member;
    return left.id === message.from?.id ? `${who} left the group` : `${who} removed ${left.first_name}`;
  }
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return "The group became a supergroup";
  return null;
}
