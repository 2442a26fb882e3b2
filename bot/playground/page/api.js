// The people side of the playground, one function per call.

/** The server said no: `status` and its sentence. */
export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/** The server did not answer. */
export class Away extends Error {}

/** Fires `change` whenever the server goes away or comes back. */
export const connection = new EventTarget();
let online = true;

function report(now) {
  if (now === online) return;
  online = now;
  connection.dispatchEvent(new CustomEvent("change", { detail: { online } }));
}

async function call(method, path, { json, form, query, signal } = {}) {
  const url = new URL(`/playground/${path}`, window.location.href);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) url.searchParams.set(name, value);
  }
  const headers = json === undefined ? {} : { "Content-Type": "application/json" };
  const body = json === undefined ? form : JSON.stringify(json);
  let answer;
  let data;
  try {
    answer = await fetch(url, { method, headers, body, signal, cache: "no-store" });
    if (answer.status === 502 || answer.status === 503) throw new Away("503");
    data = await answer.json().catch(() => ({}));
  } catch (error) {
    if (error.name === "AbortError") throw error;
    report(false);
    throw new Away(error.message);
  }
  report(true);
  if (!answer.ok) throw new Refused(answer.status, data.error ?? `Lỗi ${answer.status}`);
  return data;
}

const listOf = (data, name) => (Array.isArray(data) ? data : (data[name] ?? []));

export const people = async () => listOf(await call("GET", "people"), "people");
export const newPerson = (facts) => call("POST", "people", { json: facts });
export const newGroup = (title, members) => call("POST", "groups", { json: { title, members } });
export const chats = async (person) => listOf(await call("GET", `people/${person}/chats`), "chats");
export const commands = async (person, chat_id) =>
  listOf(await call("GET", `people/${person}/commands`, { query: { chat_id } }), "commands");
export const act = (person, what) => call("POST", `people/${person}/${what}`, { json: {} });

export const messages = (person, query, signal) =>
  call("GET", `people/${person}/messages`, { query, signal });

export const send = (person, facts) => call("POST", `people/${person}/messages`, { json: facts });

export function sendFile(person, { file, kind, caption, chat_id }) {
  const form = new FormData();
  form.set("kind", kind);
  form.set("chat_id", chat_id);
  if (caption) form.set("caption", caption);
  form.set("file", file, file.name);
  return call("POST", `people/${person}/messages`, { form });
}

export const press = (person, facts) => call("POST", `people/${person}/presses`, { json: facts });

export const clock = () => call("GET", "clock");
export const setClock = (facts) => call("PUT", "clock", { json: facts });
export const calls = async (after) => listOf(await call("GET", "calls", { query: { after } }), "calls");
