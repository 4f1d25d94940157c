"""The valley that machine players live in between games: a map, a clock, and a pure tick."""
