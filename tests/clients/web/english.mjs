/** Speaks English from the page's own file, for tests that read what a person would. */

import { readFileSync } from "node:fs";

import { use } from "../../../clients/web/lang/lang.js";

/** All there is to say in `tag`. */
export const messages = (tag) =>
  JSON.parse(readFileSync(new URL(`../../../clients/web/lang/${tag}.json`, import.meta.url), "utf8"));

use("en", messages("en"));
