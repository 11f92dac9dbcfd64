"""docs/phantoms.md names every nuisance with its rate, and every variation."""

import re
from pathlib import Path

from boneage_kp.phantom.film_parameters import Nuisance
from boneage_kp.phantom.parameters import PhantomParameters

_ROW = re.compile(
    r"^\| `((?:anatomy|pose|film)\.\w+)` \| (?:([\d.]+) % \| )?(\S.*) \|$", re.MULTILINE
)


def test_the_tables_list_what_the_generator_knows(root: Path) -> None:
    text = (root / "docs" / "phantoms.md").read_text(encoding="utf-8")
    told = {name: rate for name, rate, _ in _ROW.findall(text)}
    parameters = PhantomParameters()
    known = {}
    for title in ("anatomy", "pose", "film"):
        for name, value in vars(getattr(parameters, title)).items():
            rate = f"{100 * value.probability:g}" if isinstance(value, Nuisance) else ""
            known[f"{title}.{name}"] = rate
    unlike = {name: (known.get(name), told.get(name)) for name in {*known, *told}}
    unlike = {name: pair for name, pair in unlike.items() if pair[0] != pair[1]}
    assert unlike == {}, "name: (per cent of films in the generator, in docs/phantoms.md)"
