// The clock of the demo and its buttons, in Vietnamese words and Vietnam's time.

import * as api from "./api.js";

const ZONE = "Asia/Ho_Chi_Minh";
const DAYS = {
  Mon: "thứ Hai",
  Tue: "thứ Ba",
  Wed: "thứ Tư",
  Thu: "thứ Năm",
  Fri: "thứ Sáu",
  Sat: "thứ Bảy",
  Sun: "Chủ nhật",
};
const format = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  weekday: "short",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const EVERY_MS = 3000;

/** A moment from the server: ISO text or Unix seconds; null if it is neither. */
export function moment(value) {
  if (value === undefined || value === null || value === "") return null;
  const date = new Date(typeof value === "number" ? value * 1000 : value);
  return Number.isNaN(date.getTime()) ? null : date;
}

function parts(date) {
  const found = Object.fromEntries(format.formatToParts(date).map((part) => [part.type, part.value]));
  return { ...found, weekday: DAYS[found.weekday] };
}

export function longForm(date) {
  const at = parts(date);
  return `${at.weekday} ${at.day}/${at.month}/${at.year}, ${at.hour}:${at.minute}`;
}

export function deadlineForm(date) {
  const at = parts(date);
  return `${at.hour}:${at.minute} ${at.weekday} ${at.day}/${at.month}`;
}

export function dayForm(date) {
  const at = parts(date);
  return `${at.weekday} ${at.day}/${at.month}/${at.year}`;
}

export function timeForm(date) {
  const at = parts(date);
  return `${at.hour}:${at.minute}`;
}

/** Keep the clock in the top bar true, and let its buttons move it. */
export function runClock(topbar, complain) {
  const face = topbar.querySelector("[data-testid=clock]");
  const deadline = topbar.querySelector("[data-testid=next-deadline]");
  const steps = [...topbar.querySelectorAll("[data-advance]")];
  let next = null;

  function show(state) {
    const now = moment(state.now);
    if (now) {
      face.textContent = longForm(now);
      face.dateTime = now.toISOString();
    }
    next = moment(state.next_deadline);
    deadline.disabled = next === null;
    deadline.querySelector("small").textContent = next ? deadlineForm(next) : "chưa có hạn nào";
  }

  async function refresh() {
    try {
      show(await api.clock());
    } catch (error) {
      if (!(error instanceof api.Away)) complain(error.message);
    }
  }

  async function move(button, facts) {
    button.setAttribute("aria-busy", "true");
    try {
      show(await api.setClock(facts));
      face.classList.remove("moved");
      requestAnimationFrame(() => face.classList.add("moved"));
    } catch (error) {
      complain(error instanceof api.Away ? "Chưa đổi được giờ: mất kết nối." : error.message);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  for (const button of steps) {
    button.addEventListener("click", () => move(button, { advance: button.dataset.advance }));
  }
  deadline.addEventListener("click", () => {
    if (next) move(deadline, { now: next.toISOString() });
  });
  refresh();
  setInterval(() => {
    if (!document.hidden) refresh();
  }, EVERY_MS);
}
