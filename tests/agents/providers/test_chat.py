"""A model behind an address, asked over real sockets: its words, or in one word why there are none.

Method: a small server of our own on the loopback says whatever a test wants, byte by byte.
"""

import asyncio
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agents.ports import ModelUnavailable, Question
from agents.providers import chat as chat_model
from agents.providers.chat import REPLY_BYTES_MAX
from tests.agents.providers.endpoint import Endpoint, answer, chat, listening, saying

PEMS = Path(__file__).parents[2] / "server" / "tls"
QUESTION = Question("Score it.", "“Moon”", seed=7)


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with listening() as made:
        yield made


async def test_it_asks_as_chat_completions_are_asked(endpoint: Endpoint) -> None:
    model = endpoint.model("s3cret")
    assert model.name == "llama"
    assert await model.reply(QUESTION) == "ten"
    ((head, body),) = endpoint.heard
    assert head[0] == "POST /v1/chat/completions HTTP/1.1"
    assert f"Host: 127.0.0.1:{endpoint.port}" in head
    assert "Authorization: Bearer s3cret" in head
    assert body["model"] == "llama"
    assert body["messages"] == [
        {"role": "system", "content": "Score it."},
        {"role": "user", "content": "“Moon”"},
    ]
    assert (body["seed"], body["max_tokens"]) == (7, QUESTION.reply_length_max)


async def test_without_a_key_none_is_sent(endpoint: Endpoint) -> None:
    await endpoint.model().reply(QUESTION)
    ((head, _),) = endpoint.heard
    assert head[0] == "POST /v1/chat/completions HTTP/1.1"
    assert not any(line.startswith("Authorization") for line in head)


async def test_an_answer_in_chunks_is_read(endpoint: Endpoint) -> None:
    body = saying("in pieces")
    first, rest = body[:9], body[9:]
    chunks = f"{len(first):x}\r\n{first}\r\n{len(rest):x}\r\n{rest}\r\n0\r\n\r\n"
    endpoint.says = answer(chunks, head="Transfer-Encoding: chunked\r\n")
    assert await endpoint.model().reply(QUESTION) == "in pieces"


@pytest.mark.parametrize("body", [saying(None), saying(""), '{"choices": []}', "{}"])
async def test_a_model_may_say_nothing(body: str, endpoint: Endpoint) -> None:
    endpoint.says = answer(body)
    assert await endpoint.model().reply(QUESTION) == ""


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (answer("slow down", "429 Too Many Requests"), "it answered 429"),
        (answer("", "500 Oh"), "it answered 500"),
        (answer("", "302 Found", "Location: http://elsewhere\r\n"), "it answered 302"),
        (answer("<html>"), "DecodeError"),
        (answer(saying(10)), "ValidationError"),
        (answer("\x1f\x8b", head="Content-Encoding: gzip\r\n"), "DecodeError"),
        (answer(saying("cut"), head="Content-Length: 9999\r\n"), "ContentLengthError"),
        (answer("zz\r\n", head="Transfer-Encoding: chunked\r\n"), "HttpProcessingError"),
        (answer("", head=f"X: {'x' * 10_000}\r\n"), "HttpProcessingError"),
        (b"\x00\xff nonsense", "HttpProcessingError"),
        (b"", "ServerDisconnectedError"),
    ],
)
async def test_what_is_no_answer_is_no_model(says: bytes, why: str, endpoint: Endpoint) -> None:
    endpoint.says = says
    with pytest.raises(ModelUnavailable, match=f"^{why}$"):
        await endpoint.model().reply(QUESTION)


async def test_a_flood_is_not_read_to_its_end(endpoint: Endpoint) -> None:
    endpoint.says = answer("x" * 100 * REPLY_BYTES_MAX)
    with pytest.raises(ModelUnavailable, match=r"^it talks without end$"):
        await endpoint.model().reply(QUESTION)
    async with asyncio.timeout(5):
        with pytest.raises(ConnectionError):
            await endpoint.accepted[0].drain()


async def test_nobody_there_is_no_model(endpoint: Endpoint) -> None:
    model = endpoint.model("s3cret")
    endpoint.close()
    with pytest.raises(ModelUnavailable, match=r"^ConnectionRefusedError$"):
        await model.reply(QUESTION)


async def test_who_stops_waiting_leaves_no_connection_behind(endpoint: Endpoint) -> None:
    endpoint.says, model = None, endpoint.model()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await model.reply(QUESTION)
    async with asyncio.timeout(5):
        await endpoint.left.wait()


async def test_what_comes_too_late_answers_no_other_question(endpoint: Endpoint) -> None:
    """Method: the first question is answered once nobody waits for that any more."""
    endpoint.says, endpoint.keeps, model = None, True, endpoint.model()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await model.reply(QUESTION)
    endpoint.accepted[0].write(chat("late"))
    endpoint.says = chat("in time")
    assert await model.reply(QUESTION) == "in time"
    assert len(endpoint.accepted) == 2


async def test_a_connection_is_kept_for_the_next_question(endpoint: Endpoint) -> None:
    endpoint.keeps, model = True, endpoint.model()
    for _ in range(3):
        assert await model.reply(QUESTION) == "ten"
    assert (len(endpoint.heard), len(endpoint.accepted)) == (3, 1)


async def test_so_many_questions_at_once_and_no_more(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_model, "CONNECTIONS_MAX", 4)
    endpoint.keeps, model = True, endpoint.model()
    for _ in range(2):
        assert set(await asyncio.gather(*[model.reply(QUESTION) for _ in range(20)])) == {"ten"}
    assert (len(endpoint.heard), len(endpoint.accepted)) == (40, 4)


@pytest.mark.parametrize("cut", ["close", "abort"])
@pytest.mark.parametrize("is_seen", [True, False], ids=["long ago", "just now"])
async def test_a_kept_connection_that_was_closed_meanwhile_costs_no_answer(
    cut: str, is_seen: bool, endpoint: Endpoint
) -> None:
    """Method: "just now" is so late that the question is already on its way."""
    endpoint.keeps, model = True, endpoint.model()
    assert await model.reply(QUESTION) == "ten"
    getattr(endpoint.accepted[0].transport, cut)()
    if is_seen:
        await asyncio.sleep(0.05)
    assert await model.reply(QUESTION) == "ten"
    assert len(endpoint.accepted) == 2


async def test_it_closes_when_it_ends(endpoint: Endpoint) -> None:
    endpoint.keeps, model = True, endpoint.model()
    running = asyncio.create_task(model.run())
    await model.reply(QUESTION)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    async with asyncio.timeout(5):
        await endpoint.accepted[0].wait_closed()


async def test_no_proxy_named_in_the_environment_hears_the_key(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert await endpoint.model("s3cret").reply(QUESTION) == "ten"


async def test_https_asks_for_a_certificate() -> None:
    """Method: a server that has one which nobody vouches for."""
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secure.load_cert_chain(PEMS / "cert.pem", PEMS / "key.pem")
    async with listening(secure) as endpoint:
        with pytest.raises(ModelUnavailable, match=r"^SSLCertVerificationError$"):
            await endpoint.model("s3cret").reply(QUESTION)
        assert not endpoint.heard


def test_a_node_that_asks_no_model_does_without_the_client() -> None:
    code = "import sys, server.composition; sys.exit('aiohttp' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
