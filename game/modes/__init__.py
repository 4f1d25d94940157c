"""What a mode changes of the rules; classic changes nothing."""
