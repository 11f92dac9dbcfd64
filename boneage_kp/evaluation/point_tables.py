"""Tables of where the bones were found."""

from boneage_kp.evaluation.centred import CentredErrors, CentredResult
from boneage_kp.evaluation.keypoints import KeypointResult, PointErrors
from boneage_kp.evaluation.oks import OksResult
from boneage_kp.evaluation.spread import Spread
from boneage_kp.evaluation.words import NOTHING, Table, number, percent


def points_table(result: KeypointResult) -> Table:
    """How often a bone was found, and how near, in per cent of hand length."""
    radii = tuple(result.overall.pck)

    def row(name: str, errors: PointErrors) -> tuple[str, ...]:
        false = f"{errors.false_positives}/{errors.absent}" if errors.absent else NOTHING
        return (
            name,
            str(errors.share.n),
            percent(errors.share.missed_share),
            *(percent(errors.pck[radius]) for radius in radii),
            percent(errors.share.mean_found, 2),
            percent(errors.share.median, 2),
            percent(errors.share.p95, 2),
            false,
        )

    columns = ("bone", "n", "missed %", *(f"PCK@{radius * 100:g}% %" for radius in radii))
    note = (
        "Errors in % of hand length. A missed bone stays in PCK, median and 95 %; the mean is over "
        "those found. False: points given for bones that lie outside the film."
    )
    if result.films_without_length:
        note += f" {result.films_without_length} films have no known hand length: pixels only."
    return Table(
        "Points",
        (*columns, "mean found", "median", "95 %", "false"),
        tuple(row(name, errors) for name, errors in _groups(result)),
        note,
    )


def distances_table(result: KeypointResult) -> Table:
    """The same distances in pixels and millimetres."""

    def cells(unit: Spread, digits: int) -> tuple[str, ...]:
        return tuple(number(value, digits) for value in (unit.mean_found, unit.median, unit.p95))

    def row(name: str, errors: PointErrors) -> tuple[str, ...]:
        return (
            name,
            str(errors.px.n),
            *cells(errors.px, 1),
            str(errors.mm.n),
            *cells(errors.mm, 2),
        )

    heads = ("mean found", "median", "95 %")
    return Table(
        "Distances",
        ("bone", "n", *(f"{h} px" for h in heads), "n mm", *(f"{h} mm" for h in heads)),
        tuple(row(name, errors) for name, errors in _groups(result)),
        "Pixels of the original films. Millimetres from the "
        f"{result.films_with_spacing} of {result.films} films whose spacing is known.",
    )


def centred_table(result: CentredResult) -> Table:
    """Errors with each source's constant shift along the finger taken off."""
    radii = tuple(result.overall.pck)

    def row(name: str, errors: CentredErrors) -> tuple[str, ...]:
        pck = (percent(errors.pck[radius]) for radius in radii)
        share = errors.share
        spread = (percent(share.median, 2), percent(share.p95, 2))
        return (name, str(share.n), percent(share.missed_share), *pck, *spread)

    sources = [(f"from {name or '(not said)'}", e) for name, e in result.by_source.items()]
    groups = [("all", result.overall), *(sources if len(sources) > 1 else [])]
    groups += result.by_bone.items()
    note = (
        "Errors in % of hand length after the median shift along the finger (forearm), per source "
        "and bone, is taken off: scatter without differences of definition."
    )
    if result.without_axis:
        note += f" {result.without_axis} points have no known axis and are not centred."
    return Table(
        "Centred points",
        ("group", "n", "missed %", *(f"PCK@{r * 100:g}% %" for r in radii), "median", "95 %"),
        tuple(row(name, errors) for name, errors in groups if errors.share.n),
        note,
    )


def oks_table(result: OksResult) -> Table:
    """COCO's keypoint measure."""
    figures = (result.ap, result.ap50, result.ap75, result.ar, result.mean_oks)
    sigmas = ", ".join(f"{bone} {sigma:g}" for bone, sigma in result.sigmas.items())
    return Table(
        "Object keypoint similarity (COCO)",
        ("hands", "AP", "AP@0.50", "AP@0.75", "AR", "mean OKS"),
        ((str(result.hands), *(number(value, 4) for value in figures)),) if result.hands else (),
        f"Sigmas of this project, not comparable with COCO's people: {sigmas}.",
    )


def _groups(result: KeypointResult) -> list[tuple[str, PointErrors]]:
    """All bones together, then each one that has a point or lies outside a film."""
    groups = [("all", result.overall), *result.by_bone.items()]
    return [(name, errors) for name, errors in groups if errors.px.n or errors.absent]
