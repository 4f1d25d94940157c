"""Many nodes at one table: who lives, who serves which game, and what they tell each other."""
