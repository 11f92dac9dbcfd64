"""`PageContext`: what a film's page says besides the reading; everything may be left out."""

from dataclasses import dataclass
from typing import Literal, get_args

from boneage_kp import __version__
from boneage_kp.report.words import ENGLISH, Words
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.standards import Standard

Source = Literal["given", "manifest", "header", "unknown"]


@dataclass(frozen=True, eq=False)
class PageContext:
    """Facts of one film and its run.

    age_years:       chronological age.
    sex_source, age_source:  "given" by the user, from a "manifest" or COCO file, from the film's
                     "header", or "unknown".
    spacing_mm:      edge of one film pixel; spacing_source names the header's field, "" without.
    quarter_turns:   clockwise turns that put the hand upright; the page shows the film turned.
    mirrored:        whether it was read as in a mirror; the page shows it as filmed.
    inverted:        whether dark bone was turned bright; the page shows it bright.
    model:           what the network is called and its input size: "fpn_r50, 1024 px".
    synthetic_weights:  whether the weights saw synthetic films alone; the page then says so.
    reader:          who corrected the stages, as they want to be named; never the patient.
    made_on:         date of the reading, "2026-11-21"; "" leaves it out.
    index_href:      relative link back to the index; "" leaves it out.
    notes:           further sentences about this film, for instance of burned-in annotation.
    beta:            exponent of the network's calibration, with which the reading's interval was
                     made; 1 when there is none.
    standard:        None loads the reading's own by its id.
    """

    age_years: float | None = None
    sex_source: Source = "unknown"
    age_source: Source = "unknown"
    spacing_mm: float | None = None
    spacing_source: str = ""
    quarter_turns: int = 0
    mirrored: bool = False
    inverted: bool = False
    model: str = ""
    synthetic_weights: bool = True
    reader: str = ""
    made_on: str = ""
    index_href: str = ""
    notes: tuple[str, ...] = ()
    beta: float = 1.0
    software: str = f"boneage_kp {__version__}"
    standard: Standard | None = None
    words: Words = ENGLISH
    schema: HandSchema = HAND

    def __post_init__(self) -> None:
        for name in ("sex_source", "age_source"):
            got = getattr(self, name)
            if got not in get_args(Source):
                known = ", ".join(get_args(Source))
                raise ValueError(f"page context: {name} is {got!r}; wanted one of: {known}")
        if not 0 < self.beta <= 1:
            raise ValueError(f"page context: beta is {self.beta}; wanted above 0, at most 1")
        for name in ("spacing_mm", "age_years"):
            got = getattr(self, name)
            if got is not None and not 0 <= got < 1000:
                raise ValueError(f"page context: {name} is {got}; wanted a number from 0, or None")
