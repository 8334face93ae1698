/** What the server says of a room (`presence.View.text_for`). */

import type { Caption, Captioning } from "./meeting-captions";
import type { Cheers, Question } from "./meeting-hall";
import type { Carrier } from "./meeting-others";
import type { Recorded } from "./meeting-recording";
import type { Signal } from "./meeting-peer";
import type { Media } from "./meeting-sfu";

export interface Place {
  id: string;
  device: string;
  shows: { camera?: boolean; microphone?: boolean; screen?: boolean };
}

export interface Guest {
  guest: number;
  person: number;
  name: string;
  label: string;
  host: boolean;
  muted: boolean;
  hand: number;
  /** in a hall: has been given the word */
  word: boolean;
  /** in which small group he is to be, 0 for none */
  place: number;
  at: Place[];
}

/** Small groups of the meeting (`queries.rooms.parts_of`). */
export interface Parts {
  all: { room: number; title: string }[];
  /** seconds, when there is a term */
  left: number | null;
  notice: string;
  main: number;
  here: number;
  title: string;
}

export interface State {
  people: Guest[];
  me: number;
  locked: boolean;
  waits: boolean;
  media: Carrier;
  /** a webinar: listeners are told of the stage only */
  hall?: { listeners: number };
  recording?: Recorded;
  /** somebody here reads captions */
  captions?: Captioning;
  door?: { guest: number; name: string; label: string }[];
  missing?: string[];
  parts?: Parts;
}

export interface Told {
  state?: State;
  waiting?: true;
  ended?: true;
  /** the answer to a ping */
  heard?: true;
  /** the room this small group came from */
  back?: number;
  /** the small group this person is in */
  go?: number;
  signal?: Signal;
  from?: string;
  media?: Media;
  caption?: Caption;
  queue?: Question[];
  cheers?: Cheers;
}
