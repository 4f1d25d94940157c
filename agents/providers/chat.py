"""A language model behind an address that speaks as OpenAI's chat completions do.

Connections are kept between questions; whoever stops waiting ends the one they waited at.
"""

import asyncio
from typing import Final

import aiohttp
import msgspec
from msgspec import Struct

from agents.ports import ModelUnavailable, Question

REPLY_BYTES_MAX: Final = 1 << 18  # of an answer's body
# As many as a judge asks at once; whoever finds all taken waits for one.
CONNECTIONS_MAX: Final = 64
# Longer than a round mostly takes, and shorter than the four minutes after which some networks
# forget a silent connection and tell nobody.
KEPT_S: Final = 120.0
OK: Final = 200


class Message(Struct, frozen=True):
    """What one side says; a model that has nothing to say may leave it out."""

    content: str | None = None


class Choice(Struct, frozen=True):
    """One of the answers; only one is asked for."""

    message: Message


class Completion(Struct, frozen=True):
    """What of a reply is read."""

    choices: tuple[Choice, ...] = ()


class ChatModel:
    """Asks `model` at `url`, which ends before /chat/completions; `key`, if any, opens it.

    To be made where the event loop runs, and closed there. Neither a redirect nor a proxy named in
    the environment is followed: question and key go to that address alone.
    """

    def __init__(self, url: str, model: str, key: str = "") -> None:
        self.name, self._url = model, f"{url.rstrip('/')}/chat/completions"
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            # What is packed may be a thousand times as long when it is unpacked.
            "Accept-Encoding": "identity",
            **({"Authorization": f"Bearer {key}"} if key else {}),
        }
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS_MAX, keepalive_timeout=KEPT_S),
            headers=headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            auto_decompress=False,
            trust_env=False,
        )

    async def run(self) -> None:
        """Until cancelled, then close."""
        try:
            await asyncio.Event().wait()
        finally:
            await self.close()

    async def close(self) -> None:
        """End all connections; nobody is answered any more."""
        await self._session.close()

    async def reply(self, question: Question) -> str:
        """The model's words; ModelUnavailable where there are none. The caller brings the limit."""
        body = msgspec.json.encode(
            {
                "model": self.name,
                "messages": [
                    {"role": "system", "content": question.instructions},
                    {"role": "user", "content": question.text},
                ],
                "seed": question.seed,
                # No token is shorter than a character.
                "max_tokens": question.reply_length_max,
            }
        )
        try:
            choices = msgspec.json.decode(await self._said(body), type=Completion).choices
        except (aiohttp.ClientError, OSError, msgspec.MsgspecError) as error:
            # Its words may hold the address, which is nobody's business.
            raise ModelUnavailable(type(error.__cause__ or error).__name__) from error
        return (choices[0].message.content or "") if choices else ""

    async def _said(self, body: bytes) -> bytes:
        """The body of the answer to this question."""
        try:
            return await self._exchange(body)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            # The other side may close a kept connection in the moment it is taken. To ask again
            # does no harm.
            return await self._exchange(body)

    async def _exchange(self, body: bytes) -> bytes:
        async with self._session.post(self._url, data=body, allow_redirects=False) as response:
            if response.status != OK:
                raise ModelUnavailable(f"it answered {response.status}")
            said = bytearray()
            async for piece in response.content.iter_any():
                said += piece
                if len(said) > REPLY_BYTES_MAX:
                    raise ModelUnavailable("it talks without end")
            return bytes(said)
