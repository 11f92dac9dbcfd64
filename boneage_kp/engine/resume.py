"""Which checkpoint a run goes on from, and whether it may."""

from pathlib import Path

from torch import nn

from boneage_kp.engine.facts import check_facts, check_tensors
from boneage_kp.engine.plain_checkpoint import FACTS_KEY, CheckpointError, load_plain
from boneage_kp.engine.settings import TrainSettings

LAST = "last_checkpoint"  # mmengine's file that names the newest checkpoint of a folder


def checkpoint_to_resume(resume: str, work_dir: Path) -> Path:
    """The checkpoint that `--resume` means: "auto" is the newest of the work folder."""
    if resume != "auto":
        return Path(resume)
    last = work_dir / LAST
    if not last.is_file():
        raise CheckpointError(
            f"{work_dir}: holds no checkpoint to go on from; leave --resume out, or name the "
            "folder of the earlier run with --work-dir"
        )
    # The folder may have been moved since: only the file's name counts.
    return work_dir / Path(last.read_text(encoding="utf-8").strip()).name


def check_checkpoint(path: Path, model: nn.Module, settings: TrainSettings) -> None:
    """Refuse a checkpoint of another model, or one that this run has already passed."""
    checkpoint = load_plain(path)
    where = str(path)
    check_facts(checkpoint["meta"].get(FACTS_KEY, {}), model, where)
    check_tensors(checkpoint["state_dict"], model, where)
    if "optimizer" not in checkpoint:
        raise CheckpointError(
            f"{where}: holds weights only (a best checkpoint); go on from an epoch_*.pth"
        )
    if settings.ema_momentum > 0 and "ema_state_dict" not in checkpoint:
        raise CheckpointError(
            f"{where}: has no running mean of the weights, but ema_momentum is "
            f"{settings.ema_momentum}; set ema_momentum=0 as in that run"
        )
    epoch = checkpoint["meta"]["epoch"]
    if epoch >= settings.epochs:
        raise CheckpointError(
            f"{where}: has {epoch} epochs done and the config wants {settings.epochs}; "
            "raise epochs= to train longer"
        )
