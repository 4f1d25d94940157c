"""Where cognition meets the outside: local models and the judge's command line."""
