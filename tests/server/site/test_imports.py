"""Which modules a script needs before it runs, read from its sources."""

from server.site.imports import closure, direct

SOURCE = """
import { a, b as c } from "./views/a.js";
import "../side.js";
  import * as all from './all.js'
import {
  one,
  two,
} from "/root.js";
export * from "./again.js";
export { x } from "./b/../b.js";
import whole, { part } from "./whole.js";
// import "./not.js";
/** @type {import("./type.js").Type} */
const later = () => import("./later.js");
const text = 'import "./text.js"';
import data from "https://elsewhere.example/x.js";
export const from = "./value.js";
export function f() { return Array.from("./call.js"); }
"""


def test_only_what_must_be_there_first() -> None:
    names = ["views/a", "side", "all", "root", "again", "b", "whole"]
    assert direct("/main.js", SOURCE) == [f"/{each}.js" for each in names]


def test_the_way_is_from_the_importer() -> None:
    assert direct("/views/x.js", 'import "./y.js";\nimport "../z.js";') == ["/views/y.js", "/z.js"]


def test_all_that_is_needed_each_once_nearest_first() -> None:
    sources = {
        "/main.js": 'import "./a.js";\nimport "./b.js";\nimport "./gone.js";',
        "/a.js": 'import "./c.js";\nimport "./main.js";',
        "/b.js": 'import "./c.js";',
        "/c.js": 'import "./a.js";',
    }
    assert closure("/main.js", sources.get) == ["/a.js", "/b.js", "/c.js"]
    assert closure("/gone.js", sources.get) == []
