"""Phantoms beside films, for `boneage-kp compare-films`: figures of both, and a page for the eye.

To add a figure: a field of `FilmStatistics` in `phantom/statistics.py`; both are measured by it.
"""
