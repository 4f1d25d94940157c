/** Days as people here write them. Pure but for the time zone of the device. */

import { language } from "../lang/lang.js";

/** "3 Mar 2026". @param {number} ms  Unix time */
export function dayWords(ms) {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium" }).format(ms);
}
