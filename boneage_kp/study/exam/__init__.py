"""Exams: frozen sets of phantoms that weights are scored on, and calibrated by.

To add an exam: `sets/<name>.json`, made by `exam.definition`; `freeze` makes anew those that are
there.
"""
