// The page: which people are open, side by side, and what hangs around them.

import * as api from "./api.js";
import { runCalls } from "./calls.js";
import { Column } from "./chat.js";
import { runClock } from "./clock.js";
import { avatar, el, icon } from "./dom.js";
import { toastIn } from "./notices.js";
import { askGroup, askPerson, Picker } from "./people.js";
import { Poller } from "./poll.js";

const REMEMBERED = "thidua.playground.people";
const AT_FIRST = 3;
const RETRY_MS = 2000;

const find = (selector) => document.querySelector(selector);

class Board {
  constructor() {
    this.people = [];
    this.open = [];
    this.columns = new Map();
    this.poller = new Poller();
    this.place = find(".board");
    this.tabs = find(".tabs");
    this.picker = new Picker(find("[data-testid=person-picker]"), find("#people"), this);
    this.nobody = el("div", { class: "nobody", hidden: true });
    this.nobody.append(icon("people"), el("b", {}, "Chưa mở màn hình của ai"));
    this.nobody.append(el("p", {}, "Chọn người ở nút «Người tham gia» phía trên."));
    this.place.append(this.nobody);
    this.place.addEventListener("scroll", () => this.#markTab(), { passive: true });
    window.addEventListener("hashchange", () => this.#follow(fromHash() ?? this.open));
  }

  /** Read who there is; keep trying while the server is away. */
  async begin() {
    try {
      await this.reload();
    } catch (error) {
      if (!(error instanceof api.Away)) this.complain(error.message);
      setTimeout(() => this.begin(), RETRY_MS);
      return;
    }
    const known = new Set(this.people.map((person) => person.id));
    const choices = [fromHash(), fromStorage()].map((ids) => ids?.filter((id) => known.has(id)));
    const chosen = choices.find((ids) => ids?.length) ?? [];
    const first = this.people.slice(0, AT_FIRST).map((person) => person.id);
    this.#arrange(chosen.length > 0 ? chosen : first);
  }

  /** Read the people again; those who are gone lose their column. */
  async reload() {
    this.people = await api.people();
    const known = new Set(this.people.map((person) => person.id));
    const open = this.open.filter((id) => known.has(id));
    if (open.length !== this.open.length) this.#arrange(open);
    for (const person of this.people) this.columns.get(person.id)?.meet(person);
    this.picker.draw();
  }

  /** Open whom the address names, also people who came after this page was opened. */
  async #follow(ids) {
    const known = new Set(this.people.map((person) => person.id));
    if (!ids.every((id) => known.has(id))) await this.reload().catch(() => {});
    this.#arrange(ids);
  }

  toggle(id, wanted) {
    const others = this.open.filter((other) => other !== id);
    this.#arrange(wanted ? [...others, id] : others);
    if (wanted) this.columns.get(id)?.node.scrollIntoView({ inline: "center", block: "nearest" });
  }

  #arrange(ids) {
    const wanted = [...new Set(ids)].filter((id) => this.people.some((person) => person.id === id));
    for (const [id, column] of this.columns) {
      if (wanted.includes(id)) continue;
      this.poller.remove(column);
      column.node.remove();
      this.columns.delete(id);
    }
    for (const id of wanted) if (!this.columns.has(id)) this.#openColumn(id);
    this.open = wanted;
    this.nobody.hidden = wanted.length > 0;
    remember(wanted);
    this.#drawTabs();
    this.picker.draw();
  }

  #openColumn(id) {
    const column = new Column(this.people.find((person) => person.id === id), this);
    this.columns.set(id, column);
    this.place.append(column.node);
    this.poller.add(column);
  }

  // Tabs of a narrow screen --------------------------------------------------------------------

  #drawTabs() {
    const tabs = this.open.map((id) => {
      const { node, person } = this.columns.get(id);
      const show = () => node.scrollIntoView({ inline: "center", block: "nearest" });
      const words = [avatar(person.first_name, id), el("span", {}, person.first_name)];
      return el("button", { type: "button", "data-tab": id, onclick: show }, ...words);
    });
    this.tabs.replaceChildren(...tabs);
    this.tabs.hidden = tabs.length < 2;
    this.#markTab();
  }

  #markTab() {
    const middle = this.place.scrollLeft + this.place.clientWidth / 2;
    for (const tab of this.tabs.children) {
      const { offsetLeft, offsetWidth } = this.columns.get(Number(tab.dataset.tab)).node;
      const here = offsetLeft <= middle && middle < offsetLeft + offsetWidth;
      if (here && tab.getAttribute("aria-current") !== "true") {
        this.tabs.scrollTo({ left: tab.offsetLeft - (this.tabs.clientWidth - tab.offsetWidth) / 2 });
      }
      tab.setAttribute("aria-current", String(here));
    }
  }

  // What columns ask for -----------------------------------------------------------------------

  askPerson() {
    askPerson(this);
  }

  askGroup() {
    askGroup(this);
  }

  groupMade(chatId, members) {
    for (const id of members) this.columns.get(id)?.show(chatId);
  }

  complain(words) {
    toastIn(document.body, words, true);
  }
}

function numbers(text) {
  return text.split(",").map(Number).filter((id) => Number.isSafeInteger(id) && id !== 0);
}

function fromHash() {
  const found = /(?:^|[#&])people=([\d,%C-]*)/iu.exec(window.location.hash);
  return found ? numbers(decodeURIComponent(found[1])) : null;
}

function fromStorage() {
  try {
    return numbers(localStorage.getItem(REMEMBERED) ?? "");
  } catch {
    return null;
  }
}

function remember(ids) {
  history.replaceState(null, "", `#people=${ids.join(",")}`);
  try {
    localStorage.setItem(REMEMBERED, ids.join(","));
  } catch {
    // A browser that keeps nothing still has the address.
  }
}

const board = new Board();
const offline = find(".offline");
api.connection.addEventListener("change", (event) => {
  const { online } = event.detail;
  offline.textContent = online ? "" : "Mất kết nối, đang thử lại…";
  offline.classList.toggle("shown", !online);
  if (online) board.reload().catch(() => {});
});
const toolsToggle = find("#tools-toggle");
toolsToggle.append(icon("time"));
toolsToggle.addEventListener("click", () => {
  const open = find("#tools").classList.toggle("open");
  toolsToggle.setAttribute("aria-expanded", String(open));
});
runClock(find(".topbar"), (words) => board.complain(words));
runCalls(find("#calls"), find("#calls-toggle"));
board.begin();
