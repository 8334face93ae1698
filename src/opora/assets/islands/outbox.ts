/**
 * Messages that wait to be sent, in the browser's own database: they outlive a reload, a closed tab and a
 * lost connection, with their files. One room (person and chat) is one queue; its order is that of adding.
 */

/** What is said of a recorded file when it is uploaded. */
export interface Note {
  kind: string;
  seconds: string;
  peaks: string;
}

export interface Waiting {
  id?: number;
  room: string;
  client: string;
  text: string;
  reply: string;
  files: File[];
  /** By the name of the file. */
  notes?: Record<string, Note>;
  state: "waiting" | "failed";
  /** The server's remark as it is shown, and the value that sends the same words all the same. */
  why?: string;
  remark?: string;
  insist?: string;
}

const NAME = "opora-outbox";
const STORE = "messages";

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error(NAME)));
  });
}

async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const opening = indexedDB.open(NAME, 1);
  opening.addEventListener("upgradeneeded", () => {
    opening.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true }).createIndex("room", "room");
  });
  return (await answer(opening)).transaction(STORE, mode).objectStore(STORE);
}

export async function add(message: Waiting): Promise<void> {
  await answer((await store("readwrite")).add(message));
}

export async function put(message: Waiting): Promise<void> {
  await answer((await store("readwrite")).put(message));
}

export async function drop(id: number): Promise<void> {
  await answer((await store("readwrite")).delete(id));
}

/** Of one room, in the order of adding. */
export async function waiting(room: string): Promise<Waiting[]> {
  return answer((await store("readonly")).index("room").getAll(room) as IDBRequest<Waiting[]>);
}

/** One tab at a time sends a queue; where there are no locks the server still stores each message once. */
export async function alone(room: string, work: () => Promise<void>): Promise<void> {
  if ("locks" in navigator) await navigator.locks.request(`${NAME}:${room}`, work);
  else await work();
}

/** A UUID of version 4; `crypto.randomUUID` is missing on a plain http address of a local network. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
