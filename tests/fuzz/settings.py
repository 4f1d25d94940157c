"""How the server under attack is set, and how much memory an attack may leave behind."""

from typing import Final

MIB: Final = 1024 * 1024
# Credits and caps are out of the way, so that every frame reaches what lies behind them.
UNLIMITED: Final = {
    "GENIUS_RATE_FACTOR": "10000",
    "GENIUS_MAX_CONNECTIONS_PER_ADDRESS": "10000",
    "GENIUS_MAX_GAMES_PER_USER": "1000",
}
# After the warm-up all pools, caches and arenas have their size. Games that are over stay for up
# to 15 s, some 40 KiB each, and an arena with one living object in it is not given back: that is
# what the bound allows for. Over a million frames it is 34 bytes a frame, less than the smallest
# object that could be kept of each.
LEFT_BYTES_MAX: Final = 32 * MIB
