/** Who we are on this server, and how we prove it: as a guest, by token or by password. No DOM. */

/** One person's name and proofs; only the name and the token are kept, a password never. */
export class Account {
  name = "";
  /** @type {any} as hello tells it: {id, name, role, is_guest}; null before */
  user = null;
  /** @type {string|null} */
  #token = null;
  /** @type {{username: string, password: string}|null} */
  #password = null;
  #store;

  /** @param {object} store  as openStore gives it */
  constructor(store) {
    this.#store = store;
    this.name = store.get("name") ?? "";
    this.#token = store.get("token");
  }

  /** Were we here before? */
  get isKnown() {
    return this.#token !== null;
  }

  get isGuest() {
    return this.user?.is_guest !== false;
  }

  /** Come as a new guest, from the next hello on. */
  asGuest(name) {
    this.name = name.trim();
    this.#store.set("name", this.name);
    this.#token = this.#password = null;
  }

  /** Come as someone with an account, from the next hello on. */
  withPassword(username, password) {
    this.#token = null;
    this.#password = { username, password };
  }

  /** What hello says of us. */
  get proof() {
    if (this.#token) return { kind: "token", token: this.#token };
    if (this.#password) return { kind: "password", ...this.#password };
    return { kind: "guest", name: this.name };
  }

  /** The server knows us; from here on the token speaks for us. */
  welcomed(reply) {
    this.user = reply.user;
    this.#password = null;
    // Only a new one: another tab may be somebody else by now, and has kept theirs.
    if (reply.token && reply.token !== this.#token) this.#store.set("token", reply.token);
    this.#token = reply.token ?? this.#token;
    this.name = reply.user.name ?? this.name;
  }

  /** Forget who we are, here and only here; the name stays as a suggestion. */
  forget() {
    if (this.#store.get("token") === this.#token) this.#store.set("token", null);
    this.user = this.#token = this.#password = null;
  }

  /** Not even the name stays. */
  forgetName() {
    this.name = "";
    this.#store.set("name", null);
  }
}
