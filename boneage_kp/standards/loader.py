"""Table folder -> `Standard`. Strict: whatever is wrong is refused, all of it in one message."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from boneage_kp.schema.records import Sex
from boneage_kp.standards.faults import Fault, StandardNotFound, TableError
from boneage_kp.standards.standard import ReferenceSd, StageOnsets, Standard
from boneage_kp.standards.table_checks import (
    cells_by_stage,
    check_final_sum,
    check_never_falling,
    curve_of,
    sd_rows,
)
from boneage_kp.standards.table_header import FILE as TOML
from boneage_kp.standards.table_header import TableHeader, read_header
from boneage_kp.standards.table_rows import (
    parse_decimal,
    parse_name,
    parse_sex,
    parse_whole,
    read_rows,
)

ENVIRONMENT = "BONEAGE_STANDARDS"
TABLES = Path(__file__).parent / "tables"
SCORES, CURVE, SD, ONSETS = (
    "stage_scores.csv",
    "score_to_age.csv",
    "reference_sd.csv",
    "stage_onsets.csv",
)
_STAGE_COLUMNS = {"sex": parse_sex, "bone": parse_name, "stage": parse_name}


def list_standards(extra_dirs: Iterable[str | Path] = ()) -> dict[str, Path]:
    """Every standard within reach, id -> its folder, ids in alphabetical order.

    extra_dirs:  folders that hold standards' folders, besides the package's own and those that
                 the environment variable BONEAGE_STANDARDS lists.
    """
    from_environment = os.environ.get(ENVIRONMENT, "").split(os.pathsep)
    roots = [TABLES, *map(Path, filter(None, from_environment)), *map(Path, extra_dirs)]
    found: dict[str, Path] = {}
    for root in dict.fromkeys(root.resolve() for root in roots):
        if not root.is_dir():
            raise StandardNotFound(
                f"{root}: no such folder; wanted a folder that holds standards' folders. "
                f"See {ENVIRONMENT} and the folders given."
            )
        for folder in sorted(path.parent for path in root.glob(f"*/{TOML}")):
            if folder.name in found:
                raise StandardNotFound(
                    f"two folders are called {folder.name!r}: {found[folder.name]} and {folder}; "
                    "rename one (and its id): a name must mean one table"
                )
            found[folder.name] = folder
    return dict(sorted(found.items()))


def load_standard(id_or_path: str | Path, extra_dirs: Iterable[str | Path] = ()) -> Standard:
    """Read a standard by its id, or from its folder.

    id_or_path:  an id that `list_standards` knows, or a path to a folder with a standard.toml.
    raises:      StandardNotFound for an unknown name; TableError with every fault of the table.
    """
    if not isinstance(id_or_path, Path):
        known = list_standards(extra_dirs)
        if id_or_path in known:
            return read_folder(known[id_or_path])
    folder = Path(id_or_path)
    if (folder / TOML).is_file():
        return read_folder(folder)
    names = ", ".join(list_standards(extra_dirs))
    raise StandardNotFound(
        f"standard {str(id_or_path)!r} is unknown; known: {names}. For one of your own, give its "
        f"folder (it must hold {TOML}), or put the folder around it into {ENVIRONMENT}."
    )


def read_folder(folder: Path) -> Standard:
    """Read and check one table folder."""
    faults: list[Fault] = []
    header = read_header(folder / TOML, faults)
    columns = {**_STAGE_COLUMNS, "score": parse_whole}
    scores = read_rows(folder / SCORES, columns, faults)
    columns = {"sex": parse_sex, "score": parse_whole, "age_years": parse_decimal}
    curve = read_rows(folder / CURVE, columns, faults)
    if header is None:
        raise TableError(str(folder), faults)
    if header.id != folder.name:
        got = f"id = {header.id!r} in a folder called {folder.resolve().name!r}"
        if header.id != folder.resolve().name:
            faults.append(Fault(TOML, None, got, "the same name for both"))
    cells = cells_by_stage(SCORES, scores, header, 0, faults) if scores is not None else {}
    check_never_falling(SCORES, cells, header, "score", False, faults)
    check_final_sum(SCORES, cells, header, faults)
    curves = {sex: curve_of(CURVE, sex, curve, header, faults) for sex in Sex} if curve else {}
    reference_sd = _reference_sd(folder, header, faults)
    stage_onsets = _stage_onsets(folder, header, faults)
    if faults:
        raise TableError(str(folder), faults)
    return Standard(
        id=header.id,
        title=header.title,
        kind=header.kind,
        bones=header.bones,
        stages=header.stages,
        scores={
            sex: {
                bone: tuple(cells[sex, bone, s].cells["score"] for s in header.stages[bone])
                for bone in header.bones
            }
            for sex in Sex
        },
        curves={sex: found for sex, found in curves.items() if found is not None},
        final_sum=header.final_sum,
        provenance=header.provenance,
        digest=table_digest(folder),
        reference_sd=reference_sd,
        stage_onsets=stage_onsets,
    )


def _section_file(
    folder: Path, name: str, section: object | None, faults: list[Fault]
) -> Path | None:
    """The file of an optional section; a file without its section, or the reverse, is a fault."""
    path = folder / name
    if section is None and path.exists():
        wanted = f"a section [{path.stem}] in {TOML} that says where it comes from"
        faults.append(Fault(name, None, "a file that nothing declares", wanted))
    return None if section is None else path


def _reference_sd(folder: Path, header: TableHeader, faults: list[Fault]) -> ReferenceSd | None:
    path = _section_file(folder, SD, header.reference_sd, faults)
    if path is None or header.reference_sd is None:
        return None
    columns = {"sex": parse_sex, "age_months": parse_decimal, "sd_months": parse_decimal}
    rows = read_rows(path, columns, faults)
    source, own = header.reference_sd
    return None if rows is None else ReferenceSd(sd_rows(SD, rows, faults), source, own)


def _stage_onsets(folder: Path, header: TableHeader, faults: list[Fault]) -> StageOnsets | None:
    path = _section_file(folder, ONSETS, header.stage_onsets, faults)
    if path is None or header.stage_onsets is None:
        return None
    rows = read_rows(path, {**_STAGE_COLUMNS, "onset_years": parse_decimal}, faults)
    if rows is None:
        return None
    count_before = len(faults)
    cells = cells_by_stage(ONSETS, rows, header, 1, faults)
    check_never_falling(ONSETS, cells, header, "onset_years", True, faults)
    if len(faults) > count_before:
        return None
    years = {
        sex: {
            bone: tuple(cells[sex, bone, s].cells["onset_years"] for s in header.stages[bone][1:])
            for bone in header.bones
        }
        for sex in Sex
    }
    source, scatter_sd_years = header.stage_onsets
    return StageOnsets(years, scatter_sd_years, source)


def table_digest(folder: Path) -> str:
    """SHA-256 over the names and contents of a table's data files; prose is left out.

    Line ends are taken as LF, so that a checkout on another system keeps the digest.
    """
    digest = hashlib.sha256()
    for name in (TOML, SCORES, CURVE, SD, ONSETS):
        path = folder / name
        if path.exists():
            content = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()
