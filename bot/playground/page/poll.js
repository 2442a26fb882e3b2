// Who asks the server when, so that a browser's six connections per host are never used up.

const WAIT_S = 25;
const MOST_WAITING = 4;
const CHATS_EVERY_MS = 3000;
const BACK_OFF_MS = [500, 1000, 2000, 4000, 8000];
const PAUSE_MS = 500;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when somebody looks at the page. */
function looked() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const seen = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", seen);
      resolve();
    };
    document.addEventListener("visibilitychange", seen);
  });
}

/** Keeps open columns fresh: up to four wait for news, more of them take turns in asking. */
export class Poller {
  #columns = new Set();
  #turn = Promise.resolve();

  constructor() {
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#interrupt();
    });
  }

  get #crowded() {
    return this.#columns.size > MOST_WAITING;
  }

  add(column) {
    const before = this.#crowded;
    this.#columns.add(column);
    if (this.#crowded !== before) this.#interrupt();
    this.#run(column);
    this.#runChats(column);
  }

  remove(column) {
    this.#columns.delete(column);
    column.interrupt();
  }

  #interrupt() {
    for (const column of this.#columns) column.interrupt();
  }

  async #run(column) {
    let failures = 0;
    while (this.#columns.has(column)) {
      await looked();
      try {
        await (this.#crowded ? this.#inTurn(column) : this.#waiting(column));
        failures = 0;
      } catch (error) {
        if (error.name === "AbortError") continue;
        column.lost(error);
        await pause(BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)]);
        failures += 1;
      }
    }
  }

  async #waiting(column) {
    const began = performance.now();
    const changed = await column.sync(WAIT_S);
    // A server that does not hold answers must not be asked in a tight loop.
    if (!changed && performance.now() - began < PAUSE_MS) await pause(PAUSE_MS);
  }

  async #inTurn(column) {
    const mine = this.#turn.then(() => this.#columns.has(column) && column.sync(0));
    this.#turn = mine.catch(() => {});
    await mine;
    await pause(PAUSE_MS);
  }

  async #runChats(column) {
    while (this.#columns.has(column)) {
      await column.refreshChats().catch(() => {});
      await pause(CHATS_EVERY_MS);
      await looked();
    }
  }
}
