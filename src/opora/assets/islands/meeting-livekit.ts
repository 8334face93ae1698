/**
 * The same room by a LiveKit server; fetched when a room is carried by one. The browser speaks to that server by a
 * token of ours: who is in the room, who is muted and who is out we say by our own socket, and there by its orders.
 */

import {
  ConnectionQuality,
  ConnectionState,
  type LocalTrackPublication,
  type RemoteTrack,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  Track,
  VideoQuality,
} from "livekit-client";

import { LOOK } from "./meeting-flow";
import type { Lanes } from "./meeting-peer";
import { Remote } from "./meeting-sfu";

export interface Ticket {
  url: string;
  token: string;
}

interface Wiring {
  lanes: Lanes;
  changed: () => void;
  /** the server does not answer, or does again */
  lost: (is: boolean) => void;
  /** it has given this line up: another ticket is needed */
  over: () => void;
}

const SOURCES = [Track.Source.Microphone, Track.Source.Camera, Track.Source.ScreenShare];
const STATES: Record<ConnectionState, RTCPeerConnectionState> = {
  [ConnectionState.Connected]: "connected",
  [ConnectionState.Connecting]: "connecting",
  [ConnectionState.Reconnecting]: "disconnected",
  [ConnectionState.SignalReconnecting]: "connected",
  [ConnectionState.Disconnected]: "failed",
};

/** `identity` is «person.connection»: the connection is that of our own socket. */
export function connectionOf(identity: string): string {
  return identity.slice(identity.indexOf(".") + 1);
}

export class Livekit {
  #wiring: Wiring;
  #room = new Room({ dynacast: true, stopLocalTrackOnUnpublish: false });
  #remotes = new Map<string, Remote>();
  #sent: (LocalTrackPublication | undefined)[] = [];
  #turn: Promise<void> = Promise.resolve();
  #timer: number;
  #only = false;
  #high = new Set<string>();
  #isOver = false;

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
    this.#timer = window.setInterval(() => void this.#look(), LOOK);
    const { changed, lost } = wiring;
    this.#room
      .on(RoomEvent.TrackSubscribed, (track, publication, { identity }) => this.#hang(track, publication, identity))
      .on(RoomEvent.TrackUnsubscribed, (track, _publication, { identity }) => this.#take(track, identity))
      .on(RoomEvent.TrackPublished, (publication, { identity }) => this.#ask(publication, connectionOf(identity)))
      .on(RoomEvent.LocalTrackUnpublished, (publication) => this.#forgetSent(publication))
      .on(RoomEvent.ParticipantPermissionsChanged, () => void this.dress(this.#wiring.lanes))
      .on(RoomEvent.ConnectionStateChanged, changed)
      .on(RoomEvent.Reconnecting, () => lost(true))
      .on(RoomEvent.Reconnected, () => lost(false))
      .on(RoomEvent.Disconnected, () => this.#isOver || wiring.over());
  }

  /** Until it stands; throws when the server does not take the ticket. */
  async open({ url, token }: Ticket): Promise<void> {
    await this.#room.connect(url, token);
    this.#wiring.lost(false);
    await this.dress(this.#wiring.lanes);
  }

  get state(): RTCPeerConnectionState {
    return STATES[this.#room.state];
  }

  /** too much of what this browser sends does not arrive */
  get isLossy(): boolean {
    return this.#room.localParticipant.connectionQuality === ConnectionQuality.Poor;
  }

  remote(connection: string): Remote {
    let remote = this.#remotes.get(connection);
    if (!remote) this.#remotes.set(connection, (remote = new Remote(this)));
    return remote;
  }

  forget(remote: Remote): void {
    for (const [id, one] of this.#remotes) if (one === remote) this.#remotes.delete(id);
  }

  /** What this browser sends now, one change after another; what the server forbids is tried when it permits. */
  dress(lanes: Lanes): Promise<void> {
    this.#wiring.lanes = lanes;
    this.#turn = this.#turn.then(() => this.#send()).catch((error: unknown) => console.warn(error));
    return this.#turn;
  }

  /** `high`: connections whose picture is large; the others come in the low layer. */
  want(only: boolean, high: string[]): void {
    [this.#only, this.#high] = [only, new Set(high)];
    for (const participant of this.#room.remoteParticipants.values())
      for (const publication of participant.trackPublications.values())
        this.#ask(publication as RemoteTrackPublication, connectionOf(participant.identity));
  }

  close(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    void this.#room.disconnect(false);
  }

  bye(): void {
    this.close();
  }

  async #send(): Promise<void> {
    if (this.#room.state !== ConnectionState.Connected) return;
    const { sound, camera, screen } = this.#wiring.lanes;
    for (const [lane, track] of [sound, camera, screen].entries()) {
      const sent = this.#sent[lane];
      if ((sent?.track?.mediaStreamTrack ?? null) === track) continue;
      if (sent?.track) await this.#room.localParticipant.unpublishTrack(sent.track, false);
      this.#sent[lane] = undefined;
      if (track)
        this.#sent[lane] = await this.#room.localParticipant.publishTrack(track, {
          source: SOURCES[lane]!,
          simulcast: lane === 1,
          ...(lane === 1 ? { videoEncoding: { maxBitrate: 500_000 } } : {}),
        });
    }
  }

  #forgetSent(publication: LocalTrackPublication): void {
    this.#sent = this.#sent.map((one) => (one === publication ? undefined : one));
  }

  #stream(publication: { source: Track.Source }, identity: string): MediaStream {
    const remote = this.remote(connectionOf(identity));
    return publication.source === Track.Source.ScreenShare ? remote.shown : remote.talk;
  }

  #hang(track: RemoteTrack, publication: RemoteTrackPublication, identity: string): void {
    this.#stream(publication, identity).addTrack(track.mediaStreamTrack);
    this.#ask(publication, connectionOf(identity));
    this.#wiring.changed();
  }

  #take(track: RemoteTrack, identity: string): void {
    const remote = this.remote(connectionOf(identity));
    for (const stream of [remote.talk, remote.shown]) stream.removeTrack(track.mediaStreamTrack);
    this.#wiring.changed();
  }

  #ask(publication: RemoteTrackPublication, connection: string): void {
    if (publication.kind !== Track.Kind.Video) return;
    publication.setEnabled(!this.#only);
    publication.setVideoQuality(this.#high.has(connection) ? VideoQuality.HIGH : VideoQuality.LOW);
  }

  /** From the engine's own counters: who stands still is said within a second. */
  async #look(): Promise<void> {
    const bytes = new Map<string, number>();
    for (const participant of this.#room.remoteParticipants.values())
      for (const { track } of participant.trackPublications.values())
        (await (track as RemoteTrack | undefined)?.getRTCStatsReport())?.forEach((row) => {
          if (row.type === "inbound-rtp") bytes.set(row.trackIdentifier, row.bytesReceived);
        });
    let isChanged = false;
    for (const remote of this.#remotes.values()) {
      const total = remote.tracks.reduce((sum, track) => sum + (bytes.get(track.id) ?? 0), 0);
      isChanged = remote.flow.grew(total) || isChanged;
    }
    if (isChanged) this.#wiring.changed();
  }
}
