"""The operator's terminal: what `genius console` is. Outside the wire, like every client."""
