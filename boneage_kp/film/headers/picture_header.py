"""`PictureHeader`: size and kind of pixels, as a header claims them."""

from dataclasses import dataclass

from boneage_kp.film.error import FilmError


@dataclass(frozen=True)
class PictureHeader:
    """width, height: in pixels as stored, before EXIF orientation; bits: of one channel.

    white_is_zero: the smallest value is white, as some TIFF files have it.
    """

    width: int
    height: int
    bits: int
    channels: int = 1
    white_is_zero: bool = False


def not_whole(kind: str) -> FilmError:
    """The fault of a file that was cut off or changed on its way."""
    return FilmError(f"is no whole {kind}: damaged or cut off; export or copy the film again")
