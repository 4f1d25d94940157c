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
PEOPLE = ["register", "login", "logout", "ranks", "account", "board", "like", "dislike", "said"]


@pytest.mark.skipif(NODE is None, reason="node is not installed; the page's own tests need it")
@pytest.mark.parametrize("name", ["fold", "wire", "play", "people", "safe", "lang"])
def test_node(name: str) -> None:
    """Run one node test file; its output is the message when it fails."""
    command = [str(NODE), "--test", str(HERE / f"{name}.test.mjs")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    counted = re.search(r"^# pass (\d+)$|^ℹ pass (\d+)$", ran.stdout, re.MULTILINE)
    assert counted is not None, ran.stdout
    assert int(counted[1] or counted[2]) > 0


def test_page_has_its_hooks_once() -> None:
    page = (WEB / "index.html").read_text(encoding="utf-8")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert [hook for hook in LANDING + GAME + END + PEOPLE if hook not in ids] == []
    assert '<body data-phase="landing"' in page


def test_every_id_the_scripts_ask_for_is_on_the_page() -> None:
    page = (WEB / "index.html").read_text(encoding="utf-8")
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    asked = {
        name
        for script in WEB.rglob("*.js")
        for name in re.findall(r'\$\("([^"]+)"\)', script.read_text(encoding="utf-8"))
    }
    assert asked - ids == set()


def test_nothing_inline_and_no_other_host() -> None:
    page = (WEB / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|javascript:", page) == []
    for tag in re.findall(r"<script\b.*?</script>", page, re.DOTALL):
        assert re.fullmatch(r'<script type="module" src="[a-z_]+\.js"></script>', tag)
    for path in sorted(each for each in WEB.rglob("*") if each.is_file()):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert re.findall(r"https?://|url\(|@import", text) == [], path.name


def test_text_of_others_goes_in_as_text() -> None:
    unsafe = (
        r"(inner|outer|Adjacent|set)HTML|document\.write|\beval\(|new Function|\.style\b"
        r"|DOMParser|ContextualFragment|srcdoc|[\"']javascript:"
    )
    for script in sorted(WEB.rglob("*.js")):
        assert re.findall(unsafe, script.read_text(encoding="utf-8")) == [], script.name


def test_no_script_makes_a_link_or_loads_a_picture() -> None:
    """An address that somebody wrote is words: nothing to click, nothing to fetch."""
    for script in sorted(WEB.rglob("*.js")):
        text = script.read_text(encoding="utf-8")
        made = re.findall(r"\bhref\b|\.src\b|\bsrc:|el\(\"(a|img|iframe)\"", text)
        assert made == [], script.name


def test_files_stay_small() -> None:
    for path in sorted(each for each in WEB.rglob("*") if each.is_file()):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 300, f"{path.name}: {lines}"
