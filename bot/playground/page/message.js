// One message as it stands in a chat: words, file, buttons, time.

import { dayForm, moment, timeForm } from "./clock.js";
import { el, fileSize, hue, icon, safeUrl } from "./dom.js";
import { formatted } from "./entities.js";

const PHOTO = /\.(?:jpe?g|png|gif|webp)$/iu;
const STYLES = new Set(["danger", "success", "primary"]);

/** What a screen of this message would depend on; equal prints need no new drawing. */
export const print = (message) => JSON.stringify({ ...message, version: 0 });

/**
 * Draw `message` into `node` (made on the first call) and return it.
 *
 * `scene`: `group` (are senders named), `botName`, `hooks` with `open(url)`, `command(text)`, `press(button,
 * node, message)`, `reply(message)`, `jump(message_id)`.
 */
export function drawMessage(message, scene, node = el("article", { class: "message" })) {
  const mine = message.from === "me";
  const bot = message.from === "bot";
  const at = moment(message.date ?? message.at);
  node.className = `message ${mine ? "mine" : "theirs"}${bot ? " bot" : ""}`;
  node.dataset.testid = "message";
  node.dataset.messageId = message.message_id;
  node.dataset.from = message.from;
  node.dataset.on = at ? dayForm(at) : "";
  const content = message.service ? serviceLine(message, scene) : bubbleAndKeys(message, scene, at);
  node.classList.toggle("service", Boolean(message.service));
  node.replaceChildren(...content);
  return node;
}

function serviceLine(message, scene) {
  const who = message.from === "me" ? "Bạn" : senderName(message, scene);
  return [el("p", { class: "service-words" }, `${who} ${message.text}`)];
}

function bubbleAndKeys(message, scene, at) {
  const mine = message.from === "me";
  const words = el("div", { class: message.text ? "words" : "words bare" });
  if (message.text) words.append(formatted(message.text, message.entities, scene.hooks));
  words.append(meta(message, at));
  const bubble = el(
    "div",
    { class: "bubble" },
    scene.group && !mine && el("p", { class: `sender ${hue(message.from)}` }, senderName(message, scene)),
    mine && el("span", { class: "unseen" }, "Bạn: "),
    quoted(message, scene),
    ...attachment(message.file),
    words,
  );
  const rows = message.buttons ?? [];
  const canReply = scene.group && message.from === "bot";
  return [
    el("div", { class: "line" }, bubble, canReply && replyButton(message, scene)),
    rows.length > 0 && keyboard(message, rows, scene),
  ].filter(Boolean);
}

const senderName = (message, scene) => (message.from === "bot" ? (scene.botName ?? "Bot") : message.from);

function meta(message, at) {
  const edited = message.edited ? "đã sửa" : "";
  const time = at ? timeForm(at) : "";
  return el("span", { class: "meta" }, [edited, time].filter(Boolean).join(" "));
}

function replyButton(message, scene) {
  return el(
    "button",
    { type: "button", class: "reply", "aria-label": "Trả lời tin này", onclick: () => scene.hooks.reply(message) },
    icon("reply"),
  );
}

function quoted(message, scene) {
  const target = message.reply_to;
  if (target === undefined || target === null) return null;
  const id = typeof target === "object" ? target.message_id : target;
  const words = (typeof target === "object" && target.text) || scene.hooks.textOf(id) || "Tin nhắn";
  return el("button", { type: "button", class: "quoted", onclick: () => scene.hooks.jump(id) }, words);
}

function attachment(file) {
  if (!file) return [];
  const url = safeUrl(file.url);
  const name = file.name || "Tệp đính kèm";
  const photo = file.kind ? file.kind === "photo" : PHOTO.test(name);
  if (photo && url) {
    const image = el("img", { src: url.href, alt: `Ảnh: ${name}`, loading: "lazy" });
    return [el("a", { class: "photo", href: url.href, target: "_blank", rel: "noopener noreferrer" }, image)];
  }
  const kind = name.includes(".") ? name.split(".").at(-1).slice(0, 4).toUpperCase() : "TỆP";
  const card = [
    el("span", { class: "file-kind", "aria-hidden": "true" }, kind),
    el("span", { class: "file-words" }, el("b", {}, name), el("small", {}, fileSize(file.size))),
  ];
  if (!url) return [el("div", { class: "file" }, ...card)];
  return [el("a", { class: "file", href: url.href, download: name, title: `Tải xuống ${name}` }, ...card)];
}

function keyboard(message, rows, scene) {
  return el(
    "div",
    { class: "keyboard", role: "group", "aria-label": "Các nút của tin nhắn" },
    ...rows.map((row) => el("div", { class: "keys" }, ...row.map((key) => keyNode(message, key, scene)))),
  );
}

function keyNode(message, key, scene) {
  const style = STYLES.has(key.style) ? ` key-${key.style}` : "";
  const label = key.label ?? key.text ?? "";
  const url = key.url ? safeUrl(key.url) : null;
  const shared = { class: `key${style}`, "data-testid": "button" };
  if (url) {
    const open = (event) => {
      if (scene.hooks.open(url)) event.preventDefault();
    };
    const attributes = { ...shared, href: url.href, target: "_blank", rel: "noopener noreferrer" };
    return el("a", { ...attributes, onclick: open }, label, el("i", { "aria-hidden": "true" }, "↗"));
  }
  const node = el("button", { ...shared, type: "button", disabled: Boolean(key.disabled) }, label);
  node.addEventListener("click", () => scene.hooks.press(key, node, message));
  return node;
}
