import { Flow, LOOK } from "./meeting-flow";

/**
 * One pair of browsers. Who has the greater number of connection offers; three lanes (sound, camera, screen) are laid
 * once, so switching anything on or off is a change of track and never a new negotiation.
 */

export interface Lanes {
  sound: MediaStreamTrack | null;
  camera: MediaStreamTrack | null;
  screen: MediaStreamTrack | null;
}

export interface Signal {
  sdp?: RTCSessionDescriptionInit;
  /** which offer of this pair it is, or is answered by it */
  turn?: number;
  ice?: RTCIceCandidateInit;
  /** the answering side asks for a new way through the network */
  restart?: true;
  /** this browser wants sound alone: pictures are not sent to it */
  only?: boolean;
  /** this browser had lost its network and has begun anew with the other: what was agreed before is void */
  anew?: true;
  /** the same person has come from another tab */
  take?: true;
}

/** Somebody else in the room, as it is drawn. */
export interface Other {
  /** sound and camera */
  readonly talk: MediaStream;
  readonly shown: MediaStream;
  /** bytes arrived since the last look: the other side is heard */
  readonly heard: boolean;
  /** too much of what this browser sends does not arrive */
  readonly isLossy: boolean;
  /** something has come at all */
  readonly wasHeard: boolean;
  /** nothing comes although it came before */
  readonly isStalled: boolean;
  readonly state: RTCPeerConnectionState;
  look(): void;
  close(): void;
}

interface Wiring {
  ice: RTCIceServer[];
  offers: boolean;
  lanes: Lanes;
  bitrate: number;
  send: (signal: Signal) => void;
  changed: () => void;
}

const RESTART_EVERY = 4_000;
export const TOO_LOSSY = 0.12;

export class Peer implements Other {
  readonly talk = new MediaStream();
  readonly shown = new MediaStream();
  heard = false;
  /** share of our packets the other side does not get, 0 to 1 */
  loss = 0;
  #pc: RTCPeerConnection;
  #wiring: Wiring;
  #early: RTCIceCandidateInit[] = [];
  #flow = new Flow();
  #watching: number;
  #restarts: number | undefined;
  #soundOnly = false;
  #turn = Math.floor(Math.random() * 2 ** 30); // an answer meant for the connection before this one is not taken

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
    this.#pc = new RTCPeerConnection({ iceServers: wiring.ice, bundlePolicy: "max-bundle" });
    this.#pc.addEventListener("icecandidate", ({ candidate }) => candidate && wiring.send({ ice: candidate.toJSON() }));
    this.#pc.addEventListener("track", ({ track, transceiver }) => {
      (this.#lane(transceiver) === 2 ? this.shown : this.talk).addTrack(track);
      for (const kind of ["mute", "unmute"]) track.addEventListener(kind, wiring.changed);
      wiring.changed();
    });
    this.#pc.addEventListener("connectionstatechange", () => {
      wiring.changed();
      clearInterval(this.#restarts);
      if (this.#pc.connectionState !== "failed") return;
      this.#restart();
      this.#restarts = window.setInterval(() => this.#restart(), RESTART_EVERY);
    });
    this.#watching = window.setInterval(() => void this.#watch().catch(() => undefined), LOOK);
    if (wiring.offers) {
      for (const kind of ["audio", "video", "video"] as const) this.#pc.addTransceiver(kind, { direction: "sendrecv" });
      void this.#offer();
    }
  }

  get state(): RTCPeerConnectionState {
    return this.#pc.connectionState;
  }

  async take(signal: Signal): Promise<void> {
    if (signal.restart) this.#restart();
    if (signal.only !== undefined) {
      this.#soundOnly = signal.only;
      await this.dress(this.#wiring.lanes);
    }
    // an offer was said twice because the answer was late: only the first answer to the last one counts
    const isLate = signal.turn !== this.#turn || this.#pc.signalingState !== "have-local-offer";
    if (signal.sdp && !(signal.sdp.type === "answer" && isLate)) {
      await this.#pc.setRemoteDescription(signal.sdp);
      for (const candidate of this.#early.splice(0)) await this.#pc.addIceCandidate(candidate).catch(() => undefined);
      if (signal.sdp.type === "offer") {
        for (const lane of this.#pc.getTransceivers()) lane.direction = "sendrecv";
        await this.dress(this.#wiring.lanes);
        await this.#pc.setLocalDescription();
        this.#say(signal.turn);
      }
    }
    if (signal.ice) {
      if (this.#pc.remoteDescription) await this.#pc.addIceCandidate(signal.ice).catch(() => undefined);
      else this.#early.push(signal.ice);
    }
  }

  /** What this browser sends now. */
  async dress(lanes: Lanes): Promise<void> {
    this.#wiring.lanes = lanes;
    const tracks = [lanes.sound, this.#soundOnly ? null : lanes.camera, this.#soundOnly ? null : lanes.screen];
    await Promise.all(
      this.#pc.getTransceivers().map(async ({ sender }, lane) => {
        if (sender.track !== tracks[lane]) await sender.replaceTrack(tracks[lane] ?? null);
        if (lane === 1) await this.#limit(sender);
      }),
    );
  }

  look(): void {
    this.heard = this.#flow.beat();
  }

  get wasHeard(): boolean {
    return this.#flow.wasHeard;
  }

  get isStalled(): boolean {
    return this.#flow.isStalled;
  }

  get isLossy(): boolean {
    return this.loss > TOO_LOSSY;
  }

  close(): void {
    clearInterval(this.#restarts);
    clearInterval(this.#watching);
    this.#pc.close();
  }

  /** Two numbers the room needs, from the engine's own statistics. */
  async #watch(): Promise<void> {
    let bytes = 0;
    (await this.#pc.getStats()).forEach((row) => {
      if (row.type === "inbound-rtp") bytes += row.bytesReceived;
      if (row.type === "remote-inbound-rtp" && row.kind === "video") this.loss = row.fractionLost ?? 0;
    });
    if (this.#flow.grew(bytes)) this.#wiring.changed();
  }

  #lane(of: RTCRtpTransceiver): number {
    return this.#pc.getTransceivers().indexOf(of);
  }

  async #offer(): Promise<void> {
    await this.dress(this.#wiring.lanes);
    await this.#pc.setLocalDescription();
    this.#turn++;
    this.#say(this.#turn);
  }

  #say(turn = 0): void {
    this.#wiring.send({ sdp: this.#pc.localDescription!.toJSON(), turn });
  }

  #restart(): void {
    if (!this.#wiring.offers) return this.#wiring.send({ restart: true });
    if (this.#pc.signalingState === "have-local-offer") {
      return this.#say(this.#turn); // it, or its answer, was lost on the way
    }
    if (this.#pc.signalingState !== "stable") return;
    this.#pc.restartIce();
    void this.#offer();
  }

  async #limit(sender: RTCRtpSender): Promise<void> {
    const set = sender.getParameters();
    if (!set.encodings?.length) return;
    set.encodings[0]!.maxBitrate = this.#wiring.bitrate;
    await sender.setParameters(set).catch(() => undefined);
  }
}
