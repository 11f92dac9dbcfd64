"""`FilmError`: why a file gives no film, in words for whoever sent it."""


class FilmError(ValueError):
    """A file that cannot be read as a film; the text says what it is and what would do.

    Inside this folder it is raised without a name; `of_film` puts the film's name before it.
    """

    def of_film(self, name: str) -> "FilmError":
        """The same fault with the film's name in front."""
        return FilmError(f"{shown(name)}: {self}")


def shown(name: str) -> str:
    """A file's name for a message: line breaks, controls and undecodable bytes are escaped."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii")
        for sign in name
    )
