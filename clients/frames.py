"""Reads the server's frames in either encoding; unknown fields, events and signals pass by."""

from collections.abc import Callable
from typing import Any, Final, get_args

import msgspec
from msgspec import UNSET, Struct, UnsetType

from game.ids import GameId
from game.views import EventView, Skipped
from server.wire import ANSWERS, JSON, MSGPACK, AnySignal, ErrorReply, Reply

_KNOWN: Final = {view.__struct_config__.tag for view in get_args(EventView | Skipped)}

Awaited = Callable[[str], type[Reply]]
Heard = EventView | Skipped | AnySignal | Reply | ErrorReply | None


class _Head(Struct):
    """Enough of a frame to know what it is."""

    re: str | UnsetType | None = UNSET
    ok: bool = True
    ev: str | UnsetType = UNSET
    sig: str | UnsetType = UNSET


class _Numbered(Struct):
    """All that is needed of an event that this client doesn't know yet."""

    game: GameId
    seq: int


class UnreadableFrame(ValueError):
    """The server sent something that is not the protocol."""


class Frames:
    """The decoders of one encoding."""

    def __init__(self, codec: str) -> None:
        form: Any = msgspec.msgpack if codec == MSGPACK else msgspec.json
        self._head = form.Decoder(_Head)
        self._view = form.Decoder(EventView | Skipped)
        self._numbered = form.Decoder(_Numbered)
        self._signal = form.Decoder(AnySignal)
        self._error = form.Decoder(ErrorReply)
        self._replies = {kind: form.Decoder(kind) for kind in {Reply, *ANSWERS.values()}}

    def read(self, frame: bytes, awaited: Awaited) -> Heard:
        """What the frame says; None for what this client doesn't know. Raises UnreadableFrame.

        `awaited` tells the shape of each reply by its command's id.
        """
        try:
            head: _Head = self._head.decode(frame)
            if head.ev is not UNSET:
                return self._event(frame, head.ev)
            if head.sig is not UNSET:
                return self._read_signal(frame)
            return self._reply(frame, head, awaited)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UnreadableFrame(str(error)) from error

    def _event(self, frame: bytes, tag: str) -> EventView | Skipped:
        if tag not in _KNOWN:
            # A newer server's event: its number still counts.
            bare: _Numbered = self._numbered.decode(frame)
            return Skipped(game=bare.game, seq=bare.seq)
        view: EventView | Skipped = self._view.decode(frame)
        return view

    def _read_signal(self, frame: bytes) -> AnySignal | None:
        try:
            signal: AnySignal = self._signal.decode(frame)
        except msgspec.ValidationError:
            return None
        return signal

    def _reply(self, frame: bytes, head: _Head, awaited: Awaited) -> Reply | ErrorReply:
        if not head.ok:
            error: ErrorReply = self._error.decode(frame)
            return error
        kind = awaited(head.re) if isinstance(head.re, str) else Reply
        reply: Reply = self._replies[kind].decode(frame)
        return reply


FRAMES: Final = {JSON: Frames(JSON), MSGPACK: Frames(MSGPACK)}
