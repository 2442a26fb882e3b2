// Formatted text: Telegram's entities (offsets in UTF-16 units, as JavaScript counts) to nodes.

import { el, safeUrl } from "./dom.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  blockquote: "blockquote",
};

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** `text` with its entities as a fragment; `hooks.open(url)` and `hooks.command(text)` are the taps. */
export function formatted(text, entities, hooks) {
  const sorted = [...(entities ?? [])]
    .filter((entity) => entity.length > 0 && entity.offset >= 0)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fragment.append(...run(text, 0, text.length, sorted, hooks));
  return fragment;
}

/** The nodes of text[start:end]; what overlaps an entity's end is cut in two, never lost. */
function run(text, start, end, entities, hooks) {
  const nodes = [];
  const waiting = [...entities];
  let at = start;
  while (waiting.length > 0) {
    const entity = waiting.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    const inside = [];
    while (waiting.length > 0 && waiting[0].offset < to) {
      const next = waiting.shift();
      inside.push(next);
    }
    for (const next of inside) {
      const over = next.offset + next.length - to;
      if (over > 0) waiting.unshift({ ...next, offset: to, length: over });
    }
    if (from > at) nodes.push(text.slice(at, from));
    nodes.push(wrap(entity, text.slice(from, to), run(text, from, to, inside, hooks), hooks));
    at = to;
    // A block ends its own line, so the line break that follows it would show as an empty one.
    if (BLOCKS.has(entity.type) && text[at] === "\n") at += 1;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, plain, children, hooks) {
  const kind = entity.type;
  if (TAGS[kind]) return el(TAGS[kind], {}, ...children);
  if (kind === "expandable_blockquote") return expandable(children);
  if (kind === "pre") return el("pre", {}, el("code", {}, ...children));
  if (kind === "spoiler") return spoiler(children);
  if (kind === "url") return link(withScheme(plain), children, hooks);
  if (kind === "text_link") return link(entity.url, children, hooks);
  if (kind === "bot_command") return command(plain, hooks);
  if (["mention", "text_mention", "hashtag", "cashtag", "email", "phone_number"].includes(kind)) {
    return el("span", { class: "mention" }, ...children);
  }
  return el("span", {}, ...children);
}

const withScheme = (address) => (/^[a-z][a-z0-9+.-]*:/iu.test(address) ? address : `https://${address}`);

function link(address, children, hooks) {
  const url = safeUrl(address);
  if (!url) return el("span", {}, ...children);
  const open = (event) => {
    if (hooks.open(url)) event.preventDefault();
  };
  return el(
    "a",
    { href: url.href, target: "_blank", rel: "noopener noreferrer", title: url.href, onclick: open },
    ...children,
  );
}

function command(text, hooks) {
  return el("button", { type: "button", class: "command", onclick: () => hooks.command(text) }, text);
}

function spoiler(children) {
  const cover = el("span", {
    class: "spoiler",
    role: "button",
    tabindex: "0",
    "aria-label": "Nội dung được che, bấm để xem",
  });
  const inner = el("span", { "aria-hidden": "true" }, ...children);
  cover.append(inner);
  const reveal = () => {
    cover.classList.add("open");
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
    inner.removeAttribute("aria-hidden");
  };
  cover.addEventListener("click", (event) => {
    if (cover.classList.contains("open")) return;
    event.preventDefault();
    event.stopPropagation();
    reveal();
  }, true);
  cover.addEventListener("keydown", (event) => {
    if (cover.hasAttribute("role") && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      reveal();
    }
  });
  return cover;
}

function expandable(children) {
  const inner = el("div", { class: "folded" }, ...children);
  const toggle = el("button", { type: "button", class: "unfold", "aria-expanded": "false" }, "Xem thêm");
  const quote = el("blockquote", { class: "expandable" }, inner, toggle);
  toggle.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    toggle.textContent = open ? "Thu gọn" : "Xem thêm";
    toggle.setAttribute("aria-expanded", String(open));
  });
  // Three short lines need no button; heights are known once it is on screen.
  requestAnimationFrame(() => {
    if (inner.scrollHeight <= inner.clientHeight + 4) quote.classList.add("open", "short");
  });
  return quote;
}
