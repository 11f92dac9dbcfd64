"""`benchmark scoring`: how many hands a second are scored.

To add a figure: a function that returns it, and its line in `command`.
"""
