"""The commands of `paperboy`, one file each; each has a `command`."""
