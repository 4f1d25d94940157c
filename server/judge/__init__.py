"""The judge on a node: asked beside the rooms, in a process of its own; its word is posted."""
