"""`TrainSettings`: every key that a training config may have, with its default and its check."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

PRECISIONS = ("fp32", "bf16")
FREEZE_NORM = ("never", "last_size", "always")
# Maps of a pyramid have to fit onto each other; networks that end in one vector take any size.
SIZE_STEPS = {"BoneDetector": 32}


class ConfigError(ValueError):
    """A config that cannot be run; the text names the key, what it holds and what it may hold."""


@dataclass(frozen=True)
class TrainSettings:
    """One training run. Parts are dictionaries with a `type`, as everywhere in configs.

    model:            the network.
    train_data, val_data:  datasets; the texts "epoch_size" and "film_size" in them become the
                      input size of the epoch, and 1.6 times that, in pixels.
    train_file, val_file:  your own COCO files in place of these two, with their pipelines.
    sizes:            (first epoch, input size in pixels), rising: progressive sizes.
    batch_size:       films per step and process; val_batch_size: of reading, the same if None.
    accumulate:       steps whose gradients are added up before the weights move.
    precision:        "bf16" pays for ResNets, not for MobileNets on a CPU.
    optimizer:        a torch optimizer by `type`; `lr` holds for batch_size as it is given.
    schedule:         `name` of `schedule.SCHEDULES` and its values.
    ema_momentum:     share of the new weights in the running mean; 0 turns it off.
    freeze_norm:      "last_size": BatchNorm statistics are estimated anew and held once the last
                      of several sizes is reached; "always": held from the start.
    norm_batches:     batches that those statistics are estimated on.
    stage_balance:    0 weighs stages as they come, 1 makes rare ones count as much as frequent
                      ones; only for labelled films, whose stages can be counted beforehand.
    best_metric:      the checkpoint that is best by it is kept; best_rule: greater or less.
    hooks:            named extra hooks; None takes one out that a base put in.
    start_from:       weights file (safetensors) to start from.
    workers:          processes that make samples; 0 makes them in the training process.
    threads:          of torch, all processes of a run together; None for one a core.
    """

    model: Mapping[str, Any]
    train_data: Mapping[str, Any]
    val_data: Mapping[str, Any]
    epochs: int
    sizes: Sequence[Sequence[int]]
    train_file: str | None = None
    val_file: str | None = None
    batch_size: int = 8
    val_batch_size: int | None = None
    val_interval: int = 1
    accumulate: int = 1
    precision: str = "fp32"
    optimizer: Mapping[str, Any] = field(default_factory=lambda: dict(type="AdamW", lr=1e-3))
    schedule: Mapping[str, Any] = field(default_factory=lambda: dict(name="cosine"))
    clip_grad: float | None = None
    ema_momentum: float = 0.0
    freeze_norm: str = "last_size"
    norm_batches: int = 16
    stage_balance: float = 0.0
    best_metric: str = "hand/score"
    best_rule: str = "greater"
    keep_checkpoints: int = 2
    log_interval: int = 10
    hooks: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)
    start_from: str | None = None
    work_dir: str | None = None
    workers: int = 1
    threads: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        for name, low in (("epochs", 1), ("batch_size", 1), ("accumulate", 1), ("workers", 0)):
            _check_whole(name, getattr(self, name), low)
        for name, low in (("val_interval", 1), ("log_interval", 1), ("seed", 0)):
            _check_whole(name, getattr(self, name), low)
        _check_choice("precision", self.precision, PRECISIONS)
        _check_choice("freeze_norm", self.freeze_norm, FREEZE_NORM)
        _check_choice("best_rule", self.best_rule, ("greater", "less"))
        for name in ("model", "train_data", "val_data", "optimizer", "schedule", "hooks"):
            if not isinstance(getattr(self, name), Mapping):
                raise ConfigError(f"{name} is {getattr(self, name)!r}; a dict(...) is wanted")
        _check_sizes(self.sizes, self.model.get("type", "BoneDetector"))

    @property
    def last_size_px(self) -> int:
        """The input size that the run ends with."""
        return self.sizes[-1][1]

    def size_px_at(self, epoch: int) -> int:
        """The input size of an epoch, counted from 0; weights are for that of their last one."""
        return self.sizes[bisect_right([first for first, _ in self.sizes], epoch) - 1][1]


def field_names(required: bool = False) -> tuple[str, ...]:
    """Every key, or those without a default."""
    return tuple(
        one.name
        for one in fields(TrainSettings)
        if not required or (one.default is MISSING and one.default_factory is MISSING)
    )


def _check_whole(name: str, got: Any, low: int) -> None:
    if not isinstance(got, int) or isinstance(got, bool) or got < low:
        raise ConfigError(f"{name} is {got!r}; a whole number from {low} is wanted")


def _check_choice(name: str, got: Any, known: Sequence[str]) -> None:
    if got not in known:
        raise ConfigError(f"{name} is {got!r}; known: {' '.join(known)}")


def _check_sizes(sizes: Any, model_type: str) -> None:
    wanted = "wanted: sizes=[(0, 384), (8, 512)], first epochs rising from 0"
    try:
        pairs = [(int(epoch), int(size)) for epoch, size in sizes]
    except (TypeError, ValueError):
        raise ConfigError(f"sizes is {sizes!r}; {wanted}") from None
    firsts = [epoch for epoch, _ in pairs]
    if not pairs or firsts[0] != 0 or firsts != sorted(set(firsts)):
        raise ConfigError(f"sizes is {sizes!r}; {wanted}")
    step = SIZE_STEPS.get(model_type, 1)
    if any(size < 64 or size % step for _, size in pairs):
        steps = f"a multiple of {step}, " if step > 1 else ""
        raise ConfigError(f"sizes is {sizes!r}; each size must be {steps}from 64 on")
