"""The rules, pure: what a game is. Knows no clock, no network, no database, no other room."""
