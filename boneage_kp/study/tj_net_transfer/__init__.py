"""`benchmark tj-net-transfer`: from which block on TJ-Net learns anew on other films.

To add a way to begin: a `runs.Start` and what it overrides.
"""
