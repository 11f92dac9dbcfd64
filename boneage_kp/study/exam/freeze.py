"""Freeze exams anew with the generator in use: `python -m boneage_kp.study.exam.freeze NAME …`.

Seed and count stay, parameters become the generator's defaults. Do it when a new generator is to
be the yardstick, then score all weights again: figures of two freezes do not compare.
"""

import argparse
import json
from pathlib import Path

from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.phantom.parameters import GENERATOR_VERSION, PhantomParameters
from boneage_kp.study.exam.exam import FOLDER, definition, exam_names, load_exam


def freeze(name: str, folder: Path = FOLDER) -> str:
    """Write a definition; returns what it was frozen with before."""
    exam = load_exam(name)
    defaults = PhantomParameters.from_mapping({"sampling.mode": exam.parameters.sampling.mode})
    text = json.dumps(definition(name, exam.seed, exam.count, defaults), indent=1)
    with whole_text_file(folder / f"{name}.json") as file:
        file.write(text + "\n")
    return exam.generator_version


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+", choices=exam_names(), metavar="NAME")
    for name in parser.parse_args().names:
        print(f"{name}: was frozen with generator {freeze(name)}, now with {GENERATOR_VERSION}")


if __name__ == "__main__":
    main()
