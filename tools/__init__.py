"""Scripts for those who work on Paperboy; none of it is part of the program."""
