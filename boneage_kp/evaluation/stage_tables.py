"""Tables of which stages were read."""

from boneage_kp.evaluation.stages import StageAccuracy, StageResult
from boneage_kp.evaluation.words import Table, number, percent, span


def _stage_cells(accuracy: StageAccuracy) -> tuple[str, ...]:
    return (
        str(accuracy.n),
        str(accuracy.not_read),
        percent(accuracy.exact),
        percent(accuracy.within_one),
        number(accuracy.mean_error),
        number(accuracy.kappa, 3),
    )


_STAGE_COLUMNS = ("n", "not read", "exact %", "within one %", "bias", "kappa")


def stages_table(result: StageResult) -> Table:
    """Stages by bone, with the calibration error beside them."""
    groups = [("all", result.overall, result.calibration)]
    groups += [
        (bone, accuracy, result.calibration_by_bone[bone])
        for bone, accuracy in result.by_bone.items()
    ]
    return Table(
        "Stages",
        ("bone", *_STAGE_COLUMNS, "ECE %", "overconfident %"),
        tuple(
            (name, *_stage_cells(a), percent(c.ece), percent(c.overconfidence))
            for name, a, c in groups
            if a.n
        ),
        "A rated bone that was not read is wrong. Kappa has quadratic weights and, like bias (in "
        "stages, read less true) and expected calibration error (ECE), is over those read.",
    )


def borders_table(result: StageResult) -> Table:
    """Accuracy by how far the true maturity lies from a border between stages."""
    bins = [b for b in result.by_border if b.accuracy.n]
    return Table(
        "Stages by distance from a border",
        ("stages from border", *_STAGE_COLUMNS),
        tuple((span(b.low, b.high), *_stage_cells(b.accuracy)) for b in bins),
        "Only where the continuous maturity is known. Beyond 0.5 lie the ends of the first and "
        "the last stage, which have a border on one side only.",
    )


def confusion_table(result: StageResult) -> Table:
    """Rows true, columns read."""
    counted = any(any(row) for row in result.confusion)
    rows = zip(result.names, result.confusion, strict=True)
    return Table(
        "Confusion of stages",
        ("true \\ read", *result.names, "not read"),
        tuple((name, *(str(n) for n in row)) for name, row in rows) if counted else (),
    )
