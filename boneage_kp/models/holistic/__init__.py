"""Whole-image systems: a film, and a sex where it is known, to an age in months.

To add a system: `<name>.py` here with one class registered in `MODELS`, a subclass of
`recipe.WholeImageSystem` that says what `features` and `answer` are; a config in
`configs/holistic/`. Nothing else: the file is found, trained, measured and read with by its name
(`infer --model holistic/<name>`). Parts with two or more users stand beside the systems
(`age_head`), losses in `models/losses/age_*.py`, what an output means in `codec/age_target.py`.
"""

import importlib
import pkgutil

# Every file is imported, so that its class is registered: a new system needs no line here.
for _file in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_file.name}")
