"""What is compared with: the smallest room server on the websockets library's `broadcast()`.

`python -m bench.plain` opens a port of its own choice and prints it. A room is a path; whatever
one says there, all there hear. No names, no rules, no limits, nothing kept.
"""

import sys
from collections import defaultdict
from contextlib import suppress

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

rooms: defaultdict[str, set[ServerConnection]] = defaultdict(set)


async def hear(connection: ServerConnection) -> None:
    """One connection, from its handshake to its end."""
    assert connection.request is not None
    room = rooms[connection.request.path]
    room.add(connection)
    with suppress(ConnectionClosed):
        async for message in connection:
            broadcast(room, message)
    room.discard(connection)


async def main() -> None:
    """Serve until killed."""
    async with serve(hear, "127.0.0.1", 0, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
