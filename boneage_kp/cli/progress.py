"""A one-line progress bar on stderr: done, rate, time left."""

import sys
import time
from typing import TextIO


class Progress:
    """Tells a person how far a long job is; silent when stderr is no terminal, unless asked.

    what:   the things counted, in the plural: "hands".
    total:  how much there is, in any unit `update` is told too (bytes of a file); None: unknown.
    shown:  True or False decides; None asks whether the stream is a terminal.
    """

    def __init__(
        self,
        what: str,
        total: int | None,
        shown: bool | None = None,
        stream: TextIO | None = None,
    ) -> None:
        self.what, self.total = what, total
        self.stream = sys.stderr if stream is None else stream
        self.shown = self.stream.isatty() if shown is None else shown
        self.started = time.monotonic()
        self.drawn = 0.0

    def update(self, count: int, position: int | None = None) -> None:
        """Count so far, and the position so far in the unit of `total`; draws 5 times a second."""
        now = time.monotonic()
        if self.shown and now - self.drawn >= 0.2:
            self.drawn = now
            self.stream.write("\r" + self.line(count, position, now - self.started) + "\x1b[K")
            self.stream.flush()

    def line(self, count: int, position: int | None, elapsed_s: float) -> str:
        """The text of the bar, for a given state."""
        rate = count / max(elapsed_s, 1e-9)
        text = f"{count:,} {self.what}  {rate:,.0f}/s"
        if not self.total or not position:
            return text
        share = min(1.0, position / self.total)
        left_s = elapsed_s * (1 - share) / share
        bar = "█" * round(24 * share)
        return f"{bar:·<24} {share:4.0%}  {text}  {left_s // 60:.0f}:{left_s % 60:02.0f} left"

    def close(self, count: int) -> None:
        """Leave one closing line, so that a log shows what was done and how fast."""
        if self.shown:
            elapsed_s = time.monotonic() - self.started
            self.stream.write(
                f"\r{self.line(count, None, elapsed_s)}  in {elapsed_s:.1f} s\x1b[K\n"
            )
            self.stream.flush()
