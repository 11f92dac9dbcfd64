"""What every mode of `evaluate` does with its figures: format, facts beside them, where they go."""

import argparse
import hashlib
import importlib.util
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from boneage_kp.evaluation import Evaluation
from boneage_kp.evaluation.words import Table
from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.schema.records import HandReading
from boneage_kp.standards import Standard

FORMATS = ("text", "json", "html")
SCHEMA_VERSION = 1
_BY_ENDING = {".html": "html", ".htm": "html", ".json": "json"}


def facts_of(
    args: argparse.Namespace, standard: Standard, readings: Sequence[HandReading]
) -> dict[str, str]:
    """What the figures come from, to stand beside them."""
    rejected = sum(reading.verdict == "rejected" for reading in readings)
    source = named(args.readings) if args.readings else "made by this command"
    told = {}
    for part, title in (("model", "weights"), ("finder", "finder"), ("calibration", "calibration")):
        digests = sorted({r.digests[part][:12] for r in readings if part in r.digests})
        if digests:
            told[title] = f"sha256 {' and '.join(digests)}"
    return {
        "truth": named(args.truth),
        "readings": f"{source}, {rejected} rejected",
        **told,
        "standard": f"{standard.id} ({standard.digest[:12]})",
    }


def shown(evaluation: Evaluation, form: str, facts: Mapping[str, str]) -> str:
    """The evaluation as text, as a JSON document, or as a page."""
    from boneage_kp.evaluation.page import to_html
    from boneage_kp.evaluation.tables import to_json, to_text

    if form == "json":
        document = {"schema_version": SCHEMA_VERSION, "facts": facts, **to_json(evaluation)}
        return json.dumps(document, indent=1, allow_nan=False) + "\n"
    if form == "html":
        plots = importlib.util.find_spec("matplotlib") is not None
        if not plots:
            warn("plots are left out: matplotlib is missing; pip install 'boneage-kp[study]'")
        return to_html(evaluation, facts, plots)
    lines = "\n".join(f"{name}: {value}" for name, value in facts.items())
    return f"{to_text(evaluation)}\n{lines}\n"


def form_of(args: argparse.Namespace) -> str:
    if args.format == "html" and args.output is None:
        raise ValueError("--format html: a page goes into a file; say which with -o page.html")
    ending = "" if args.output is None else args.output.suffix.lower()
    return args.format or _BY_ENDING.get(ending, "text")


def oks_wanted(args: argparse.Namespace) -> bool:
    if args.no_oks:
        return False
    if importlib.util.find_spec("pycocotools") is None:
        warn("OKS AP is left out: pycocotools is missing; pip install 'boneage-kp[train]'")
        return False
    return True


def named(path: Path) -> str:
    """A file by name and digest: the path is the user's own business."""
    return f"{path.name} (sha256 {hashlib.sha256(path.read_bytes()).hexdigest()[:12]})"


def warn(text: str) -> None:
    print(f"boneage-kp evaluate: {text}", file=sys.stderr)


def put(text: str, output: Path | None, summary: str) -> None:
    """Text into a file, with a line of what is in it, or on the terminal."""
    if output is None:
        sys.stdout.write(text)
        return
    with whole_text_file(output) as file:
        file.write(text)
    print(f"{output}: {summary}")


def shown_tables(
    title: str,
    tables: Sequence[Table],
    document: Mapping[str, Any],
    form: str,
    facts: Mapping[str, str],
) -> str:
    """Tables as text, or their figures as a JSON document; `html` has no page of its own here."""
    if form == "html":
        raise ValueError("this mode makes text and JSON; name an output that ends with .json")
    if form == "json":
        whole = {"schema_version": SCHEMA_VERSION, "facts": facts, **document}
        return json.dumps(whole, indent=1, allow_nan=False) + "\n"
    lines = [f"{name}: {value}" for name, value in facts.items()]
    return "\n\n".join([title, *(table.text() for table in tables), "\n".join(lines)]) + "\n"
