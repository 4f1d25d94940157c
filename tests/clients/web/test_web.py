"""The browser page: its own tests run in node, and the page keeps what a strict CSP asks."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
WEB = HERE.parents[2] / "clients" / "web"
NODE = shutil.which("node")

LANDING = ["name", "go", "host", "create", "code", "join", "error"]
GAME = ["start", "ready", "prompt", "answer", "send", "sent", "ballots", "countdown"]
END = ["results", "standings", "podium", "honours", "chat-text", "chat-send"]
NODE_TESTS = sorted(path.name.removesuffix(".test.mjs") for path in HERE.glob("*.test.mjs"))
PEOPLE = ["register", "login", "logout", "ranks", "account", "board", "like", "dislike", "said"]


@pytest.mark.skipif(NODE is None, reason="node is not installed; the page's own tests need it")
@pytest.mark.parametrize("name", NODE_TESTS)
def test_node(name: str) -> None:
    """Run one node test file; its output is the message when it fails."""
    command = [str(NODE), "--test", str(HERE / f"{name}.test.mjs")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    counted = re.search(r"^# pass (\d+)$|^ℹ pass (\d+)$", ran.stdout, re.MULTILINE)
    assert counted is not None, ran.stdout
    assert int(counted[1] or counted[2]) > 0


def markup(*names: str) -> str:
    """The markup of these files and of the parts that come later, as one."""
    paths = [WEB / name for name in names] + sorted((WEB / "parts").glob("*.html"))
    return "".join(path.read_text(encoding="utf-8") for path in paths)


def test_page_has_its_hooks_once() -> None:
    page = markup("index.html")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert [hook for hook in LANDING + GAME + END + PEOPLE if hook not in ids] == []
    assert '<body data-phase="landing"' in page


def test_every_id_the_scripts_ask_for_is_on_a_page() -> None:
    pages = markup(*(path.name for path in WEB.glob("*.html")))
    ids = set(re.findall(r'\bid="([^"]+)"', pages))
    asked = {
        name
        for script in WEB.rglob("*.js")
        for name in re.findall(r'\$\("([^"]+)"\)', script.read_text(encoding="utf-8"))
    }
    assert asked - ids == set()


def test_nothing_inline_and_no_other_host() -> None:
    page = markup(*(path.name for path in WEB.glob("*.html")))
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|javascript:", page) == []
    for tag in re.findall(r"<script\b.*?</script>", page, re.DOTALL):
        assert re.fullmatch(r'<script type="module" src="/?[a-z_/]+\.js"></script>', tag)
    for path in sorted(each for each in WEB.rglob("*") if each.is_file()):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert re.findall(r"https?://|url\(|@import", text) == [], path.name


def test_text_of_others_goes_in_as_text() -> None:
    unsafe = (
        r"(inner|outer|Adjacent|set)HTML|document\.write|\beval\(|new Function|\.style\b"
        r"|DOMParser|ContextualFragment|srcdoc|[\"']javascript:"
    )
    for script in sorted(WEB.rglob("*.js")):
        text = script.read_text(encoding="utf-8")
        if script.name == "part.js":
            # The one place that reads markup: our own files, named by a literal of ours.
            text = text.replace("DOMParser", "")
        assert re.findall(unsafe, text) == [], script.name


def test_no_script_makes_a_link_or_loads_a_picture() -> None:
    """An address that somebody wrote is words: nothing to click, nothing to fetch."""
    for script in sorted(WEB.rglob("*.js")):
        text = script.read_text(encoding="utf-8")
        if script.name == "address.js":
            # The one place that writes addresses: ours, with a code that it cleans.
            text = text.replace('"href"', "")
        made = re.findall(r"\bhref\b|\.src\b|\bsrc:|el\(\"(a|img|iframe)\"", text)
        assert made == [], script.name


def test_files_stay_small() -> None:
    files = sorted(each for each in WEB.rglob("*") if each.is_file())
    for path in (each for each in files if each.parent.name != "lang" or each.suffix != ".json"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 300, f"{path.name}: {lines}"
