/** Sentences are whole, in every language there is, and hold the same places. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { choose, direction, knows, say, use } from "../../../clients/web/lang/lang.js";

const FOLDER = new URL("../../../clients/web/lang/", import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
const read = (name) => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));
const english = read("en.json");
const SMALL = { n: { by: "count", "=0": "none", one: "{count} game", other: "{count} games" } };

const forms = (message) =>
  (typeof message === "string" ? [message]
    : Object.entries(message).filter(([form]) => form !== "by").map(([, text]) => text));
const places = (message) =>
  [...new Set(forms(message).flatMap((text) => text.match(/\{[a-z_]+\}/g) ?? []))].sort();

test("a number chooses the form, and is written as people there write it", () => {
  use("en", SMALL);
  assert.deepEqual([0, 1, 1234].map((count) => say("n", { count })),
    ["none", "1 game", "1,234 games"]);
  use("de", { n: { by: "count", one: "{count} Spiel", other: "{count} Spiele" } });
  assert.deepEqual([1, 1234].map((count) => say("n", { count })), ["1 Spiel", "1.234 Spiele"]);
});

test("names are listed with the language's own word", () => {
  use("de", { win: "{names} gewinnen" });
  assert.equal(say("win", { names: ["Ada", "Bo", "Cy"] }), "Ada, Bo und Cy gewinnen");
});

test("what is filled in is never read as a place again", () => {
  use("en", { hi: "Hello, {name}! {missing}" });
  assert.equal(say("hi", { name: "{missing}" }), "Hello, {missing}! {missing}");
});

test("a hole in a translation is said in English, an unknown key as it is", () => {
  use("de", {}, { hi: "Hello" });
  assert.equal(say("hi"), "Hello");
  assert.equal(say("toString"), "toString");
  assert.equal(knows("toString"), false);
});

test("the language is the first of those wanted that there is", () => {
  assert.equal(choose(["fr-CH", "de-AT", "en"], ["en", "de"]), "de");
  assert.equal(choose(["xx"], ["en", "de"]), "en");
  assert.deepEqual(["ar-EG", "de"].map((tag) => direction(tag)), ["rtl", "ltr"]);
});

for (const name of files) {
  test(`${name} says all that English says, with the same places`, () => {
    const messages = read(name);
    assert.deepEqual(Object.keys(messages), Object.keys(english));
    const rules = new Intl.PluralRules(name.replace(".json", ""));
    for (const [key, message] of Object.entries(messages)) {
      assert.deepEqual(places(message), places(english[key]), key);
      assert.ok(forms(message).every((text) => text.trim() !== ""), key);
      if (typeof message === "string") continue;
      assert.equal(message.by, english[key].by, key);
      const { pluralCategories } = rules.resolvedOptions();
      const lacking = pluralCategories.filter((form) => !(form in message));
      assert.deepEqual(lacking, [], key);
    }
  });
}
