/** Names exported functions whose parameters nobody has given a type; run beside this folder's tsc. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const HERE = new URL(".", import.meta.url).pathname;
const UNTYPED = /^(.+)\((\d+),\d+\): error (TS70(?:06|19|31): .*)$/;

/** What the compiler says; it ends in failure whenever it says anything. */
function said() {
  const args = ["-p", HERE, "--noImplicitAny", "--pretty", "false"];
  try {
    return execFileSync(`${HERE}node_modules/.bin/tsc`, args, { encoding: "utf8", cwd: HERE });
  } catch (error) {
    return error.stdout;
  }
}

const missing = said().split("\n").filter((line) => {
  const [, path, number] = line.match(UNTYPED) ?? [];
  if (path === undefined) return false;
  return readFileSync(HERE + path, "utf8").split("\n")[number - 1].startsWith("export ");
});
process.stdout.write(missing.map((line) => `${line}\n`).join(""));
process.exitCode = missing.length > 0 ? 1 : 0;
