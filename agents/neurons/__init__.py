"""The layers a thought passes through, from the long view down to the reflex, and back."""
