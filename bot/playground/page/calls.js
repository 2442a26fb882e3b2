// The drawer with the Bot API calls, for those who want to see below the surface.

import * as api from "./api.js";
import { moment, timeForm } from "./clock.js";
import { el } from "./dom.js";

const EVERY_MS = 1000;
const MOST = 200;

export function runCalls(drawer, toggle) {
  const list = el("ol", { class: "call-list" });
  const polls = el("input", { type: "checkbox" });
  const close = el("button", { type: "button", class: "quiet", onclick: () => open(false) }, "Đóng");
  drawer.append(
    el("header", {}, el("h2", {}, "Bot API"), close),
    el("label", { class: "check" }, polls, "Hiện cả getUpdates"),
    list,
  );
  polls.addEventListener("change", () => list.classList.toggle("with-polls", polls.checked));
  let last = 0;
  let timer = null;
  let asking = false;

  function open(now) {
    drawer.hidden = !now;
    toggle.setAttribute("aria-expanded", String(now));
    clearInterval(timer);
    if (!now) return toggle.focus();
    refresh();
    timer = setInterval(refresh, EVERY_MS);
  }

  async function refresh() {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const calls = (await api.calls(last)).filter((call) => call.n > last);
      for (const call of calls.slice(-MOST)) list.prepend(row(call));
      last = calls.at(-1)?.n ?? last;
      while (list.childElementCount > MOST) list.lastElementChild.remove();
    } catch {
      // The banner already says that the server is away.
    } finally {
      asking = false;
    }
  }

  api.connection.addEventListener("change", () => {
    last = 0; // A server that comes back may be a new one, counting from one.
    list.replaceChildren();
  });
  toggle.addEventListener("click", () => open(drawer.hidden));
  drawer.addEventListener("keydown", (event) => {
    if (event.key === "Escape") open(false);
  });
}

function row(call) {
  const at = moment(call.at);
  const state = call.ok ? "ok" : "failed";
  const took = Number.isFinite(call.ms) ? `${call.ms.toLocaleString("vi-VN", { maximumFractionDigits: call.ms < 10 ? 1 : 0 })} ms` : "";
  const summary = el(
    "summary",
    {},
    el("span", { class: `dot ${state}` }, call.ok ? "✓" : "✕"),
    el("code", {}, call.method),
    el("small", {}, call.ok ? "" : String(call.error_code ?? "")),
    el("small", { class: "took" }, took),
  );
  const facts = JSON.stringify(call.params ?? {}, null, 2);
  const body = el("pre", {}, `${at ? `${timeForm(at)}  #${call.n}` : `#${call.n}`}\n${facts}`);
  const poll = String(call.method).toLowerCase() === "getupdates";
  return el("li", { class: poll ? "poll" : "", "data-testid": "call" }, el("details", {}, summary, body));
}
