"""DICOM to grey values and facts, a subject a file; `file.py` puts them together.

pydicom is imported inside functions, so that reading a PNG does not wait for it.

To add a fact from the header: its tag in `film/identity.py`, its reading in `facts.py`.
"""
