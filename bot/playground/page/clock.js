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

/** The moments that the program inside knows of, and what their buttons say without one. */
const JUMPS = [
  { button: "next-reminder", field: "next_reminder", none: "chưa có lời nhắc nào" },
  { button: "next-deadline", field: "next_deadline", none: "chưa có hạn nào" },
];

/** Keep the clock in the top bar true, and let its buttons move it. */
export function runClock(topbar, complain) {
  const face = topbar.querySelector("[data-testid=clock]");
  const steps = [...topbar.querySelectorAll("[data-advance]")];
  const jumps = JUMPS.map((jump) => ({
    ...jump,
    button: topbar.querySelector(`[data-testid=${jump.button}]`),
    to: null,
  }));

  function show(state) {
    const now = moment(state.now);
    if (now) {
      face.textContent = longForm(now);
      face.dateTime = now.toISOString();
    }
    for (const jump of jumps) {
      jump.to = moment(state[jump.field]);
      jump.button.disabled = jump.to === null;
      jump.button.querySelector("small").textContent = jump.to ? deadlineForm(jump.to) : jump.none;
    }
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
  for (const jump of jumps) {
    jump.button.addEventListener("click", () => {
      if (jump.to) move(jump.button, { now: jump.to.toISOString() });
    });
  }
  refresh();
  setInterval(() => {
    if (!document.hidden) refresh();
  }, EVERY_MS);
}
