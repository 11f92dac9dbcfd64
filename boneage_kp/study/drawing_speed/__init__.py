"""`benchmark phantoms`: how fast phantoms are drawn, on one core and with workers.

To add a figure: a function that returns it, and its line in `command`.
"""
