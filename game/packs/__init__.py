"""Prompt packs: one TOML file per category, and the schema that reads them."""
