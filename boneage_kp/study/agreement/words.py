"""The agreement of two raters as text, and its Bland-Altman plot."""

from boneage_kp.evaluation.plots import png
from boneage_kp.evaluation.words import Table, number, percent
from boneage_kp.study.agreement.measure import Agreement, BoneAgreement

_BLUE, _ORANGE, _GREY = "#0072b2", "#d55e00", "#777777"  # Okabe-Ito


def to_text(found: Agreement) -> str:
    """Everything for a terminal."""
    one, two = found.raters
    head = (
        f"{len(found.films)} films read by both {one} and {two}; "
        f"{found.only_first} by {one} alone, {found.only_second} by {two} alone"
    )
    return "\n\n".join([head, _bones(found).text(), _ages(found)]) + "\n"


def bland_altman_png(found: Agreement) -> bytes | None:
    """Difference of the two bone ages over their mean; None where no film has both."""
    from matplotlib.figure import Figure

    if not found.age.pairs_months:
        return None
    one, two = zip(*[(a / 12, b / 12) for a, b in found.age.pairs_months], strict=True)
    mean = [(a + b) / 2 for a, b in zip(one, two, strict=True)]
    difference = [b - a for a, b in zip(one, two, strict=True)]
    figure = Figure(figsize=(7.0, 3.8), layout="constrained")
    axes = figure.subplots()
    axes.scatter(mean, difference, s=16, alpha=0.6, color=_BLUE, linewidths=0)
    axes.axhline(0, color=_GREY, linewidth=0.6)
    lines = [("bias", found.age.bias_months, "-")]
    if found.age.limits_months:
        low, high = found.age.limits_months
        lines += [("-1.96 SD", low, "--"), ("+1.96 SD", high, "--")]
    for name, months, style in lines:
        height = (months or 0.0) / 12
        axes.axhline(height, color=_ORANGE, linewidth=1, linestyle=style)
        place, frame = (1.01, height), ("axes fraction", "data")
        text = f"{name} {height:+.2f} y"
        axes.annotate(text, place, xycoords=frame, va="center", fontsize=8, color=_ORANGE)
    axes.set_xlabel("mean of both bone ages, years")
    axes.set_ylabel(f"{found.raters[1]} less {found.raters[0]}, years")
    return png(figure)


def _bones(found: Agreement) -> Table:
    columns = (
        "bone",
        "points",
        "median % of hand",
        "95th %",
        "median mm",
        "one placed",
        "stages",
        "exact %",
        "within one %",
        "kappa",
    )
    rows = tuple(_row(bone) for bone in (*found.bones, found.overall))
    return Table("Points and stages; kappa with quadratic weights", columns, rows)


def _row(bone: BoneAgreement) -> tuple[str, ...]:
    return (
        bone.bone,
        str(bone.points),
        percent(bone.median_share, 2),
        percent(bone.p95_share, 2),
        number(bone.median_mm),
        str(bone.one_placed),
        str(bone.stages),
        percent(bone.exact),
        percent(bone.within_one),
        number(bone.kappa, 3),
    )


def _ages(found: Agreement) -> str:
    age, (one, two) = found.age, found.raters
    if age.bias_months is None or age.mean_absolute_months is None:
        return "bone age: no film has all stages and the sex from both"
    text = (
        f"bone age, {len(age.pairs_months)} films: {two} less {one} {age.bias_months / 12:+.2f} "
        f"years on average, {age.mean_absolute_months / 12:.2f} years apart"
    )
    if age.limits_months is None:
        return text
    low, high = age.limits_months
    return f"{text}; limits of agreement {low / 12:+.2f} to {high / 12:+.2f}"
