/** «Сообщать в этом браузере»: asks the browser for a subscription and gives it to the server. */

const form = document.querySelector<HTMLFormElement>("form[data-push]");
const button = form?.querySelector<HTMLButtonElement>("button[type=submit]");
const says = form?.querySelector<HTMLElement>("[data-says]");

function say(words: string): void {
  if (says) says.textContent = words;
}

function bytes(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (sign) => sign.codePointAt(0) ?? 0);
}

async function subscribe(place: HTMLFormElement): Promise<void> {
  const { push = "", url = "", busy = "", denied = "", failed = "" } = place.dataset;
  say(busy);
  if ((await Notification.requestPermission()) !== "granted") {
    say(denied);
    return;
  }
  try {
    const worker = await navigator.serviceWorker.ready;
    const subscription = await worker.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(push),
    });
    const { endpoint = "", keys = {} } = subscription.toJSON();
    const body = new FormData(place);
    body.set("endpoint", endpoint);
    body.set("p256dh", keys["p256dh"] ?? "");
    body.set("auth", keys["auth"] ?? "");
    const answer = await fetch(url, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    location.reload();
  } catch {
    say(failed);
  }
}

if (form && button && "PushManager" in globalThis && "serviceWorker" in navigator) {
  button.hidden = false;
  say("");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    void subscribe(form);
  });
}

export {};
