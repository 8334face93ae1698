/**
 * The same room by a media server: one connection sends what this browser shows, one receives everybody else. The
 * server itself is never spoken to from here: our own socket passes descriptions and candidates on.
 */

import { Flow, LOOK } from "./meeting-flow";
import { type Lanes, type Other, TOO_LOSSY } from "./meeting-peer";

/** What comes from the server side of the line. */
export interface Media {
  /** a new line is laid: whatever was before is over */
  line?: string;
  /** the line stood while our socket was cut */
  again?: true;
  /** the media server is gone; another line will come */
  lost?: true;
  answer?: string;
  offer?: string;
  streams?: { mid: string; of: string; lane: number }[];
  ice?: RTCIceCandidateInit | null;
  of?: "out" | "in";
}

export type Say = { do: "offer" | "answer"; sdp: string } | { do: "restart" } | { do: "bye" } | Candidate | Want;
type Candidate = { do: "ice"; of: "out" | "in"; candidate: RTCIceCandidateInit | null };
type Want = { do: "want"; only: boolean; high: string[] };

interface Wiring {
  ice: RTCIceServer[];
  line: string;
  lanes: Lanes;
  say: (said: Say & { line: string }) => void;
  changed: () => void;
}

const RESTART_EVERY = 4_000;
/** the larger layer first, as the server expects it */
const LAYERS: RTCRtpEncodingParameters[] = [
  { rid: "h", maxBitrate: 500_000 },
  { rid: "l", maxBitrate: 130_000, scaleResolutionDownBy: 2 },
];

/** What brings the others: this server, or another one. */
interface Bringing {
  readonly state: RTCPeerConnectionState;
  readonly isLossy: boolean;
  forget(remote: Remote): void;
}

/** Somebody else as the media server gives him. */
export class Remote implements Other {
  talk = new MediaStream();
  shown = new MediaStream();
  heard = false;
  readonly flow = new Flow();
  #by: Bringing;

  constructor(by: Bringing) {
    this.#by = by;
  }

  /** Who sends nothing has nothing to be connected for. */
  get state(): RTCPeerConnectionState {
    return this.tracks.length > 0 ? this.#by.state : "connected";
  }

  get isLossy(): boolean {
    return this.#by.isLossy;
  }

  get wasHeard(): boolean {
    return this.flow.wasHeard;
  }

  get isStalled(): boolean {
    return this.flow.isStalled;
  }

  look(): void {
    this.heard = this.flow.beat();
  }

  get tracks(): MediaStreamTrack[] {
    return [...this.talk.getTracks(), ...this.shown.getTracks()];
  }

  close(): void {
    this.#by.forget(this);
  }
}

export class Sfu {
  readonly line: string;
  /** too much of what this browser sends does not arrive */
  isLossy = false;
  #wiring: Wiring;
  #out: RTCPeerConnection | undefined;
  #in: RTCPeerConnection | undefined;
  #remotes = new Map<string, Remote>();
  #early: Record<"out" | "in", (RTCIceCandidateInit | null)[]> = { out: [], in: [] };
  #turn: Promise<void> = Promise.resolve();
  #timers: number[] = [];
  #wanted = "";

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
    this.line = wiring.line;
    this.#timers.push(
      window.setInterval(() => void this.#look().catch(() => undefined), LOOK),
      window.setInterval(() => this.#restart(), RESTART_EVERY),
    );
    void this.dress(wiring.lanes);
  }

  /** Until somebody has sent something there is nothing to be connected to. */
  get state(): RTCPeerConnectionState {
    return this.#in?.connectionState ?? "new";
  }

  remote(connection: string): Remote {
    let remote = this.#remotes.get(connection);
    if (!remote) this.#remotes.set(connection, (remote = new Remote(this)));
    return remote;
  }

  forget(remote: Remote): void {
    for (const [id, one] of this.#remotes) if (one === remote) this.#remotes.delete(id);
  }

  /** One after another: a description is never set while another one is being answered. */
  take(media: Media): void {
    this.#turn = this.#turn.then(() => this.#take(media)).catch((error: unknown) => console.warn(error));
  }

  /** What this browser sends now; it is laid when there is something to send for the first time. */
  async dress(lanes: Lanes): Promise<void> {
    this.#wiring.lanes = lanes;
    const tracks = [lanes.sound, lanes.camera, lanes.screen];
    if (!this.#out) {
      if (tracks.some(Boolean)) this.#publish();
      return;
    }
    await Promise.all(
      this.#out.getTransceivers().map(async ({ sender }, lane) => {
        if (sender.track !== tracks[lane]) await sender.replaceTrack(tracks[lane] ?? null);
      }),
    );
  }

  /** `high`: connections whose picture is large; the others come in the low layer. */
  want(only: boolean, high: string[]): void {
    const said: Want = { do: "want", only, high: high.toSorted() };
    if (this.#wanted === JSON.stringify(said)) return;
    this.#wanted = JSON.stringify(said);
    this.#say(said);
  }

  /** The line stood while the way to the server was cut: what was said meanwhile is lost. */
  again(): void {
    if (this.#out?.signalingState === "have-local-offer") this.#say({ do: "offer", sdp: this.#out.localDescription!.sdp });
    this.#restart();
  }

  /** This browser is gone, or begins anew: its tile is not to stand still on the screens of others. */
  bye(): void {
    this.#say({ do: "bye" });
    this.close();
  }

  close(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.#out?.close();
    this.#in?.close();
  }

  #say(said: Say): void {
    this.#wiring.say({ ...said, line: this.line });
  }

  #connection(of: "out" | "in"): RTCPeerConnection {
    const pc = new RTCPeerConnection({ iceServers: this.#wiring.ice, bundlePolicy: "max-bundle" });
    pc.addEventListener("icecandidate", ({ candidate }) =>
      this.#say({ do: "ice", of, candidate: candidate?.candidate ? candidate.toJSON() : null }),
    );
    pc.addEventListener("connectionstatechange", () => {
      this.#wiring.changed();
      if (pc.connectionState === "failed") this.#restart();
    });
    return pc;
  }

  #publish(): void {
    const { sound, camera, screen } = this.#wiring.lanes;
    const pc = (this.#out = this.#connection("out"));
    const lane = (track: MediaStreamTrack | null, kind: string, more: RTCRtpTransceiverInit = {}): void =>
      void pc.addTransceiver(track ?? kind, { direction: "sendonly", ...more });
    lane(sound, "audio");
    lane(camera, "video", { sendEncodings: LAYERS });
    lane(screen, "video");
    this.#turn = this.#turn.then(() => this.#offer());
  }

  async #offer(options?: RTCOfferOptions): Promise<void> {
    const pc = this.#out!;
    if (pc.signalingState === "closed") return;
    await pc.setLocalDescription(await pc.createOffer(options));
    this.#say({ do: "offer", sdp: pc.localDescription!.sdp });
  }

  async #take(media: Media): Promise<void> {
    if (media.answer && this.#out?.signalingState === "have-local-offer") {
      await this.#out.setRemoteDescription({ type: "answer", sdp: media.answer });
      await this.#late("out");
    }
    if (media.offer) {
      const pc = (this.#in ??= this.#connection("in"));
      await pc.setRemoteDescription({ type: "offer", sdp: media.offer });
      await this.#late("in");
      this.#hang(media.streams ?? []);
      await pc.setLocalDescription();
      this.#say({ do: "answer", sdp: pc.localDescription!.sdp });
      this.#wiring.changed();
    }
    if (media.of && media.ice !== undefined) {
      const pc = media.of === "out" ? this.#out : this.#in;
      if (pc?.remoteDescription) await this.#candidate(pc, media.ice);
      else this.#early[media.of].push(media.ice);
    }
  }

  async #late(of: "out" | "in"): Promise<void> {
    const pc = of === "out" ? this.#out! : this.#in!;
    for (const candidate of this.#early[of].splice(0)) await this.#candidate(pc, candidate);
  }

  async #candidate(pc: RTCPeerConnection, candidate: RTCIceCandidateInit | null): Promise<void> {
    if (candidate) await pc.addIceCandidate(candidate).catch(() => undefined);
  }

  /** Whose track is which: a slot of the connection may have been somebody else's before. */
  #hang(streams: { mid: string; of: string; lane: number }[]): void {
    const tracks = new Map(this.#in!.getTransceivers().map(({ mid, receiver }) => [mid, receiver.track]));
    for (const remote of this.#remotes.values())
      for (const stream of [remote.talk, remote.shown]) for (const track of stream.getTracks()) stream.removeTrack(track);
    for (const { mid, of, lane } of streams) {
      const track = tracks.get(mid);
      const remote = this.remote(of);
      if (track) (lane === 2 ? remote.shown : remote.talk).addTrack(track);
    }
  }

  /** A way through the network that was given up is asked for again until it stands. */
  #restart(): void {
    if (this.#out?.connectionState === "failed" && this.#out.signalingState === "stable")
      this.#turn = this.#turn.then(() => this.#offer({ iceRestart: true }));
    if (this.#in?.connectionState === "failed") this.#say({ do: "restart" });
  }

  /** Who stands still, and whether what is sent arrives. */
  async #look(): Promise<void> {
    if (!this.#in) return;
    const bytes = new Map<string, number>();
    (await this.#in.getStats()).forEach((row) => {
      if (row.type === "inbound-rtp") bytes.set(row.trackIdentifier, row.bytesReceived);
    });
    let isChanged = false;
    for (const remote of this.#remotes.values()) {
      const total = remote.tracks.reduce((sum, track) => sum + (bytes.get(track.id) ?? 0), 0);
      isChanged = remote.flow.grew(total) || isChanged;
    }
    if (isChanged) this.#wiring.changed();
    (await this.#out?.getStats())?.forEach((row) => {
      if (row.type === "remote-inbound-rtp" && row.kind === "video") this.isLossy = row.fractionLost > TOO_LOSSY;
    });
  }
}
