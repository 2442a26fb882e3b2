// What a bot answers to a press: a snackbar, or an alert to be acknowledged, inside the phone.

import { el } from "./dom.js";

const SHORTEST_MS = 3500;
const PER_LETTER_MS = 60;

export function toastIn(place, text, problem = false) {
  for (const old of place.querySelectorAll(".toast")) old.remove();
  const kind = problem ? "toast problem" : "toast";
  const toast = el("p", { class: kind, role: problem ? "alert" : "status", "data-testid": "toast" }, text);
  place.append(toast);
  const leave = () => toast.remove();
  toast.addEventListener("click", leave);
  setTimeout(leave, Math.max(SHORTEST_MS, text.length * PER_LETTER_MS));
}

export function alertIn(place, text) {
  const before = document.activeElement;
  const leave = () => {
    veil.remove();
    if (before?.isConnected) before.focus({ preventScroll: true });
  };
  const button = el("button", { type: "button", class: "primary", onclick: leave }, "Đã hiểu");
  const words = el("p", {}, text);
  const box = { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": "Thông báo của bot" };
  const veil = el("div", { class: "veil", "data-testid": "alert" }, el("div", box, words, button));
  veil.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key === "Tab") event.preventDefault();
  });
  place.append(veil);
  button.focus({ preventScroll: true });
}
