/** The few things done to the page's elements. Text goes in as text, never as markup. */

/**
 * The element with this id. Which kind it is, and that it is there, a test of the page makes sure.
 * @type {(id: string) => any}
 */
export const $ = (id) => document.getElementById(id);

/**
 * A new element. `props` are attributes; true sets an empty one, false and null leave it out.
 * @param {string} tag
 * @param {Object<string, string|number|boolean|null>} [props]
 * @param {...(Node|string)} children
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setAttribute(node, name, value);
  node.append(...children);
  return node;
}

/**
 * Set, change or remove an attribute, touching the page only when it differs.
 * @type {(node: Element, name: string, value: string|number|boolean|null|undefined) => void}
 */
export function setAttribute(node, name, value) {
  if (value === false || value === null || value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * Set the text of an element, touching the page only when it differs.
 * @type {(node: Element, text: string) => void}
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Text of a line that is only there when it says something.
 * @type {(node: HTMLElement, text: string) => void}
 */
export function setLine(node, text) {
  setText(node, text);
  node.hidden = text === "";
}

/**
 * Make the children of `parent` match `items`, keeping elements (and the focus in them) by key.
 * @template T
 * @param {Element} parent
 * @param {readonly T[]} items
 * @param {(item: T, index: number) => string} keyOf
 * @param {(item: T) => Element} make
 * @param {(node: any, item: T, index: number) => void} update  gets what `make` made
 */
export function keyed(parent, items, keyOf, make, update) {
  const old = new Map(/** @type {HTMLElement[]} */ ([...parent.children])
    .map((node) => [node.dataset.key, node]));
  items.forEach((item, index) => {
    const key = keyOf(item, index);
    const node = old.get(key) ?? /** @type {HTMLElement} */ (make(item));
    node.dataset.key = key;
    old.delete(key);
    update(node, item, index);
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
  for (const node of old.values()) node.remove();
}

/** A round sign with a player's first letters, coloured by seat. */
export function avatar() {
  return el("span", { class: "avatar", "aria-hidden": "true" });
}

/**
 * Fill an avatar; no picture is loaded, since pictures live on other hosts.
 * @type {(node: Element, name: string, seat: number) => void}
 */
export function setAvatar(node, name, seat) {
  const letters = name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => [...word][0]);
  // Drawn by the style: a part of a picture, no word that a button's name would have to hold.
  setAttribute(node, "data-letters", letters.join("").toUpperCase() || "?");
  setAttribute(node, "data-seat", seat < 0 ? 0 : seat % 8);
}
