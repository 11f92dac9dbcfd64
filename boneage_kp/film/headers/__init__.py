"""What a picture's header claims, read by hand before any decoder sees the file.

To add a kind: `<name>.py` with `<name>_header(content) -> PictureHeader`, which also refuses
files that end too early, and a line in `image.py`.
"""
