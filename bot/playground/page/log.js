// The messages of one chat, drawn once each and kept in place.

import { el, icon } from "./dom.js";
import { drawMessage, print } from "./message.js";

const NEAR = 60;
const MOST = 400;
const LEAVING_MS = 260;
const TYPING_MS = 5000;

export class Log {
  constructor(hooks) {
    this.messages = new Map();
    this.stuck = true;
    this.unseen = 0;
    const own = { jump: (id) => this.jump(id), textOf: (id) => this.messages.get(id)?.message.text };
    this.scene = { group: false, hooks: { ...hooks, ...own } };
    this.list = el("div", { class: "log", role: "log", "aria-label": "Tin nhắn", tabindex: "0" });
    this.typing = el("p", { class: "typing", role: "status", hidden: true, "data-testid": "typing" });
    this.typing.append(el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), "Bot đang soạn tin");
    this.empty = this.#emptyState(hooks);
    this.pinWords = el("span", {});
    this.pinBar = el("button", { type: "button", class: "pinned", "data-testid": "pinned", hidden: true });
    this.pinBar.append(icon("pin"), el("span", { class: "pin-words" }, el("b", {}, "Tin đã ghim"), this.pinWords));
    this.count = el("b", { class: "badge" });
    this.down = el("button", { type: "button", class: "round down", "aria-label": "Về tin mới nhất", hidden: true });
    this.down.append(icon("down"), this.count);
    this.body = el("div", { class: "log-body" }, this.empty);
    this.list.append(this.body, this.typing);
    this.node = el("div", { class: "log-frame" }, this.pinBar, this.list, this.down);
    this.#listen();
  }

  #emptyState(hooks) {
    const start = el("button", { type: "button", class: "primary start", "data-testid": "start", onclick: hooks.start });
    start.append("Bắt đầu");
    this.emptyTitle = el("b", {});
    this.emptyWords = el("p", {});
    return el("div", { class: "empty", hidden: true }, icon("chat"), this.emptyTitle, this.emptyWords, start);
  }

  #listen() {
    this.list.addEventListener("scroll", () => {
      const { scrollTop, scrollHeight, clientHeight } = this.list;
      const near = scrollHeight - scrollTop - clientHeight < NEAR;
      // Only a person's scrolling lets go of the end; a list that grows shorter does not.
      const away = scrollTop < this.top && clientHeight === this.height;
      if (near || away) this.stuck = near;
      if (this.stuck) this.unseen = 0;
      Object.assign(this, { top: scrollTop, height: clientHeight });
      this.#drawDown();
    }, { passive: true });
    this.down.addEventListener("click", () => this.follow());
    this.pinBar.addEventListener("click", () => this.jump(this.pinned));
    const settle = new ResizeObserver(() => {
      if (this.stuck) this.#toEnd("instant");
      this.height = this.list.clientHeight;
    });
    settle.observe(this.list);
    settle.observe(this.body);
  }

  clear() {
    this.messages.clear();
    this.body.replaceChildren(this.empty);
    this.empty.hidden = true;
    this.typing.hidden = true;
    this.pinBar.hidden = true;
    this.stuck = true;
    this.unseen = 0;
    this.#drawDown();
  }

  /** Take the server's answer; `whole` says that it lists every message there is. */
  apply(answer, { whole, group, botName }) {
    const regroup = group !== this.scene.group;
    Object.assign(this.scene, { group, botName });
    this.list.setAttribute("aria-live", whole ? "off" : "polite");
    for (const message of this.#worthDrawing(answer)) this.#put(message, { silent: whole, regroup });
    for (const id of answer.deleted ?? []) this.#drop(id);
    if (whole) {
      const alive = new Set(answer.messages.map((message) => message.message_id));
      for (const id of this.messages.keys()) if (!alive.has(id)) this.#drop(id);
    }
    this.#drawTyping(answer.typing);
    this.#drawPin(answer.pinned ?? null);
    this.#drawEmpty();
    this.#arrange();
    if (this.stuck) this.#toEnd("instant");
    this.#drawDown();
  }

  /** Of a very long chat the end, and what is pinned. */
  #worthDrawing({ messages, pinned }) {
    const first = messages.length - MOST;
    return messages.filter((message, index) => index >= first || message.message_id === pinned);
  }

  #put(message, { silent, regroup }) {
    const known = this.messages.get(message.message_id);
    const now = print(message);
    if (known && known.print === now && !regroup) return;
    const node = known ? this.#redraw(known, message) : drawMessage(message, this.scene);
    this.messages.set(message.message_id, { message, node, print: now });
    if (known) return;
    if (!silent) {
      node.classList.add("arriving");
      if (!this.stuck && message.from !== "me") this.unseen += 1;
    }
    this.#insert(node, message.message_id);
  }

  #insert(node, id) {
    let before = this.body.lastElementChild;
    while (before && Number(before.dataset.messageId) > id) before = before.previousElementSibling;
    if (before) before.after(node);
    else this.body.prepend(node);
  }

  /** Change in place: the pressed button keeps the focus, a short light shows what changed. */
  #redraw({ node, print: before }, message) {
    const keys = [...node.querySelectorAll(".key")];
    const held = keys.indexOf(document.activeElement);
    const changed = before !== print(message);
    drawMessage(message, this.scene, node);
    const after = [...node.querySelectorAll(".key")];
    if (held >= 0) after[Math.min(held, after.length - 1)]?.focus({ preventScroll: true });
    if (!changed) return node;
    void node.offsetWidth; // Restarts the animation.
    node.classList.add("flash");
    return node;
  }

  #drop(id) {
    const known = this.messages.get(id);
    if (!known) return;
    this.messages.delete(id);
    const { node } = known;
    node.style.height = `${node.offsetHeight}px`;
    node.removeAttribute("data-testid");
    void node.offsetWidth;
    node.classList.add("leaving");
    node.inert = true;
    setTimeout(() => node.remove(), LEAVING_MS);
  }

  /** Days are announced once; messages of one sender in a row stand closer. */
  #arrange() {
    let day = "";
    let from = null;
    for (const { node, message } of this.#inOrder()) {
      const newDay = node.dataset.on !== "" && node.dataset.on !== day;
      if (newDay) {
        day = node.dataset.on;
        node.dataset.day = day;
      } else delete node.dataset.day;
      node.classList.toggle("follows", !newDay && message.from === from && !message.service);
      from = message.from;
    }
  }

  #inOrder() {
    return [...this.messages.values()].sort((a, b) => a.message.message_id - b.message.message_id);
  }

  #drawEmpty() {
    this.empty.hidden = this.messages.size > 0;
    this.emptyTitle.textContent = this.scene.group ? "Nhóm chưa có tin nhắn" : "Chưa có tin nhắn";
    this.emptyWords.textContent = this.scene.group
      ? "Tin nhắn của nhóm sẽ hiện ở đây."
      : "Bấm «Bắt đầu» để trò chuyện với bot.";
    this.empty.querySelector("button").hidden = this.scene.group;
  }

  /** A chat action lasts five seconds; nobody announces its end. */
  #drawTyping(typing) {
    clearTimeout(this.typingEnds);
    this.typing.hidden = !typing;
    if (typing) this.typingEnds = setTimeout(() => this.typing.setAttribute("hidden", ""), TYPING_MS);
  }

  #drawPin(pinned) {
    this.pinned = pinned;
    const text = this.messages.get(pinned)?.message.text;
    this.pinBar.hidden = pinned === null;
    this.pinWords.textContent = text?.split("\n").find((line) => line.trim()) ?? "Xem tin";
  }

  #drawDown() {
    this.down.hidden = this.stuck;
    this.count.textContent = this.unseen > 99 ? "99+" : String(this.unseen);
    this.count.hidden = this.unseen === 0;
  }

  /** Nothing is being waited for any more. */
  calm() {
    for (const key of this.list.querySelectorAll("[aria-busy]")) key.removeAttribute("aria-busy");
  }

  jump(id) {
    const node = this.messages.get(id)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("flash");
    void node.offsetWidth;
    node.classList.add("flash");
  }

  follow() {
    this.stuck = true;
    this.unseen = 0;
    this.#toEnd("auto");
    this.#drawDown();
  }

  #toEnd(behavior) {
    this.list.scrollTo({ top: this.list.scrollHeight, behavior });
  }
}
