/**
 * Files of a waiting message go to the server by parts, one message after another, beside the queue of words.
 * The files lie in the browser's database with their message; how far each has come is known by the server,
 * its address is kept here: after a reload, a cut line or a day it goes on from there.
 */

import type { Upload } from "tus-js-client";

import { alone, waiting, type Waiting } from "./outbox";

const PART = 8 * 1024 * 1024;
const PAUSES = [0, 1_000, 3_000, 5_000];
const AGAIN = 10_000;
const MEGABYTE = 1024 * 1024;

/** What is remembered of a message: addresses of its uploads, how many have come whole. */
interface Known {
  urls: (string | null)[];
  done: number;
  paused: boolean;
  words: string;
}

export interface Road {
  data: DOMStringMap;
  token: () => string;
  /** All files of a message have come, or its look has changed. */
  changed: () => void;
  /** Look at the queue again: something could not be reached. */
  again: () => void;
  refused: (message: Waiting) => Promise<void>;
}

type Ended = "done" | "later" | "refused";

export class Uploads {
  #road: Road;
  #going = new Set<string>();
  #now: { client: string; upload: Upload; stop: () => void } | undefined;

  constructor(road: Road) {
    this.#road = road;
  }

  ready(message: Waiting): boolean {
    return message.files.length === 0 || this.#known(message).done === message.files.length;
  }

  keys(message: Waiting): string[] {
    return this.#known(message).urls.map((url) => url?.replace(/\/$/, "").split("/").pop() ?? "");
  }

  forget(message: Waiting): void {
    localStorage.removeItem(this.#name(message));
  }

  /** Goes on where it was; a message that is going or paused is left alone. */
  start(message: Waiting): void {
    if (this.#going.has(message.client) || this.#known(message).paused) return;
    this.#going.add(message.client);
    void alone(`${message.room}:files`, () => this.#all(message))
      .catch(() => undefined)
      .finally(() => {
        this.#going.delete(message.client);
        // done, dropped or refused messages are not in the queue any more: the question costs nothing
        window.setTimeout(() => this.#road.again(), AGAIN);
      });
  }

  /** The message is not sent: what has come of its files is given up. */
  async cancel(message: Waiting): Promise<void> {
    const known = this.#known(message);
    this.#stop(message);
    for (const url of known.urls)
      if (url)
        void fetch(url, {
          method: "DELETE", headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": this.#road.token() },
        }).catch(() => undefined);
    this.forget(message);
  }

  /** How far it is, with a button to pause; nothing for a message without files. */
  bar(message: Waiting): HTMLElement | undefined {
    if (message.files.length === 0 || this.ready(message)) return undefined;
    const known = this.#known(message);
    const line = document.createElement("div");
    line.className = "uploading";
    if (message.state === "failed") {
      line.textContent = known.words;
      return line;
    }
    const progress = document.createElement("progress");
    progress.max = message.files.reduce((sum, file) => sum + file.size, 0);
    progress.value = 0;
    progress.setAttribute("aria-label", message.files.map((file) => file.name).join(", "));
    const words = document.createElement("span");
    words.className = "small num";
    words.textContent = known.words || (known.paused ? (this.#road.data["paused"] ?? "") : "");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn quiet small";
    button.textContent = this.#road.data[known.paused ? "resume" : "pause"] ?? "";
    button.addEventListener("click", () => this.#pause(message));
    line.append(progress, words, button);
    return line;
  }

  #pause(message: Waiting): void {
    const known = this.#known(message);
    this.#keep(message, { ...known, paused: !known.paused, words: "" });
    if (!known.paused) this.#stop(message);
    this.#road.changed();
  }

  #stop(message: Waiting): void {
    if (this.#now?.client === message.client) this.#now.stop();
  }

  async #all(asked: Waiting): Promise<void> {
    // another tab may have sent it, or the reader may have dropped it, while this one waited for its turn
    const message = (await waiting(asked.room)).find((one) => one.client === asked.client);
    if (!message || message.state === "failed") return;
    for (let number = this.#known(message).done; number < message.files.length; number++) {
      if (this.#known(message).paused) return;
      const ended = await this.#one(message, number);
      if (ended === "refused") await this.#road.refused(message);
      if (ended !== "done") return;
      this.#keep(message, { ...this.#known(message), done: number + 1, words: "" });
    }
    this.#going.delete(message.client);
    this.#road.changed();
  }

  async #one(message: Waiting, number: number): Promise<Ended> {
    const { Upload } = (await import(this.#road.data["library"] ?? "")) as typeof import("tus-js-client");
    const file = message.files[number]!;
    const before = message.files.slice(0, number).reduce((sum, one) => sum + one.size, 0);
    return new Promise((resolve) => {
      const upload = new Upload(file, {
        endpoint: this.#road.data["uploads"] ?? "",
        uploadUrl: this.#known(message).urls[number] ?? null,
        chunkSize: PART,
        retryDelays: PAUSES,
        storeFingerprintForResuming: false,
        headers: { "X-CSRFToken": this.#road.token() },
        metadata: { filename: file.name, ...message.notes?.[file.name] },
        onUploadUrlAvailable: () => {
          const known = this.#known(message);
          known.urls[number] = upload.url && new URL(upload.url, location.href).pathname;
          this.#keep(message, known);
        },
        onProgress: (sent) => this.#show(message, before + sent),
        onSuccess: () => resolve("done"),
        onError: (error) => resolve(this.#failed(message, error)),
      });
      const stop = (): void => {
        void upload.abort();
        resolve("later");
      };
      this.#now = { client: message.client, upload, stop };
      upload.start();
    });
  }

  /** A refusal is said; what only could not be reached is tried again with the queue. */
  #failed(message: Waiting, error: Error): Ended {
    const response = "originalResponse" in error ? (error.originalResponse as { getStatus(): number; getBody(): string } | null) : null;
    const status = response?.getStatus() ?? 0;
    const words = status >= 400 ? (response?.getBody() ?? "") : "";
    const said = words.startsWith("<") ? "" : words;
    const known = this.#known(message);
    const isRefused = status >= 400 && status < 500 && ![401, 409, 423].includes(status);
    this.#keep(message, isRefused ? { urls: [], done: 0, paused: false, words: said } : { ...known, words: said });
    return isRefused ? "refused" : "later";
  }

  #show(message: Waiting, sent: number): void {
    const line = document.querySelector(`[data-client="${message.client}"] .uploading`);
    const progress = line?.querySelector("progress");
    const words = line?.querySelector("span");
    if (!progress || !words) return;
    progress.value = sent;
    const size = (bytes: number): string => (bytes / MEGABYTE).toFixed(1).replace(".", ",");
    words.textContent = `${size(sent)} / ${size(progress.max)} МБ`;
  }

  #name(message: Waiting): string {
    return `opora:upload:${message.client}`;
  }

  #known(message: Waiting): Known {
    const kept = localStorage.getItem(this.#name(message));
    return kept ? (JSON.parse(kept) as Known) : { urls: [], done: 0, paused: false, words: "" };
  }

  #keep(message: Waiting, known: Known): void {
    localStorage.setItem(this.#name(message), JSON.stringify(known));
  }
}
