"""Files to pixels: one grey film out of whatever people keep their films in.

To add a file type: `<name>.py` with `read(path) -> grey array`, limits checked before decoding,
and a row in `image.py`.
"""
