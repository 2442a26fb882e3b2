// One person's phone: header, chats, messages, composer.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { avatar, disclose, el, icon, safeUrl } from "./dom.js";
import { Log } from "./log.js";
import { alertIn, toastIn } from "./notices.js";

const GONE = "Nút này không còn trên màn hình";
const PENDING_MS = 5000;

export class Column {
  /** `board` closes the column and opens dialogs. */
  constructor(person, board) {
    Object.assign(this, { person, board, chat: person.id, chats: [], fresh: true, after: 0 });
    this.waiting = null;
    this.noticed = new Set();
    const hooks = {
      open: (url) => this.#open(url),
      command: (text) => this.deliver({ text }),
      press: (key, node, message) => this.#press(key, node, message),
      reply: (message) => this.composer.replyWith(message),
      start: () => this.deliver({ text: "/start" }),
    };
    this.log = new Log(hooks);
    const offer = () => api.commands(person.id, this.chat).catch(() => []);
    this.composer = new Composer(person.first_name, (parcel) => this.deliver(parcel), offer);
    this.composer.turnTo(person.id);
    this.chatTabs = el("div", { class: "chat-tabs", role: "tablist", "aria-label": "Các cuộc trò chuyện" });
    this.chatTabs.hidden = true;
    this.notices = el("div", { class: "notices" });
    this.blockedBar = el("div", { class: "blocked", hidden: true }, el("p", {}, "Bạn đã chặn bot."));
    const unblock = () => this.#act("unblock");
    this.blockedBar.append(el("button", { type: "button", onclick: unblock }, "Bỏ chặn"));
    this.node = el(
      "section",
      { class: "phone", "data-testid": "column", "data-person-id": person.id, "aria-label": person.first_name },
      this.#header(),
      this.chatTabs,
      this.log.node,
      this.blockedBar,
      this.composer.node,
      this.notices,
    );
    this.#showBlocked(Boolean(person.blocked));
  }

  #header() {
    const { person } = this;
    const more = el(
      "button",
      { type: "button", class: "round", "aria-label": `Thao tác với ${person.first_name}`, "data-testid": "more" },
      icon("more"),
    );
    const menu = el("div", { class: "menu", hidden: true });
    const close = disclose(more, menu);
    const entry = (words, run, testid) => {
      const picked = () => {
        close(true);
        run();
      };
      return el("button", { type: "button", onclick: picked, "data-testid": testid }, words);
    };
    this.blockEntry = entry("", () => this.#act(this.blocked ? "unblock" : "block"), "block");
    menu.append(
      this.blockEntry,
      entry("Tạo nhóm với người đang mở…", () => this.board.askGroup()),
      entry("Thêm người…", () => this.board.askPerson()),
      entry("Đóng màn hình này", () => this.board.toggle(person.id, false), "close-column"),
    );
    const words = [el("h2", { title: person.first_name }, person.first_name), el("p", {}, person.note || "Người dùng Telegram")];
    return el(
      "header",
      { class: "phone-header" },
      avatar(person.first_name, person.id),
      el("div", { class: "phone-words" }, ...words),
      more,
      menu,
    );
  }

  // Keeping up with the server -----------------------------------------------------------------

  /** Ask for news, waiting up to `wait` seconds; tells whether anything changed. */
  async sync(wait) {
    const fresh = this.fresh;
    const chat = this.chat;
    this.waiting = new AbortController();
    const query = { chat_id: chat, after: fresh ? 0 : this.after, wait: fresh || wait === 0 ? undefined : wait };
    const answer = await api.messages(this.person.id, query, this.waiting.signal);
    if (chat !== this.chat) return true;
    if (!fresh && answer.version < this.after) {
      this.fresh = true; // The server began anew: so do we.
      return true;
    }
    const changed = fresh || answer.version !== this.after;
    const group = chat < 0; // Groups count downwards from zero, people upwards.
    const botName = this.chats.find((other) => other.type === "private")?.title;
    this.log.apply(answer, { whole: fresh, group, botName });
    this.composer.setKeyboard(answer.keyboard);
    this.#notice(answer.toasts ?? [], fresh);
    this.after = answer.version;
    this.fresh = false;
    if (answer.migrated_to) await this.show(answer.migrated_to);
    return changed;
  }

  interrupt() {
    this.waiting?.abort();
  }

  /** The last question failed: afterwards everything is read again. */
  lost(error) {
    this.fresh = true;
    if (error instanceof api.Refused && error.status === 404 && this.chat !== this.person.id) {
      this.#choose(this.person.id);
    }
  }

  async refreshChats() {
    const chats = await api.chats(this.person.id);
    const rank = (chat) => (chat.type === "private" ? 0 : 1);
    this.chats = chats.toSorted((a, b) => rank(a) - rank(b));
    const here = this.#current();
    if (here) this.title = here.title;
    else if (this.chat !== this.person.id) this.#choose(this.#successor());
    this.#drawTabs();
  }

  #current() {
    return this.chats.find((chat) => chat.chat_id === this.chat);
  }

  /** A group that became a supergroup has a new id and the old title. */
  #successor() {
    return this.chats.find((chat) => chat.title === this.title)?.chat_id ?? this.person.id;
  }

  #choose(chatId) {
    if (chatId === this.chat) return;
    this.chat = chatId;
    this.fresh = true;
    this.after = 0;
    this.title = this.#current()?.title;
    this.log.clear();
    this.composer.turnTo(chatId);
    this.#showBlocked(this.blocked);
    this.#drawTabs();
    this.interrupt();
  }

  /** Show the group if it is this person's; asks the server first. */
  async show(chatId) {
    await this.refreshChats().catch(() => {});
    if (this.chats.some((chat) => chat.chat_id === chatId)) this.#choose(chatId);
  }

  #drawTabs() {
    const shown = this.chats.map((chat) => [chat.chat_id, chat.title, chat.unread]);
    const now = JSON.stringify([this.chat, shown]);
    if (now === this.tabsShown) return;
    this.tabsShown = now;
    const held = this.chatTabs.contains(document.activeElement);
    this.chatTabs.hidden = this.chats.length < 2;
    this.chatTabs.replaceChildren(...this.chats.map((chat) => this.#tab(chat)));
    const here = this.chatTabs.querySelector("[aria-selected=true]");
    if (here) this.chatTabs.scrollTo({ left: here.offsetLeft - here.offsetWidth });
    if (held) here?.focus();
  }

  #tab(chat) {
    const here = chat.chat_id === this.chat;
    const unread = here ? 0 : (chat.unread ?? 0);
    const title = chat.type === "private" ? "Bot" : chat.title;
    const words = { "aria-label": `${unread} tin chưa đọc`, class: "badge" };
    return el(
      "button",
      {
        type: "button",
        role: "tab",
        "aria-selected": String(here),
        "data-testid": "chat-tab",
        "data-chat-id": chat.chat_id,
        onclick: () => this.#choose(chat.chat_id),
      },
      icon(chat.type === "private" ? "chat" : "people"),
      el("span", { title }, title),
      unread > 0 && el("b", words, unread > 99 ? "99+" : String(unread)),
    );
  }

  // Answers to presses -------------------------------------------------------------------------

  #notice(toasts, silently) {
    for (const [index, toast] of toasts.entries()) {
      const facts = typeof toast === "string" ? { text: toast } : toast;
      const key = facts.callback_query_id ?? facts.id ?? `${facts.version ?? this.after}:${index}:${facts.text}`;
      if (this.noticed.has(key)) continue;
      this.noticed.add(key);
      if (silently) continue;
      this.log.calm();
      const url = facts.url ? safeUrl(facts.url) : null;
      if (url) this.#open(url);
      if (!facts.text) continue;
      if (facts.show_alert ?? facts.alert) alertIn(this.notices, facts.text);
      else this.say(facts.text);
    }
  }

  say(text, problem = false) {
    toastIn(this.notices, text, problem);
  }

  // What the person does -----------------------------------------------------------------------

  /** Send text or a file to the open chat (or to `chat_id`); tells whether it went. */
  async deliver({ text, file, kind, reply_to, chat_id = this.chat }) {
    this.log.follow();
    try {
      if (file) await api.sendFile(this.person.id, { file, kind, caption: text, chat_id });
      else await api.send(this.person.id, { text, chat_id, reply_to });
      return true;
    } catch (error) {
      this.say(error instanceof api.Away ? "Chưa gửi được: mất kết nối." : `Chưa gửi được: ${error.message}`, true);
      return false;
    }
  }

  async #press(key, node, message) {
    if (node.getAttribute("aria-busy")) return;
    node.setAttribute("aria-busy", "true");
    setTimeout(() => node.removeAttribute("aria-busy"), PENDING_MS);
    const facts = { message_id: message.message_id, chat_id: this.chat };
    const what = key.data === undefined || key.data === null ? { button: key.label } : { data: key.data };
    try {
      await api.press(this.person.id, { ...facts, ...what });
    } catch (error) {
      node.removeAttribute("aria-busy");
      const gone = error instanceof api.Refused && error.status === 404;
      const words = error instanceof api.Away ? "Chưa bấm được: mất kết nối." : error.message;
      this.say(gone ? GONE : words, true);
    }
  }

  /** Follow a link of the bot's own into the private chat; answers whether that was it. */
  #open(url) {
    const token = url.searchParams.get("start");
    if (url.hostname !== "t.me") return false;
    if (url.searchParams.has("startgroup")) {
      this.board.askGroup();
      return true;
    }
    if (token === null) return false;
    this.#choose(this.person.id);
    this.deliver({ text: `/start ${token}`.trim(), chat_id: this.person.id });
    return true;
  }

  async #act(what) {
    try {
      await api.act(this.person.id, what);
      this.#showBlocked(what === "block");
    } catch (error) {
      this.say(error.message, true);
    }
  }

  /** Take what the server now says of the person. */
  meet(person) {
    this.#showBlocked(Boolean(person.blocked));
  }

  /** Who blocked the bot cannot write to it in private; groups go on. */
  #showBlocked(blocked) {
    this.blocked = blocked;
    this.blockEntry.textContent = blocked ? "Bỏ chặn bot" : "Chặn bot";
    const silent = blocked && this.chat === this.person.id;
    this.blockedBar.hidden = !silent;
    this.node.classList.toggle("is-blocked", silent);
  }
}
