"""Blocks with two or more users. To add one: a file of its own, once a second user exists."""
