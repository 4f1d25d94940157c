"""Machine players on a node: what they see, remember and say, each thought beside the rooms."""
