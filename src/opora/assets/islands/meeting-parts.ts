/** Small groups of a meeting: who leads makes them, visits them and calls everybody back; everybody sees the term. */

import type { State } from "./meeting-told";

type Choice = [number, string];

class RoomParts extends HTMLElement {
  #meeting = this.closest<HTMLElement>("opora-meeting")!;
  #dialog = this.querySelector("dialog");
  #state: State | undefined;
  #ends: number | undefined;
  #here = 0;
  #tick: number | undefined;

  connectedCallback(): void {
    this.#meeting.addEventListener("opora:state", this.#hear);
    this.#meeting.addEventListener("click", this.#open);
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("submit", (event) => void this.#submit(event));
    this.querySelector("[name=groups]")?.addEventListener("change", () => this.#fill());
    this.#tick = window.setInterval(() => this.#clock(), 1_000);
  }

  disconnectedCallback(): void {
    this.#meeting.removeEventListener("opora:state", this.#hear);
    this.#meeting.removeEventListener("click", this.#open);
    clearInterval(this.#tick);
  }

  #hear = (event: Event): void => {
    const state = (event as CustomEvent<State>).detail;
    this.#state = state;
    const { parts } = state;
    const leads = this.#dialog !== null;
    const away = parts && parts.here !== parts.main;
    this.#one("[data-shown]").hidden = !parts || (!leads && !away);
    this.#ends = parts?.left === null || parts?.left === undefined ? undefined : Date.now() + parts.left * 1_000;
    this.#one("[data-title]").textContent = parts ? (away ? parts.title : this.#word("together")) : "";
    const notice = this.#one("[data-notice]");
    if (notice.textContent !== (parts?.notice ?? "")) notice.textContent = parts?.notice ?? "";
    if (parts && parts.here !== this.#here) {
      const last = this.#here;
      this.#here = parts.here;
      if (away) this.#say(this.#word("now").replace("{name}", parts.title));
      else if (last) this.#say(this.#word("back"));
    } else if (!parts && this.#here) {
      this.#here = 0;
      this.#say(this.#word("back"));
    }
    if (leads) this.#list(state);
    this.#clock();
  };

  #list({ parts, people }: State): void {
    const list = this.#one("[data-groups]");
    const rows = (parts?.all ?? []).map(({ room, title }) => {
      const row = this.querySelector<HTMLTemplateElement>("template")!.content.firstElementChild!.cloneNode(true) as HTMLElement;
      row.querySelector("[data-name]")!.textContent = title;
      const names = people.filter(({ place }) => place === room).map(({ name }) => name);
      row.querySelector("[data-about]")!.textContent = names.join(", ");
      const button = row.querySelector<HTMLElement>("[data-visit]")!;
      button.dataset["visit"] = String(room);
      button.hidden = parts?.here === room;
      return row;
    });
    if (parts && parts.here === parts.main) list.replaceChildren(...rows);
    else for (const [n, row] of rows.entries()) list.children[n]?.querySelector("[data-visit]")?.replaceWith(row.querySelector("[data-visit]")!);
    this.#one("[data-visit-main]").hidden = !parts || parts.here === parts.main;
    this.#late(parts, people);
  }

  /** Who has come late, or was put nowhere, may be sent to a group that is talking; a choice made survives the news. */
  #late(parts: State["parts"], people: State["people"]): void {
    const here = people.filter(({ host, place }) => !host && !place);
    this.#one("[data-late]").hidden = !parts || parts.here !== parts.main || !here.length;
    const choices = (name: string, options: Choice[]): void => {
      const select = this.#one<HTMLSelectElement>(`[data-late] [name=${name}]`);
      const chosen = select.value;
      select.replaceChildren(...options.map(([value, words]) => new Option(words, String(value), false, String(value) === chosen)));
    };
    choices("guest", here.map(({ guest, name }) => [guest, name]));
    choices("part", (parts?.all ?? []).map(({ room, title }) => [room, title]));
  }

  #clock(): void {
    const left = this.#ends === undefined ? undefined : Math.max(Math.round((this.#ends - Date.now()) / 1_000), 0);
    const time = left === undefined ? "" : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    this.#one("[data-left]").textContent = time && this.#word("left").replace("{time}", time);
  }

  #open = (event: Event): void => {
    if (!(event.target as Element).closest("[data-do=parts]") || !this.#dialog) return;
    this.#fill();
    this.#dialog.showModal();
  };

  /** Everybody inside but those who lead, each with a choice of a group. */
  #fill(): void {
    const groups = Number(this.#one<HTMLInputElement>("[name=groups]").value) || 2;
    const list = this.#one("[data-people]");
    const chosen = new Map([...list.querySelectorAll("select")].map((one) => [one.name, one.value]));
    const people = (this.#state?.people ?? []).filter(({ host }) => !host);
    list.replaceChildren(
      ...people.map(({ guest, name }) => {
        const [label, select] = [document.createElement("label"), document.createElement("select")];
        select.name = `guest-${guest}`;
        select.append(new Option("—", ""));
        for (let n = 1; n <= groups; n++) select.append(new Option(this.#word("group").replace("{n}", String(n)), String(n)));
        select.value = chosen.get(select.name) ?? "";
        if (select.selectedIndex < 0) select.value = "";
        label.append(`${name} `, select);
        return label;
      }),
    );
    this.#one("[data-few]").hidden = people.length > 1;
  }

  #click(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("button");
    if (button?.dataset["visit"]) this.#go(Number(button.dataset["visit"]));
    if (button?.dataset["visitMain"] !== undefined && this.#state?.parts) this.#go(this.#state.parts.main);
    if (button?.dataset["shuffle"] !== undefined) this.#shuffle();
  }

  #go(room: number): void {
    this.#meeting.dispatchEvent(new CustomEvent("opora:move", { detail: room }));
  }

  /** As even as can be. */
  #shuffle(): void {
    const groups = Number(this.#one<HTMLInputElement>("[name=groups]").value) || 2;
    const all = [...this.querySelectorAll<HTMLSelectElement>("[data-people] select")];
    const order = all.map((select) => ({ select, at: Math.random() })).toSorted((a, b) => a.at - b.at);
    for (const [n, { select }] of order.entries()) select.value = String((n % groups) + 1);
  }

  async #submit(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    const place = form.closest("dialog")?.querySelector("[data-refusal]") ?? this.#meeting.querySelector("[data-refusal]")!;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      const template = document.createElement("template");
      if (answer.status === 422) template.innerHTML = await answer.text();
      place.replaceChildren(template.content);
      if (!answer.ok || answer.redirected) return;
      form.closest("dialog")?.close();
      for (const input of form.querySelectorAll<HTMLInputElement>("input[name=words]")) input.value = "";
    } catch {
      this.#say(this.#word("unsent"));
    }
  }

  #say(words: string): void {
    this.#meeting.querySelector("[data-say]")!.textContent = words;
  }

  #word(name: string): string {
    return this.querySelector(`[data-word=${name}]`)?.textContent ?? "";
  }

  #one<T extends Element = HTMLElement>(selector: string): T {
    return this.querySelector<T>(selector)!;
  }
}

customElements.define("opora-room-parts", RoomParts);
