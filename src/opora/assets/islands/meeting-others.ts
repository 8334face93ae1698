/** Everybody else in the room, whatever carries sound and picture: browsers to each other, or a media server. */

import type { Livekit, Ticket } from "./meeting-livekit";
import { type Lanes, type Other, Peer, type Signal } from "./meeting-peer";
import { type Media, type Say, Sfu } from "./meeting-sfu";

const KEPT = 30_000;
const LOSSY_LOOKS = 3;
const LINE_WITHIN = 2_000;
const AGAIN = 1_000;
const LONGEST_AGAIN = 8_000;

export type Carrier = "p2p" | "janus" | "livekit";

interface Wiring {
  me: string;
  signal: (to: string, data: Signal) => void;
  media: (say: Say & { line: string }) => void;
  changed: () => void;
  /** the media server does not answer, or does again */
  lost: (is: boolean) => void;
  /** where what speaks to LiveKit is, and what lets this browser in there */
  livekit: string;
  ticket: () => Promise<Ticket | undefined>;
}

export class Others {
  ice: RTCIceServer[] = [];
  soundOnly = false;
  #wiring: Wiring;
  #carrier: Carrier | undefined;
  #lanes: Lanes = { sound: null, camera: null, screen: null };
  #all = new Map<string, Other>();
  #here: string[] = [];
  #going = new Map<string, number>();
  #sfu: Sfu | undefined;
  #livekit: Livekit | undefined;
  #late: number | undefined;
  #lossy = 0;

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
  }

  [Symbol.iterator](): IterableIterator<[string, Other]> {
    return this.#all.entries();
  }

  get ids(): string[] {
    return [...this.#all.keys()];
  }

  /** Connections of others as the server names them; another carrier means beginning anew. Of a split room nobody is cut. */
  enter(carrier: Carrier, ids: string[], isSplit: boolean): void {
    if (carrier !== this.#carrier) {
      this.#end();
      this.#carrier = carrier;
      if (carrier === "janus") this.#late = window.setTimeout(() => this.#wiring.lost(!this.#sfu), LINE_WITHIN);
      else this.#wiring.lost(false);
      if (carrier === "livekit") void this.#join(AGAIN);
    }
    this.#here = ids;
    for (const id of ids) this.#of(id);
    this.#forget(new Set(ids), isSplit);
  }

  async hear(from: string, signal: Signal): Promise<void> {
    if (signal.anew) return this.#renew(from);
    const one = this.#of(from);
    if (one instanceof Peer) await one.take(signal);
  }

  /** From the media server, by our own. */
  media(media: Media): void {
    if (media.line) {
      if (media.again && this.#sfu?.line !== media.line) {
        return this.#wiring.media({ do: "bye", line: media.line });
      }
      if (this.#sfu?.line !== media.line) this.#lay(media.line);
      else this.#sfu.again();
      this.#wiring.lost(false);
    } else if (media.lost) {
      this.#sfu?.close();
      this.#sfu = undefined;
      this.#wiring.lost(true);
      this.#wiring.changed();
    } else {
      this.#sfu?.take(media);
    }
  }

  async dress(lanes: Lanes): Promise<void> {
    this.#lanes = lanes;
    await this.#line?.dress(lanes);
    await Promise.all([...this.#all.values()].map((one) => one instanceof Peer && one.dress(lanes)));
  }

  /** Sound alone is wanted from everybody, or pictures again. */
  only(is: boolean): void {
    this.soundOnly = is;
    for (const [id, one] of this.#all) if (one instanceof Peer) this.#wiring.signal(id, { only: is });
  }

  /** Connections whose picture is large; a browser that sends to each cannot choose. */
  want(high: string[]): void {
    this.#line?.want(this.soundOnly, high);
  }

  /**
   * The socket is open: browsers that lost each other meanwhile begin anew now. The other side may have let its end go, and
   * what this one has offered without a network names ways that lead nowhere.
   */
  again(): void {
    for (const [id, one] of [...this.#all]) {
      if (!(one instanceof Peer) || one.state === "connected") continue;
      this.#wiring.signal(id, { anew: true });
      this.#renew(id);
    }
  }

  /** Somebody was heard, and nobody of those is any more. */
  get isSilent(): boolean {
    const heard = [...this.#all.values()].filter((one) => one.wasHeard);
    return heard.length > 0 && heard.every((one) => one.isStalled || one.state !== "connected");
  }

  /** Who was heard since this was asked last. */
  heard(): string[] {
    for (const one of this.#all.values()) one.look();
    this.#lossy = [...this.#all.values()].some((one) => one.isLossy) ? this.#lossy + 1 : 0;
    return [...this.#all].filter(([, one]) => one.heard).map(([id]) => id);
  }

  /** Whether too much has been lost for a while; asked once, it is forgotten. */
  get isWeak(): boolean {
    if (this.#lossy < LOSSY_LOOKS) return false;
    this.#lossy = 0;
    return true;
  }

  leave(): void {
    this.#line?.bye();
    this.#end();
    this.#carrier = undefined;
    this.#here = [];
  }

  #end(): void {
    clearTimeout(this.#late);
    for (const timer of this.#going.values()) clearTimeout(timer);
    this.#going.clear();
    for (const one of this.#all.values()) one.close();
    this.#all.clear();
    this.#line?.close();
    this.#sfu = this.#livekit = undefined;
  }

  get #line(): Sfu | Livekit | undefined {
    return this.#sfu ?? this.#livekit;
  }

  /** By a ticket of the moment; while the server takes none it is tried again, until something else carries the room. */
  async #join(pause: number): Promise<void> {
    const again = (): void => {
      this.#wiring.lost(true);
      this.#late = window.setTimeout(() => void this.#join(Math.min(pause * 2, LONGEST_AGAIN)), pause);
    };
    const fetched = import(this.#wiring.livekit) as Promise<typeof import("./meeting-livekit")>;
    const library = await fetched.catch(() => undefined);
    const ticket = library && (await this.#wiring.ticket());
    if (this.#carrier !== "livekit" || this.#livekit) return;
    if (!ticket) return again();
    const { changed, lost } = this.#wiring;
    const over = (): void => {
      if (this.#livekit !== line) return;
      this.#end();
      again();
    };
    const line = new library.Livekit({ lanes: this.#lanes, changed, lost, over });
    this.#livekit = line;
    for (const id of this.#here) this.#of(id);
    await line.open(ticket).catch(over);
    changed();
  }

  #lay(line: string): void {
    const { media: say, changed } = this.#wiring;
    this.#end();
    this.#sfu = new Sfu({ ice: this.ice, line, lanes: this.#lanes, say, changed });
    for (const id of this.#here) this.#of(id);
    changed();
  }

  #of(id: string): Other | undefined {
    let one = this.#all.get(id);
    if (one) return one;
    if (this.#carrier !== "p2p") {
      one = this.#line?.remote(id);
    } else {
      const { me, signal, changed } = this.#wiring;
      const send = (data: Signal): void => signal(id, data);
      one = new Peer({ ice: this.ice, offers: me > id, lanes: this.#lanes, bitrate: 500_000, send, changed });
      if (this.soundOnly) signal(id, { only: true });
    }
    if (one) this.#all.set(id, one);
    return one;
  }

  #renew(id: string): void {
    if (this.#carrier !== "p2p") return;
    this.#all.get(id)?.close();
    this.#all.delete(id);
    this.#of(id);
    this.#wiring.changed();
  }

  /** A browser whose socket was cut keeps its picture for a while: it comes back under the same number. */
  #forget(here: Set<string>, isSplit: boolean): void {
    for (const [id, one] of this.#all) {
      clearTimeout(this.#going.get(id));
      if (here.has(id)) continue;
      const patience = one.state === "connected" && !isSplit ? KEPT : 0;
      this.#going.set(
        id,
        window.setTimeout(() => {
          one.close();
          this.#all.delete(id);
          this.#wiring.changed();
        }, patience),
      );
    }
  }
}
