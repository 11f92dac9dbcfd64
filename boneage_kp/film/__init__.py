"""Files to pixels: one grey film, with its facts, out of whatever people keep their films in.

`read_film` reads a file in a process that can be killed; `read_grey` reads one here. Limits are
looked at before anything is decoded, and `identity` says what of a header is read at all.

To add a file type: a line in `kinds.py`, its size in `headers/<name>.py`, and a branch in
`decode.py` that hands back a `DecodedFilm`.
"""
