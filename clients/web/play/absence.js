/** When a lost connection is worth a word to the person at it. No DOM, no socket. */

/** A connection that is back before this is never missed: a restart, a handover, a lift. */
export const PATIENCE_MS = 1_500;

/** Watches the wire's states, and tells after a while. */
export class Absence {
  /** @type {""|"first"|"lost"|"offline"} */
  told = "";
  #timer = null;
  #everOpen = false;
  #ports;

  /**
   * @param {object} ports
   * @param {(act: () => void, ms: number) => any} ports.setTimeout
   * @param {(timer: any) => void} ports.clearTimeout
   * @param {() => boolean} ports.online  has this device a network at all?
   * @param {() => void} ports.changed
   */
  constructor(ports) {
    this.#ports = ports;
  }

  /** @param {string} connection  "closed", "connecting", "waiting", "open", "stopped" */
  saw(connection) {
    const isOpen = connection === "open";
    this.#everOpen ||= isOpen;
    // Without a network a line may look open for long.
    const isCut = isOpen && !this.#ports.online();
    if (!isCut && connection !== "connecting" && connection !== "waiting") this.#end();
    else if (this.told !== "") this.told = this.#kind();
    else this.#timer ??= this.#ports.setTimeout(() => this.#tell(), PATIENCE_MS);
  }

  /** Something came: whatever the device says of its network, there is one. */
  heard() {
    if (this.told !== "" || this.#timer !== null) this.#end();
  }

  #end() {
    this.#ports.clearTimeout(this.#timer);
    this.#timer = null;
    this.told = "";
  }

  #tell() {
    this.#timer = null;
    this.told = this.#kind();
    this.#ports.changed();
  }

  #kind() {
    if (!this.#ports.online()) return "offline";
    return this.#everOpen ? "lost" : "first";
  }
}
