"""Something that speaks as much of PostgreSQL's protocol as it takes to tell its version."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

TLS_ASKED: Final = 80877103
READY: Final = b"Z" + struct.pack("!ic", 5, b"I")


def message(kind: bytes, body: bytes) -> bytes:
    """One message of the server's."""
    return kind + struct.pack("!i", len(body) + 4) + body


class Talk(socketserver.StreamRequestHandler):
    """One connection: a start that is taken, then statements that all succeed with no rows."""

    version = ""

    def handle(self) -> None:
        while True:
            (length,) = struct.unpack("!i", self.rfile.read(4))
            if struct.unpack("!i", self.rfile.read(length - 4)[:4])[0] != TLS_ASKED:
                break
            self.wfile.write(b"N")
        told = {"server_version": self.version, "server_encoding": "UTF8", "TimeZone": "UTC"}
        self.wfile.write(message(b"R", struct.pack("!i", 0)))
        for name, value in told.items():
            self.wfile.write(message(b"S", f"{name}\0{value}\0".encode()))
        self.wfile.write(message(b"K", struct.pack("!ii", 7, 7)) + READY)
        while (kind := self.rfile.read(1)) not in (b"", b"X"):
            (length,) = struct.unpack("!i", self.rfile.read(4))
            self.rfile.read(length - 4)
            if kind == b"Q":
                self.wfile.write(message(b"C", b"RESET\0") + READY)


@contextmanager
def old_server(version: str) -> Iterator[int]:
    """A server of this version; its port."""
    talk = type("Told", (Talk,), {"version": version})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
