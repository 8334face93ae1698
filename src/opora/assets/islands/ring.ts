/**
 * A call that rings on whatever page is open: the live socket says that there is one, the server says whose. It
 * does not take the focus from who is typing; a screen reader hears it as an alert.
 */

const EVERY = 3_000;

let shown: HTMLElement | undefined;
let sounding: number | undefined;
let sound: AudioContext | undefined;

function beep(): void {
  navigator.vibrate?.(400);
  sound ??= new AudioContext();
  if (sound.state !== "running") return; // a browser that was not touched yet keeps silent
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  tone.frequency.value = 520;
  volume.gain.value = 0.06;
  tone.connect(volume).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + 0.5);
}

function hide(): void {
  shown?.remove();
  shown = undefined;
  clearInterval(sounding);
}

async function show(url: string): Promise<void> {
  const answer = await fetch(url).catch(() => undefined);
  if (!answer?.ok || answer.redirected || answer.status === 204) return hide();
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  const ring = template.content.querySelector<HTMLElement>(".ring");
  const link = ring?.querySelector<HTMLAnchorElement>("a[href]");
  // the page of this very call answers by its own button
  if (!ring || !link || new URL(link.href, location.href).pathname === location.pathname) return hide();
  if (shown?.dataset["call"] === ring.dataset["call"]) return;
  hide();
  shown = ring;
  ring.querySelector("[data-decline]")?.addEventListener("click", (event) => void decline(event));
  document.body.append(ring);
  beep();
  sounding = window.setInterval(beep, EVERY);
}

async function decline(event: Event): Promise<void> {
  const url = (event.currentTarget as HTMLElement).dataset["decline"] ?? "";
  const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  hide();
  await fetch(url, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => undefined);
}

document.addEventListener("opora:live", (event) => {
  const told = (event as CustomEvent<Record<string, unknown> | null>).detail;
  const url = document.querySelector<HTMLElement>("opora-live")?.dataset["ringing"];
  if (!told || !url) return;
  if (told["ringing"]) void show(url);
  else hide();
});

export {};
