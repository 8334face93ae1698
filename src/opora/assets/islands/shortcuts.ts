/**
 * Keys by their place, whatever the layout: G (П, «перейти») and a digit open a section of the menu, J and K walk
 * over what can be done on the page. Switched off by «Вид» (data-keys on the root), as WCAG 2.1.4 asks.
 */

import { isCommand } from "./typing";

const ARMED_MS = 1500;
let armed = 0;

function stops(): HTMLElement[] {
  const rows = document.querySelectorAll<HTMLElement>(
    'main tbody tr:not(.group, .detail, [hidden], [data-tone="off"]), main ul.list > li, main .slots > a',
  );
  const first = (row: HTMLElement, ...wanted: string[]): HTMLElement | null =>
    wanted.map((one) => row.querySelector<HTMLElement>(one)).find((stop) => stop !== null) ?? null;
  const found = [...rows]
    .map((row) => (row.matches("a") ? row : first(row, ".acts :is(a, button)", ".btn", "a")))
    .filter((stop) => stop !== null);
  return found.length ? found : [...document.querySelectorAll<HTMLElement>("main .btn.primary")];
}

function walk(step: number): void {
  const primary = [...document.querySelectorAll<HTMLElement>("main .main-thing .btn.primary, main form .btn.primary")];
  const all = [...new Set([...primary, ...stops()])].filter((one) => one.checkVisibility());
  all.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  const now = all.indexOf(document.activeElement as HTMLElement);
  all[now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(now + step, all.length - 1))]?.focus();
}

function go(digit: number): void {
  document.querySelectorAll<HTMLAnchorElement>(".side nav.sections a")[digit - 1]?.click();
}

document.addEventListener("keydown", (event) => {
  if (!isCommand(event)) return;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  if (digit && event.timeStamp - armed < ARMED_MS) {
    event.preventDefault();
    go(Number(digit));
  }
  armed = event.code === "KeyG" ? event.timeStamp : 0;
  if (event.code === "KeyJ" || event.code === "KeyK") {
    event.preventDefault();
    walk(event.code === "KeyJ" ? 1 : -1);
  }
});
