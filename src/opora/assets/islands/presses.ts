/**
 * Presses of the timer that wait for the network, in this browser. Every page of the cabinet delivers them, so a
 * closed page loses none. The server is told how long a press has waited, never what this clock shows: the
 * difference is right even where the clock is not.
 */

import { alone } from "./outbox";

export interface Press {
  id: string;
  me: string;
  session: string;
  what: "start" | "stop" | "resume";
  url: string;
  fields: Record<string, string>;
  at: number;
}

export interface Answer {
  press: Press;
  status: number;
  html: string;
}

const KEY = "opora:presses";

export function kept(): Press[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]") as Press[];
  } catch {
    return [];
  }
}

function keep(presses: Press[]): void {
  if (presses.length) localStorage.setItem(KEY, JSON.stringify(presses));
  else localStorage.removeItem(KEY);
}

export function add(press: Press): void {
  keep([...kept(), press]);
}

/** In the order of pressing; stops at the first the server cannot hear. Another person's presses stay. */
export async function deliver(): Promise<Answer[]> {
  const answers: Answer[] = [];
  if (kept().length)
    await alone("presses", async () => {
      for (const press of kept()) {
        const answer = await post(press);
        if (!answer) return;
        if (answer.status === 409) continue;
        keep(kept().filter((one) => one.id !== press.id));
        answers.push(answer);
        document.dispatchEvent(new CustomEvent<Answer>("opora:pressed", { detail: answer }));
      }
    });
  return answers;
}

async function post(press: Press): Promise<Answer | undefined> {
  const body = new FormData();
  for (const [name, value] of Object.entries(press.fields)) body.set(name, value);
  const waited = Math.floor((Date.now() - press.at) / 1000);
  body.set("press", press.id);
  body.set("me", press.me);
  // a second or two is the way to the server, not a lost network
  body.set("waited", String(waited < 3 ? 0 : waited));
  const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  try {
    const answer = await fetch(press.url, {
      method: "POST", body, headers: { "X-Fragment": "timer", "X-CSRFToken": token },
    });
    if (answer.redirected || answer.status >= 500) return undefined;
    return { press, status: answer.status, html: await answer.text() };
  } catch {
    return undefined;
  }
}

/** Refused while another page is open: said there, because the press is not kept any longer. */
document.addEventListener("opora:pressed", (event) => {
  const { press, html } = (event as CustomEvent<Answer>).detail;
  if (document.querySelector(`opora-timer[data-session="${press.session}"]`)) return;
  const words = new DOMParser().parseFromString(html, "text/html").querySelector(".refusal .why p")?.textContent;
  if (!words) return;
  const toast = document.createElement("opora-toast");
  toast.dataset["seconds"] = "60";
  toast.className = "toast";
  toast.textContent = words;
  document.querySelector(".toasts")?.append(toast);
});

window.addEventListener("online", () => void deliver());
void deliver();
