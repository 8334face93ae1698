/** The same moment by the clock of this device, said only where it differs from the centre's. */

class OwnTime extends HTMLElement {
  connectedCallback(): void {
    const [start, end] = [new Date(this.dataset["start"]!), new Date(this.dataset["end"]!)];
    if (-start.getTimezoneOffset() === offset(this.dataset["start"]!)) return;
    const day = new Intl.DateTimeFormat("ru", { weekday: "short", day: "2-digit", month: "2-digit" }).format(start);
    const clock = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit" });
    this.textContent = this.dataset["words"]!.replace("{when}", `${day}, ${clock.format(start)}–${clock.format(end)}`);
  }
}

/** Minutes before UTC as the written moment says them: «…+03:00». */
function offset(written: string): number {
  const found = /([+-])(\d\d):(\d\d)$/.exec(written);
  return found ? Number(`${found[1]}1`) * (Number(found[2]) * 60 + Number(found[3])) : 0;
}

customElements.define("opora-own-time", OwnTime);
