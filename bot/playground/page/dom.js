// Small tools for building nodes. Text from the server only ever becomes text nodes.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  send: "M4 12 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4",
  attach: "m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.4a1.8 1.8 0 0 1-2.5-2.5L14.5 7",
  menu: "M4 7h16M4 12h16M4 17h10",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  down: "M12 5v14M6 13l6 6 6-6",
  close: "M6 6l12 12M18 6 6 18",
  pin: "M9 4h6l-.7 6 3.2 3.5H6.5L9.7 10zM12 13.5V20",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.5a3.3 3.3 0 0 1 0 6.2M17.5 14.2c2.3.7 3.7 2.7 4 5.8",
  time: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
  reply: "M10 6 4 12l6 6M4 12h9c4 0 6.5 2 7 6",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
};

/** A node with attributes (`onclick` style names are listeners) and children. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** One of eight colours, always the same one for the same key. */
export function hue(key) {
  let sum = 7;
  for (const unit of String(key)) sum = (sum * 31 + unit.codePointAt(0)) % 9973;
  return `hue-${sum % 8}`;
}

/** The letters of an avatar: first and last word, as people in Vietnam abbreviate names. */
export function initials(name) {
  const words = String(name).trim().split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  const letters = ends.map((word) => word.match(/[\p{L}\p{N}]/u)[0]).join("");
  return (letters || "?").toLocaleUpperCase("vi");
}

export function avatar(name, key) {
  return el("span", { class: `avatar ${hue(key)}`, "aria-hidden": "true" }, initials(name));
}

/** The address if it is plain http or https, else null. */
export function safeUrl(address) {
  try {
    const url = new URL(address, window.location.href);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null;
  }
}

export function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const units = ["B", "KB", "MB", "GB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || size >= 100 ? 0 : 1;
  return `${size.toLocaleString("vi-VN", { maximumFractionDigits: digits })} ${units[unit]}`;
}

/** Make `button` open and close `panel`; Escape and a click elsewhere close it. */
export function disclose(button, panel, opened = () => {}) {
  const close = (refocus) => {
    if (panel.hidden) return;
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  };
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    if (!panel.hidden) return close(false);
    opened();
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    panel.querySelector("button, input")?.focus({ preventScroll: true });
  });
  document.addEventListener("pointerdown", (event) => {
    if (!panel.contains(event.target) && !button.contains(event.target)) close(false);
  });
  for (const node of [button, panel]) {
    node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close(true);
    });
  }
  return close;
}
