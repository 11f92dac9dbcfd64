"""A config file, with overrides from the command line, to `TrainSettings`; faults by name."""

import ast
import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from boneage_kp.engine.settings import ConfigError, TrainSettings, field_names


def read_config(path: Path, overrides: Sequence[str] = ()) -> tuple[TrainSettings, Any]:
    """Settings of a config file, and mmengine's own Config of it.

    overrides: texts `key=value`, dotted for what lies deeper: "model.aux_heads=False"; a value may
               be written as in a config, dict(...) included.
    """
    from mmengine.config import Config

    if not path.is_file():
        raise ConfigError(f"{path}: there is no such config; those that come along lie in configs/")
    try:
        config = Config.fromfile(str(path))
        config.merge_from_dict(parse_overrides(overrides))
    except ConfigError:
        raise
    except Exception as error:  # a config is Python: anything may go wrong in it
        raise ConfigError(
            f"{path}: cannot be read as a config ({type(error).__name__}: {error})"
        ) from error
    settings = settings_of(config.to_dict(), str(path))
    # Here, since it imports the parts: nobody who only asks for help should wait for torch.
    from boneage_kp.engine.config_parts import check_parts

    try:
        check_parts(settings)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None
    return settings, config


def parse_overrides(texts: Sequence[str]) -> dict[str, Any]:
    """`["epochs=2", "model.aux_heads=False"]` to names and Python values; other text stays text."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise ConfigError(f"--set {text!r} is no setting; write KEY=VALUE, such as epochs=2")
        try:
            found[name.strip()] = _value(value)
        except (ValueError, SyntaxError):
            if value.lstrip().startswith(("dict(", "{", "[", "(")):
                raise ConfigError(
                    f"--set {text!r}: {value!r} is not written as Python values are; write "
                    "KEY=dict(type='StageLoss', level=0.0), KEY=[1, 2] or one deeper key at a time"
                ) from None
            found[name.strip()] = value
    return found


class _DictCalls(ast.NodeTransformer):
    """`dict(a=1)`, as configs are written, to `{'a': 1}`, which is a literal."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not (isinstance(node.func, ast.Name) and node.func.id == "dict") or node.args:
            return node
        keys: list[ast.expr | None] = [ast.Constant(keyword.arg) for keyword in node.keywords]
        return ast.Dict(keys, [keyword.value for keyword in node.keywords])


def _value(text: str) -> Any:
    return ast.literal_eval(_DictCalls().visit(ast.parse(text.strip(), mode="eval")))


def settings_of(given: Mapping[str, Any], where: str) -> TrainSettings:
    """Settings from names and values; an unknown or missing name is refused with the known ones."""
    values = {name: value for name, value in given.items() if not name.startswith("_")}
    known = field_names()
    for name in values:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ConfigError(f"{where}: key {name!r} is unknown{hint} Known: {' '.join(known)}")
    missing = [name for name in field_names(required=True) if name not in values]
    if missing:
        raise ConfigError(f"{where}: lacks {', '.join(missing)}; see configs/smoke.py for a whole")
    try:
        return TrainSettings(**values)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from None
