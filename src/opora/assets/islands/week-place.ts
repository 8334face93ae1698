/** Where a line of the week stands, and whom it meets there. Placement is by `data-day`, `data-from`, `data-to`. */

export interface Place {
  day: number;
  from: number;
  to: number;
}

export const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
export const clock = (total: number): string =>
  `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
export const placeOf = (line: HTMLElement): Place => ({
  day: Number(line.dataset["day"]),
  from: minutes(line.dataset["from"] ?? "00:00"),
  to: minutes(line.dataset["to"] ?? "00:00"),
});
export const isSame = (one: Place, other: Place): boolean =>
  one.day === other.day && one.from === other.from && one.to === other.to;

export function put(line: HTMLElement, place: Place): void {
  line.dataset["day"] = String(place.day);
  line.dataset["from"] = clock(place.from);
  line.dataset["to"] = clock(place.to);
}

const DAY = 24 * 60;

/** The weekday of a place on the wall of the line's branch, whose clock is `data-shift` minutes ahead. */
export function theirDay(line: HTMLElement, place: Place): number {
  const across = Math.floor((place.from + Number(line.dataset["shift"] ?? 0)) / DAY);
  return ((place.day + across + 6) % 7) + 1;
}

export const idOf = (line: HTMLElement): string => (line.dataset["line"] ?? "").split(":")[0] ?? "";

/** The first other line of the same person at that place; odd and even weeks do not meet. */
export function met(line: HTMLElement, place: Place, among: Iterable<HTMLElement>): HTMLElement | undefined {
  const { person, parity } = line.dataset;
  if (!person) return undefined;
  return [...among].find((other) => {
    if (other.dataset["person"] !== person || idOf(other) === idOf(line)) return false;
    const theirs = placeOf(other);
    const weeks = new Set([parity, other.dataset["parity"]]);
    if (weeks.has("even") && weeks.has("odd")) return false;
    return theirs.day === place.day && theirs.from < place.to && place.from < theirs.to;
  });
}
