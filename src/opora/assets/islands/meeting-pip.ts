/** The picture of who speaks over the windows of other programs: one video of our own whose picture changes. */

export class Floating {
  #video: HTMLVideoElement;

  constructor(video: HTMLVideoElement, changed: (on: boolean) => void) {
    this.#video = video;
    video.addEventListener("enterpictureinpicture", () => changed(true));
    video.addEventListener("leavepictureinpicture", () => {
      this.show(null);
      changed(false);
    });
  }

  /** Firefox has no such call: there the button is not offered. */
  static get isKnown(): boolean {
    return "requestPictureInPicture" in HTMLVideoElement.prototype && document.pictureInPictureEnabled;
  }

  get isOpen(): boolean {
    return document.pictureInPictureElement === this.#video;
  }

  /** Raises `DOMException` where the browser will not. */
  async open(picture: MediaStreamTrack): Promise<void> {
    this.show(picture);
    await this.#video.play();
    await this.#video.requestPictureInPicture();
  }

  async close(): Promise<void> {
    if (this.isOpen) await document.exitPictureInPicture();
  }

  /** A track is looked at by two videos at once; the same again is left alone, so nothing blinks. */
  show(picture: MediaStreamTrack | null): void {
    const now = this.#video.srcObject instanceof MediaStream ? this.#video.srcObject.getVideoTracks()[0] : undefined;
    if (now === (picture ?? undefined)) return;
    this.#video.srcObject = picture && new MediaStream([picture]);
    if (picture) void this.#video.play().catch(() => undefined);
  }
}
