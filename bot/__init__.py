"""Paperboy delivers a newsletter's papers to a community in its own language."""
