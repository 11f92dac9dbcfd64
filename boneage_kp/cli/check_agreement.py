"""`check-dataset --agreement`: two raters compared, and the films that somebody has to decide."""

from pathlib import Path

from boneage_kp.data.formats.coco_file import HandFile

DEFAULT_LIST = Path("adjudicate.json")


def check_agreement(files: list[Path], standard_id: str, output: Path | None) -> None:
    """Print the comparison; write the list and, beside it, the Bland-Altman plot."""
    from boneage_kp.data.formats import coco
    from boneage_kp.film.whole_file import write_whole
    from boneage_kp.standards import load_standard
    from boneage_kp.study.agreement.disputed import AgreementLimits, disputed_films, write_list
    from boneage_kp.study.agreement.measure import agreement
    from boneage_kp.study.agreement.words import bland_altman_png, to_text

    standard, target = load_standard(standard_id), output or DEFAULT_LIST
    first, second = (coco.read(file, standard_id) for file in files)
    raters = _rater(first, files[0]), _rater(second, files[1])
    if raters[0] == raters[1]:
        raters = f"{raters[0]} (A)", f"{raters[1]} (B)"
    found = agreement(first.records, second.records, standard, raters)
    if not found.films:
        raise ValueError(
            f'{files[0]} and {files[1]} share no film; films are matched by "file_name"'
        )
    print(to_text(found))
    limits = AgreementLimits()
    disputed = disputed_films(found, standard, limits)
    write_list(target, found, (files[0], files[1]), disputed)
    print(
        f"{target}: {len(disputed)} films to adjudicate (a stage {limits.stages} apart, "
        f"{limits.age_months / 12:g} year of bone age, {100 * limits.point_share:g} % of hand "
        "length, or more)"
    )
    try:
        plot = bland_altman_png(found)
    except ImportError:
        print("no plot: matplotlib is not installed")
        return
    if plot is not None:
        write_whole(target.with_suffix(".png"), plot)
        print(f"{target.with_suffix('.png')}: Bland-Altman plot of the bone ages")


def _rater(hands: HandFile, file: Path) -> str:
    """The one rater that a file names, else the file's own name."""
    raters = {record.rater for record in hands.records}
    only = raters.pop() if len(raters) == 1 else None
    return only or file.stem.removeprefix("annotations.")
