"""What the files of a film's results are called: plain names, whatever the film's path is."""

import hashlib
import os
import re

PAGES, THUMBNAILS = "pages", "thumbnails"


def film_stem(file: str) -> str:
    """A name without signs that paths or links give a meaning to.

    file:     the film's path as it was given; nothing from inside the film.
    returns:  "hand-1f2e3d4c5b6a"; the digest of the whole path tells films of one name apart.
    """
    # Not by pathlib, which keeps every part it ever saw: an index sees all films of a batch.
    base = os.path.splitext(os.path.basename(file))[0]
    stem = re.sub(r"[^A-Za-z0-9._-]+", "_", base)[:80] or "film"
    whole = hashlib.sha256(file.encode("utf-8", "backslashreplace")).hexdigest()
    return f"{stem}-{whole[:12]}"


def page_path(file: str) -> str:
    """The film's page, relative to the folder of results, with '/'."""
    return f"{PAGES}/{film_stem(file)}.html"


def thumbnail_path(file: str) -> str:
    """The film's small picture, relative to the folder of results, with '/'."""
    return f"{THUMBNAILS}/{film_stem(file)}.jpg"
