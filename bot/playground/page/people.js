// Who takes part: the picker, new people, new groups.

import * as api from "./api.js";
import { avatar, disclose, el, icon } from "./dom.js";

/** Fill the picker; `board` knows who is open and opens or closes them. */
export class Picker {
  constructor(button, panel, board) {
    Object.assign(this, { button, panel, board });
    this.count = el("span", { class: "count" });
    button.append(icon("people"), el("span", { class: "picker-word" }, "Người tham gia"), this.count);
    this.list = el("div", { class: "person-list" });
    const grow = el("button", { type: "button", "data-testid": "new-person" }, "Thêm người…");
    const group = el("button", { type: "button", "data-testid": "new-group" }, "Tạo nhóm…");
    panel.append(this.list, el("div", { class: "panel-buttons" }, grow, group));
    this.close = disclose(button, panel, () => this.draw());
    grow.addEventListener("click", () => this.#ask(askPerson));
    group.addEventListener("click", () => this.#ask(askGroup));
  }

  #ask(dialog) {
    this.close(false);
    dialog(this.board);
  }

  draw() {
    const { people, open } = this.board;
    this.count.textContent = String(open.length);
    this.button.setAttribute("aria-label", `Người tham gia, đang mở ${open.length} trên ${people.length}`);
    this.list.replaceChildren(...people.map((person) => this.#row(person, open.includes(person.id))));
  }

  #row(person, checked) {
    const box = el("input", { type: "checkbox", "data-person-id": person.id });
    box.checked = checked;
    box.addEventListener("change", () => this.board.toggle(person.id, box.checked));
    return el(
      "label",
      { class: "person-row" },
      avatar(person.first_name, person.id),
      el("span", { class: "person-words" }, el("b", {}, person.first_name), el("small", {}, noteOf(person))),
      box,
    );
  }
}

function noteOf(person) {
  const left = person.deactivated ? "đã xoá tài khoản" : "";
  return [person.note, left].filter(Boolean).join(" · ");
}

/** Run a form dialog: `submit(data)` may throw a sentence to show. */
function ask(dialog, submit) {
  const form = dialog.querySelector("form");
  const problem = dialog.querySelector(".problem");
  problem.textContent = "";
  form.reset();
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      await submit(new FormData(form));
      dialog.close();
    } catch (error) {
      problem.textContent = error instanceof api.Away ? "Mất kết nối, xin thử lại." : error.message;
    }
  };
  dialog.querySelector("[data-close]").onclick = () => dialog.close();
  dialog.showModal();
}

export function askPerson(board) {
  ask(document.querySelector("#new-person"), async (data) => {
    const first_name = data.get("first_name").trim();
    if (!first_name) throw new Error("Xin ghi họ và tên.");
    const made = await api.newPerson({ first_name, language_code: data.get("language_code") });
    await board.reload();
    board.toggle(made.id, true);
  });
}

export function askGroup(board) {
  const dialog = document.querySelector("#new-group");
  const boxes = board.people.map((person) => {
    const box = el("input", { type: "checkbox", name: "members", value: person.id });
    box.defaultChecked = board.open.includes(person.id);
    const words = [el("span", {}, person.first_name), el("small", {}, noteOf(person))];
    return el("label", { class: "check" }, box, el("span", { class: "person-words" }, ...words));
  });
  dialog.querySelector(".members").replaceChildren(...boxes);
  ask(dialog, async (data) => {
    const title = data.get("title").trim();
    const members = data.getAll("members").map(Number);
    if (!title) throw new Error("Xin ghi tên nhóm.");
    if (members.length === 0) throw new Error("Xin chọn ít nhất một thành viên.");
    const made = await api.newGroup(title, members);
    board.groupMade(made.chat_id, members);
  });
}
