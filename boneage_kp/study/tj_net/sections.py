"""What the page on TJ-Net says: three questions, each with its drawing and its figures."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from boneage_kp.evaluation.plots import png
from boneage_kp.study.tj_net.activation import activation_figure, rows_to_show
from boneage_kp.study.tj_net.figures import error_figure, sex_figure
from boneage_kp.study.tj_net.page import Section
from boneage_kp.study.tj_net.results import Read, Row, age_table, inside_table


def sections_of(
    read: Mapping[str, Read], rows: Mapping[str, Row], root: Path, count: int, radius: float
) -> list[Section]:
    """Those that can be drawn of these networks and films.

    read, rows:  by the network's label.
    count:       films to show.
    """
    # Two networks are compared that differ in one thing only.
    by_cbam = _bare_first(read, lambda one: one.trained.net.block_5 is not None)
    by_joint = _bare_first(read, lambda one: one.trained.net.trunk.attention)
    made = [_errors(by_joint, rows), _sex(by_joint)]
    compared = list(by_cbam.values())
    places = rows_to_show(compared[0].said, count)
    if not places:
        return made
    figure = activation_figure(compared, root, places, radius)
    activation = Section(
        name="activation",
        title="Where is block 4 active?",
        words="The rings are the regions. Each map goes from its own least value to its own "
        "greatest, so that it shows where, not how much; the table counts all of it.",
        picture=png(figure),
        table=inside_table({label: rows[label] for label in by_cbam}, radius),
    )
    return [activation, *made]


def _bare_first(read: Mapping[str, Read], compared: Callable[[Read], bool]) -> dict[str, Read]:
    """Those of a comparison, what lacks something before what has it: as a reader goes on."""
    return {label: one for label, one in reversed(list(read.items())) if compared(one)}


def _errors(read: Mapping[str, Read], rows: Mapping[str, Row]) -> Section:
    figure = error_figure({label: one.said for label, one in read.items()})
    return Section(
        name="errors",
        title="Does learning sex and age jointly make ages better?",
        words="The expected age, with the film's sex told. Above the films together, below by "
        "their true bone age.",
        picture=None if figure is None else png(figure),
        table=age_table(rows),
    )


def _sex(read: Mapping[str, Read]) -> Section:
    target = next(iter(read.values())).trained.target
    years = np.arange(target.channels) * target.width_months / 12
    figure = sex_figure({label: one.weights for label, one in read.items()}, years)
    return Section(
        name="sex_weights",
        title="What does block 6 make of the sex?",
        words="Left, the weights from each unit that sex is spread over to each class of age; "
        "black is 0. A unit that neither sex wakes keeps the weights it began with, which do "
        "nothing. So right, what each adds to a class for a boy less for a girl, units that speak "
        "for girls above, less its mean over the classes, which a softmax does not see. Below, "
        "the sum of that.",
        picture=png(figure),
    )
