// The place to write: text, a file, the bot's commands.

import { disclose, el, fileSize, icon } from "./dom.js";

const USUAL = [
  { command: "start", description: "Bắt đầu, về màn hình chính" },
  { command: "help", description: "Hướng dẫn sử dụng" },
];
const IMAGE = /^image\/(?:png|jpeg|webp|gif)$/u;

export class Composer {
  /** `deliver({text, file, kind, reply_to})` sends and tells whether it went; `offer()` lists commands. */
  constructor(who, deliver, offer) {
    this.deliver = deliver;
    this.file = null;
    this.replyTo = null;
    this.sending = Promise.resolve();
    this.area = el("textarea", {
      rows: "1",
      placeholder: "Nhắn tin…",
      "aria-label": `Tin nhắn của ${who}`,
      "data-testid": "composer",
      enterkeyhint: "send",
      maxlength: "4096",
    });
    this.sendButton = el(
      "button",
      { type: "submit", class: "round send", "aria-label": "Gửi", "data-testid": "send", disabled: true },
      icon("send"),
    );
    this.input = el("input", { type: "file", hidden: true, "data-testid": "file-input", tabindex: "-1" });
    const attach = el("button", { type: "button", class: "round", "aria-label": "Đính kèm tệp" }, icon("attach"));
    const menu = el(
      "button",
      { type: "button", class: "round", "aria-label": "Lệnh của bot", "data-testid": "commands" },
      icon("menu"),
    );
    this.menu = el("div", { class: "menu commands", hidden: true });
    this.closeMenu = disclose(menu, this.menu, async () => this.setCommands(await offer()));
    this.keyboard = el("div", { class: "reply-keyboard", role: "group", "aria-label": "Bàn phím của bot", hidden: true });
    this.tray = el("div", { class: "tray", hidden: true });
    this.node = el(
      "form",
      { class: "composer", autocomplete: "off" },
      this.tray,
      this.menu,
      el("div", { class: "writing" }, menu, this.area, attach, this.sendButton),
      this.keyboard,
      this.input,
    );
    this.setCommands([]);
    this.#listen(attach);
  }

  #listen(attach) {
    attach.addEventListener("click", () => this.input.click());
    this.input.addEventListener("change", () => this.#take(this.input.files[0]));
    this.area.addEventListener("input", () => this.#fit());
    this.area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.area.addEventListener("paste", (event) => {
      const file = event.clipboardData?.files[0];
      if (!file) return;
      event.preventDefault();
      this.#take(file);
    });
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.node.addEventListener("dragover", (event) => event.preventDefault());
    this.node.addEventListener("drop", (event) => {
      event.preventDefault();
      this.#take(event.dataTransfer?.files[0]);
    });
  }

  /** Offer the bot's commands, or the two that every bot has. */
  setCommands(commands) {
    const list = commands.length > 0 ? commands : USUAL;
    this.menu.replaceChildren(
      ...list.map(({ command, description }) => {
        const name = `/${String(command).replace(/^\//u, "")}`;
        const pick = () => {
          this.closeMenu(true);
          this.deliver({ text: name });
        };
        return el("button", { type: "button", onclick: pick }, el("b", {}, name), el("small", {}, description));
      }),
    );
  }

  /** The rows of labels below the chat, or none; pressing one is writing it. */
  setKeyboard(rows) {
    const now = JSON.stringify(rows ?? []);
    if (now === this.keyboardShown) return;
    this.keyboardShown = now;
    this.keyboard.hidden = !rows?.length;
    const key = (label) => {
      const write = () => this.deliver({ text: label });
      return el("button", { type: "button", class: "key", "data-testid": "reply-key", onclick: write }, label);
    };
    this.keyboard.replaceChildren(...(rows ?? []).map((row) => el("div", { class: "keys" }, ...row.map(key))));
  }

  replyWith(message) {
    this.replyTo = message;
    this.#drawTray();
    this.area.focus();
  }

  /** Write to this chat from now on, with nothing begun. */
  turnTo(chatId) {
    this.chatId = chatId;
    this.reset();
    this.setKeyboard(null);
  }

  reset() {
    this.area.value = "";
    this.file = null;
    this.replyTo = null;
    this.input.value = "";
    this.#drawTray();
    this.#fit();
  }

  /** Send what stands here; one after the other, and given back if it did not go. */
  submit() {
    const text = this.area.value.trim();
    if (!text && !this.file) return;
    const { file, replyTo, chatId } = this;
    const kind = this.kind?.value;
    const parcel = { text, file, kind, reply_to: replyTo?.message_id, chat_id: chatId };
    this.reset();
    this.sending = this.sending.then(async () => {
      if (await this.deliver(parcel)) return;
      if (this.area.value || this.file || this.chatId !== chatId) return;
      Object.assign(this, { file, replyTo });
      this.area.value = text;
      this.#drawTray();
      this.#fit();
    });
  }

  #take(file) {
    if (!file) return;
    this.file = file;
    this.#drawTray();
    this.#fit();
    this.area.focus();
  }

  #fit() {
    this.sendButton.disabled = !this.area.value.trim() && !this.file;
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight + 2, 150)}px`;
  }

  #drawTray() {
    const rows = [];
    this.kind = null;
    if (this.replyTo) {
      const words = this.replyTo.text?.split("\n")[0] || "tin nhắn";
      const drop = () => {
        this.replyTo = null;
        this.#drawTray();
      };
      rows.push(trayRow("Trả lời", words, null, drop));
    }
    if (this.file) {
      const image = IMAGE.test(this.file.type);
      this.kind = el(
        "select",
        { "aria-label": "Gửi dưới dạng" },
        image && el("option", { value: "photo" }, "Gửi như ảnh"),
        el("option", { value: "document" }, "Gửi như tệp"),
      );
      const drop = () => {
        this.file = null;
        this.input.value = "";
        this.#drawTray();
        this.#fit();
      };
      rows.push(trayRow(fileSize(this.file.size), this.file.name, this.kind, drop));
    }
    this.tray.replaceChildren(...rows);
    this.tray.hidden = rows.length === 0;
  }
}

function trayRow(title, words, extra, drop) {
  return el(
    "div",
    { class: "tray-row" },
    el("p", {}, el("small", {}, title), el("span", {}, words)),
    extra,
    el("button", { type: "button", class: "round", "aria-label": "Bỏ", onclick: drop }, icon("close")),
  );
}
