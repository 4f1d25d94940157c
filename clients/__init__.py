"""Outside the wire: sdk, bots, console, browser. Must not know what a player could not be told."""
