"""`FilmLimits`: what a file may ask for before anything of it is decoded."""

from dataclasses import dataclass

from boneage_kp.film.error import FilmError


@dataclass(frozen=True)
class FilmLimits:
    """The bounds of one film.

    file_bytes:    of the file; 64 megapixels of 16-bit RGB fit.
    pixels:        a 24 x 30 cm plate scanned at 600 dpi has 40 million.
    side_px:       longest side.
    memory_bytes:  what decoding may take beyond what the decoding process has (Linux).
    seconds:       of decoding, by the clock.
    """

    file_bytes: int = 400 * 2**20
    pixels: int = 64_000_000
    side_px: int = 30_000
    memory_bytes: int = 1536 * 2**20
    seconds: float = 60.0

    def check_size(self, width: int, height: int) -> None:
        """Refuse a film by the size its header claims."""
        if width < 1 or height < 1:
            raise FilmError(f"its header says {width} x {height} pixels; export the film again")
        if max(width, height) > self.side_px or width * height > self.pixels:
            raise FilmError(
                f"is {width} x {height} pixels; films of at most {self.pixels // 10**6} million "
                f"pixels and {self.side_px} a side are read. Scale it down, or cut out the hand"
            )

    def check_bytes(self, size: int) -> None:
        """Refuse a file by its length."""
        if size > self.file_bytes:
            raise FilmError(
                f"has {size / 2**20:.0f} MB; files of at most {self.file_bytes // 2**20} MB are "
                "read. Export one film, not a series"
            )


DEFAULT_LIMITS = FilmLimits()
