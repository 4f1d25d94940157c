/** What is known of the one agent that is looked at, part by part; and the talk with it. No DOM. */

import { say } from "../lang/lang.js";
import { errorWords, waitWords } from "../lang/words.js";
import { WireError } from "../retry.js";

/** @typedef {"talk"|"day"|"ties"|"memories"|"mind"} Tab */
/** @type {Tab[]} */
export const TABS = ["talk", "day", "ties", "memories", "mind"];
const MEMORIES = 30;
/** As many as may be asked for at once: what reflections rest on is looked up among these. */
const SOURCES = 100;
const LINES = 60;

/**
 * @typedef {{mine: boolean, text: string, tone: string, recalled: number, waits?: boolean,
 *   change?: Change|null}} Line
 * @typedef {{cause: string, affection: number, trust: number, at: number, by: string,
 *   source: string|null, note: string}} Change
 */

/** The sheet about one agent. */
export class Sheet {
  /** @type {string|null} */
  agent = null;
  /** @type {Tab} */
  tab = "talk";
  /** @type {any} the reply to agent.get */
  about = null;
  /** @type {any[]|null} */
  memories = null;
  query = "";
  /** @type {any} the reply to agent.mind */
  mind = null;
  /** @type {globalThis.Map<string, string>} contents of memories that were told, by id */
  known = new globalThis.Map();
  /** @type {Line[]} */
  lines = [];
  /** @type {any} how the agent feels about me: {type, affection, trust, frequency} */
  feels = null;
  /** @type {Change|null} what my last line did */
  change = null;
  /** Counts the changes seen, so that each is shown once. */
  moves = 0;
  ended = false;
  /** @type {Record<string, () => string>} what went wrong, by part */
  wrong = {};
  /** @type {Set<string>} parts that are waited for */
  busy = new Set();
  /** @type {Set<string>} memories that were asked for, told or not */
  #asked = new Set();
  #send;
  #changed;

  /**
   * @param {(op: string, fields: object) => Promise<any>} send
   * @param {() => void} changed
   */
  constructor(send, changed) {
    this.#send = send;
    this.#changed = changed;
  }

  /** Look at an agent. @param {string} agent */
  open(agent) {
    if (agent !== this.agent) {
      Object.assign(this, {
        agent, about: null, memories: null, query: "", mind: null, known: new globalThis.Map(),
        lines: [], feels: null, change: null, ended: false, wrong: {}, busy: new Set(),
      });
      this.#asked.clear();
    }
    this.refresh();
  }

  /** Look at nobody any more. */
  close() {
    this.agent = null;
    this.#changed();
  }

  /** Show a part. @param {Tab} tab */
  turn(tab) {
    this.tab = tab;
    this.refresh();
  }

  /** Ask anew for what is shown. */
  refresh() {
    if (this.agent === null) return;
    this.#get();
    if (this.tab === "memories") this.search(this.query);
    if (this.tab === "mind") this.#think();
    this.#changed();
  }

  /** It remembers something more. @param {string} agent */
  remembered(agent) {
    if (agent !== this.agent) return;
    if (this.tab === "memories" && !this.busy.has("memories")) this.search(this.query);
    if (this.tab === "mind" && !this.busy.has("mind")) this.#think();
  }

  /** While its mind is looked at, it goes on thinking. */
  rethink() {
    if (this.agent !== null && this.tab === "mind" && !this.busy.has("mind")) this.#think();
  }

  /** Look for memories; "" gives those that come to mind first. @param {string} query */
  async search(query) {
    this.query = query;
    const asked = query.trim() ? { query: query.trim() } : {};
    await this.#part("memories", "agent.memories", { ...asked, limit: MEMORIES }, (reply) => {
      this.#know(reply.memories);
      if (this.query === query) this.memories = reply.memories;
    });
  }

  /** Say something to it. @param {string} text @returns {Promise<boolean>} whether it was heard */
  async talk(text) {
    const said = text.trim();
    if (said === "" || this.busy.has("talk")) return false;
    /** @type {Line} */
    const line = { mine: true, text: said, tone: "", recalled: 0, waits: true };
    this.#say(line);
    this.change = null;
    const heard = await this.#part("talk", "agent.talk", { text: said }, (reply) => {
      line.waits = false;
      const { text: answer, emotional_tone: tone } = reply.reply;
      this.change = reply.change ?? null;
      const recalled = (reply.recalled ?? []).length;
      this.#say({ mine: false, text: answer, tone, recalled, change: this.change });
      this.feels = reply.relationship;
      this.ended = Boolean(reply.ended);
      this.moves += 1;
    });
    if (heard) this.#get();
    else this.lines = this.lines.filter((one) => one !== line);
    this.#changed();
    return heard;
  }

  /** @param {Line} line */
  #say(line) {
    this.lines = [...this.lines, line].slice(-LINES);
    this.#changed();
  }

  #get() {
    return this.#part("about", "agent.get", {}, (reply) => {
      this.about = reply;
      this.feels = feelingsIn(reply) ?? this.feels;
      if (this.lines.length === 0) this.lines = spoken(reply.talks ?? []);
    });
  }

  /** How it thinks; and what its thoughts rest on, as far as we may know it. */
  async #think() {
    await this.#part("mind", "agent.mind", {}, (reply) => {
      this.mind = reply;
      for (const part of ["reflections", "evaluations", "plans"]) this.#know(reply[part]);
    });
    const named = [...(this.mind?.reflections ?? []), ...(this.mind?.evaluations ?? [])]
      .flatMap((one) => one.source);
    if (named.every((id) => this.#asked.has(id))) return;
    for (const id of named) this.#asked.add(id);
    const most = { limit: SOURCES };
    await this.#part("sources", "agent.memories", most, (reply) => this.#know(reply.memories));
  }

  /** @param {WireError} error */
  #words(error) {
    if (error.code !== "agent.busy") return errorWords(error);
    const name = this.about?.agent.name ?? say("name.someone");
    return say("valley.talk.busy", { name, wait: waitWords(error.retryAfterMs) });
  }

  /** @param {{id: string, content: string}[]} memories */
  #know(memories) {
    for (const one of memories) this.known.set(one.id, one.content);
  }

  /**
   * Ask for a part of this agent; a reply that comes when another one is looked at is dropped.
   * @param {string} part
   * @param {string} op
   * @param {object} fields
   * @param {(reply: any) => void} keep
   */
  async #part(part, op, fields, keep) {
    const { agent, busy } = this;
    busy.add(part);
    this.#changed();
    let heard = false;
    try {
      const reply = await this.#send(op, { agent, ...fields });
      if (agent === this.agent) {
        keep(reply);
        delete this.wrong[part];
        heard = true;
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (agent === this.agent) {
        this.wrong[part] = () => this.#words(error);
      }
    }
    busy.delete(part);
    this.#changed();
    return heard;
  }
}

/** How it feels about me, as agent.get tells. @param {any} reply */
function feelingsIn(reply) {
  return reply.relationship ?? reply.agent?.relationship ?? null;
}

/** What was said before, as lines. @param {any[]} talks @returns {Line[]} */
function spoken(talks) {
  return talks.flatMap((one) => [
    { mine: true, text: one.me, tone: "", recalled: 0 },
    { mine: false, text: one.reply, tone: one.emotional_tone ?? "", recalled: 0 },
  ]).filter((line) => line.text);
}
