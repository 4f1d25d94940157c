/** Parts of the page that are not needed at once: their markup comes when they are first shown. */

import { fill } from "../lang/page.js";

const here = new Map();

/**
 * Put `parts/NAME.html` at the end of the page, in the language spoken; once, however often asked.
 * @param {string} url  of the part, as import.meta.resolve gives it
 * @returns {Promise<void>} done when its elements are in the page; rejects when it did not come
 */
export function part(url) {
  if (!here.has(url)) {
    const coming = fetched(url);
    here.set(url, coming);
    coming.catch(() => here.delete(url)); // another try may have more luck
  }
  return here.get(url);
}

async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const { body } = new DOMParser().parseFromString(await response.text(), "text/html");
  const nodes = [...body.children].map((node) => document.adoptNode(node));
  document.body.append(...nodes);
  nodes.forEach(fill);
}
