/** A message that has not left yet: its words, its state, and what may be done with it. */

import type { Waiting } from "./outbox";

export function button(words: string, act: () => void | Promise<void>): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn quiet small";
  made.textContent = words;
  made.addEventListener("click", () => void act());
  return made;
}

/** A recorded note is heard before it is sent. */
export function player(file: File): HTMLMediaElement {
  const made = document.createElement(file.type.startsWith("video/") ? "video" : "audio");
  made.controls = true;
  made.src = URL.createObjectURL(file);
  return made;
}

/** Kept by the server and not shown by it yet. */
export function settle(bubble: HTMLElement): void {
  bubble.dataset["state"] = "sent";
  bubble.querySelector(".state")?.replaceChildren();
  bubble.querySelector(".do")?.replaceChildren();
}

/** `words` has `waits` and `failed`; `bar` is the progress of its files. */
export function bubble(
  message: Waiting,
  words: DOMStringMap,
  bar: HTMLElement | undefined,
  buttons: HTMLButtonElement[],
): HTMLElement {
  const article = document.createElement("article");
  article.className = "msg waiting";
  article.dataset["client"] = message.client;
  article.dataset["state"] = message.state;
  const state = document.createElement("span");
  state.className = "state muted";
  state.textContent = words[message.state === "failed" ? "failed" : "waits"] ?? "";
  const by = document.createElement("div");
  by.className = "by";
  by.append(state);
  const text = document.createElement("div");
  text.className = "text";
  text.textContent = [message.text, ...message.files.map((file) => file.name)].filter(Boolean).join("\n");
  if (bar) text.append(bar);
  if (message.why) text.insertAdjacentHTML("beforeend", message.why);
  const act = document.createElement("div");
  act.className = "do";
  act.append(...buttons);
  article.append(document.createElement("span"), by, text, act);
  return article;
}
