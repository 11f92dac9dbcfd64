"""`infer --dicom-out DIR --keep-identity`: each film's result for a hospital's own systems."""

import argparse
import glob
import importlib.util
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NEEDED = "highdicom"
MISSING = "--dicom-out: highdicom is not installed; pip install 'boneage-kp[dicom-out]'"


def add_dicom_out(parser: argparse.ArgumentParser) -> None:
    """Both options, which are given together."""
    group = parser.add_argument_group("for a hospital's archive")
    group.add_argument(
        "--dicom-out",
        type=Path,
        metavar="DIR",
        help="per film a Secondary Capture, a Structured Report, a FHIR Observation; with --vis",
    )
    group.add_argument(
        "--keep-identity", action="store_true", help="copy patient and study into them, only there"
    )


def check_dicom_out(args: argparse.Namespace) -> None:
    """Refuse what would leave identity unasked, or put pictures among the films."""
    if args.dicom_out is None:
        if args.keep_identity:
            raise ValueError(
                "--keep-identity without --dicom-out DIR: nothing else carries identity"
            )
        return
    if not args.keep_identity:
        raise ValueError(
            f"--dicom-out {args.dicom_out}: SC and SR are filed under the patient, so they carry "
            "name, numbers and dates out of the films' headers; say so with --keep-identity"
        )
    if args.dicom_out.exists() and not args.dicom_out.is_dir():
        raise ValueError(f"--dicom-out {args.dicom_out}: is a file; give a folder")
    for name in args.paths:
        if _would_be_read(args.dicom_out, name) and not _is_in(args.dicom_out, args.output):
            raise ValueError(
                f"--dicom-out {args.dicom_out}: lies where the films of {name} are looked for, and "
                "the next run would take the overlays for films; give a folder outside it"
            )
    if importlib.util.find_spec(NEEDED) is None:
        raise ValueError(MISSING)


def _would_be_read(folder: Path, name: str) -> bool:
    """Whether a folder or a glob that was asked for may find files in this folder too."""
    path = Path(name)
    if path.is_dir():
        return _is_in(folder, path)
    if path.exists() or not glob.has_magic(name):
        return False
    while glob.has_magic(str(path)):
        path = path.parent
    return _is_in(folder, path)


def _is_in(inner: Path, outer: Path) -> bool:
    return inner.resolve().is_relative_to(outer.resolve())


class DicomOut:
    """Writes films' files as rows come in, and tells at the end what became of them.

    results:  the output folder of `infer`, where the overlays lie.
    """

    def __init__(self, folder: Path, results: Path) -> None:
        from boneage_kp.engine.batch.dicom_files import DicomFiles
        from boneage_kp.engine.batch.folder import BatchFolder

        folder.mkdir(parents=True, exist_ok=True)
        self.files, self.results = DicomFiles(folder), BatchFolder(results)
        self.counts: Counter[str] = Counter()

    def add(self, row: Mapping[str, Any], film: Path) -> None:
        """One film; what goes wrong with it is told and does not stop the others."""
        from boneage_kp.film.error import FilmError

        if row["error"] is not None:
            self.counts["unreadable"] += 1
            return
        try:
            left = self.files.add(row, film, self.results.path("overlays", row["file"]))
        except FilmError as fault:
            self.counts["failed"] += 1
            print(fault.of_film(row["file"]), file=sys.stderr)
            return
        self.counts[left.kind] += 1
        self.counts["pictures"] += not left.is_dicom

    @property
    def failed(self) -> bool:
        return self.counts["failed"] > 0

    def tell(self) -> None:
        """What lies in the folder now, what was there before, and what is lacking."""
        told = [
            f"{self.counts[kind]} {words}" for kind, words in _KINDS.items() if self.counts[kind]
        ]
        print(f"{self.files.folder}: {'; '.join(told) or 'nothing written'}")
        if self.counts["pictures"]:
            print(
                f"  no DICOM files: {self.counts['pictures']} of them; such belong to no study and "
                "got no SC and SR, and their Observation names no patient"
            )


_KINDS = {
    "new": "written",
    "kept": "left as they were (the same reading)",
    "replaced": "replaced by another reading (new UIDs; what was sent before stays in the archive)",
    "failed": "without SC and SR, for the reasons above",
    "unreadable": "unreadable, nothing written",
}


def dicom_out_of(args: argparse.Namespace) -> DicomOut | None:
    """What the arguments ask for."""
    from boneage_kp.film.whole_file import remove_half_written

    if args.dicom_out is None:
        return None
    dicom_out = DicomOut(args.dicom_out, args.output)
    if args.shard is None:  # other parts may be writing into the same folder
        remove_half_written(args.dicom_out)
    return dicom_out
