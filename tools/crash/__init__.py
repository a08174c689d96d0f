"""Kills the bot at every place where it touches the world, and looks at what the next run makes of it."""
