/** Camera, microphone and screen of this browser, and in one word what is wrong with them. */

export type Trouble = "old" | "insecure" | "denied" | "none" | "busy" | "failed";

/** Why nothing can be captured here at all; undefined when it can. */
export function hopeless(): Trouble | undefined {
  if (!window.isSecureContext) return "insecure";
  if (!("RTCPeerConnection" in window) || !navigator.mediaDevices?.getUserMedia) return "old";
  return undefined;
}

export function trouble(error: unknown): Trouble {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "none";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "failed";
}

const PICTURE = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 24 } };
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export async function camera(id?: string): Promise<MediaStreamTrack> {
  const video = id ? { ...PICTURE, deviceId: { exact: id } } : PICTURE;
  return (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks()[0]!;
}

export async function microphone(id?: string): Promise<MediaStreamTrack> {
  const audio = id ? { ...SOUND, deviceId: { exact: id } } : SOUND;
  return (await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks()[0]!;
}

export async function screen(): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 10 } } });
  return stream.getVideoTracks()[0]!;
}

/** The choices of one kind; names are known only after a permission. */
export async function fill(select: HTMLSelectElement, kind: MediaDeviceKind, chosen?: string): Promise<void> {
  const found = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === kind && one.deviceId);
  select.replaceChildren(
    ...found.map((one, n) => new Option(one.label || `${select.dataset["name"]} ${n + 1}`, one.deviceId)),
  );
  if (chosen) select.value = chosen;
  select.disabled = found.length < 2;
}

/** How loud the microphone is, into a `<progress max="100">`, until the returned function is called. */
export function meter(track: MediaStreamTrack, into: HTMLProgressElement): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = window.setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    into.value = Math.min(100, Math.hypot(...samples) * 12);
  }, 100);
  return () => {
    clearInterval(timer);
    if (context.state !== "closed") void context.close();
  };
}

/** A short quiet tone: whoever hears it hears the others too. */
export function beep(): void {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const gain = context.createGain();
  gain.gain.value = 0.1;
  tone.frequency.value = 660;
  tone.connect(gain).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.6);
  tone.addEventListener("ended", () => void context.close());
}

/** Milliseconds there and back to the server, the middle of five; undefined without a network. */
export async function distance(url: string): Promise<number | undefined> {
  const times: number[] = [];
  for (let n = 0; n < 5; n++) {
    const since = performance.now();
    try {
      await fetch(url, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(5_000) });
    } catch {
      return undefined;
    }
    times.push(performance.now() - since);
  }
  return Math.round(times.toSorted((a, b) => a - b)[2]!);
}
