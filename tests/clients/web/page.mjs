/** As much of a page as drawing needs; markup put in as markup is an error here. */

class Text {
  constructor(text) {
    this.data = String(text);
  }
  get textContent() {
    return this.data;
  }
  remove() {
    detach(this);
  }
}

function detach(node) {
  if (node.parent) node.parent.nodes = node.parent.nodes.filter((each) => each !== node);
  node.parent = null;
}

/** "b", ".who", "[data-kick]" or `[data-tag="you"]`: what the drawing code asks for. */
function matches(node, selector) {
  const [, tag, className, name, value] = selector.match(
    /^([a-z]+)?(?:\.([a-z]+))?(?:\[([a-z-]+)(?:="([^"]*)")?\])?$/,
  );
  return (
    (!tag || node.tag === tag) &&
    (!className || (node.attributes.get("class") ?? "").split(" ").includes(className)) &&
    (!name || (node.attributes.has(name) && [undefined, node.attributes.get(name)].includes(value)))
  );
}

export class Element {
  nodes = [];
  attributes = new Map();
  parent = null;
  value = "";
  scrollHeight = 0;
  scrollTop = 0;
  clientHeight = 0;

  constructor(tag) {
    this.tag = tag;
    const { attributes } = this;
    const key = (name) => `data-${name.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`)}`;
    this.dataset = new Proxy({}, {
      get: (_, name) => attributes.get(key(name)),
      set: (_, name, value) => Boolean(attributes.set(key(name), String(value))),
    });
    this.classList = { add: (name) => this.setAttribute("class", `${this.class} ${name}`) };
  }

  get class() {
    return this.attributes.get("class") ?? "";
  }
  get children() {
    return this.nodes.filter((node) => node instanceof Element);
  }
  get lastElementChild() {
    return this.children.at(-1) ?? null;
  }
  get textContent() {
    return this.nodes.map((node) => node.textContent).join("");
  }
  set textContent(text) {
    this.nodes = [];
    this.append(text);
  }
  set innerHTML(_) {
    throw new Error("markup");
  }
  set outerHTML(_) {
    throw new Error("markup");
  }
  insertAdjacentHTML() {
    throw new Error("markup");
  }
  append(...nodes) {
    for (const node of nodes) this.insertBefore(typeof node === "object" ? node : new Text(node));
  }
  insertBefore(node, before = null) {
    detach(node);
    node.parent = this;
    const at = before === null ? this.nodes.length : this.nodes.indexOf(before);
    this.nodes.splice(at, 0, node);
  }
  remove() {
    detach(this);
  }
  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }
  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }
  removeAttribute(name) {
    this.attributes.delete(name);
  }
  /** Everything below, in order. */
  *all() {
    for (const node of this.children) {
      yield node;
      yield* node.all();
    }
  }
  querySelector(selector) {
    return [...this.all()].find((node) => matches(node, selector)) ?? null;
  }
  querySelectorAll(selector) {
    return [...this.all()].filter((node) => matches(node, selector));
  }
  get parentElement() {
    return this.parent;
  }
  scrollIntoView() {}
  focus() {}
  showModal() {
    this.open = true;
  }
  close() {
    this.open = false;
  }
}

/** Make the globals that drawing uses; gives every element that was ever asked for by its id. */
export function openPage() {
  const found = new Map();
  const getElementById = (id) => {
    if (!found.has(id)) found.set(id, new Element("div"));
    return found.get(id);
  };
  globalThis.document = {
    body: new Element("body"),
    activeElement: null,
    createElement: (tag) => new Element(tag),
    createElementNS: (_, tag) => new Element(tag),
    getElementById,
    querySelector: () => null,
    querySelectorAll: () => [],
  };
  globalThis.window = {
    location: { origin: "http://game.example" },
    setTimeout: () => 0,
    scrollTo: () => {},
    matchMedia: () => ({ matches: false }),
  };
  return found;
}
