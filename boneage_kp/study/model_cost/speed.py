"""How long a network takes beside its bare backbone, in turns, so that a busy machine slows both.

Random weights and a made-up film: neither changes how long anything takes.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from boneage_kp.codec.labels import HandLabels
from boneage_kp.models.detector import BoneDetector
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.layout import TEMPLATE
from boneage_kp.study.model_cost.peak_memory import peak_memory

Work = Callable[[], object]


@dataclass(frozen=True)
class Speed:
    """One kind of work in one precision; seconds for one image, medians over rounds.

    mode:        "infer": image to maps. "read": maps decoded to points and stages as well.
                 "train": forward, losses, backward, one step of AdamW.
    bare_s:      the backbone alone, which in training is pulled towards the mean of its features.
    ratio:       median over rounds of network / backbone, taken in the same round.
    cpu_ratio:   the same in processor time, which others on the machine disturb less; None on a
                 GPU.
    peak_bytes:  the most memory held beyond weights (and optimizer state); None if not known.
    """

    mode: str
    precision: str
    rounds: int
    bare_s: float
    network_s: float
    ratio: float
    cpu_ratio: float | None
    peak_bytes: int | None


def measure_speed(
    model: BoneDetector, size_px: int, mode: str, precision: str, rounds: int, batch: int = 1
) -> Speed:
    """Time `rounds` turns of both after one that is not counted."""
    device = next(model.parameters()).device
    image = torch.randint(0, 256, (batch, 1, size_px, size_px), dtype=torch.uint8, device=device)
    works = {
        "infer": lambda: _infer_works(model, image),
        "read": lambda: _infer_works(model, image, "predict"),
        "train": lambda: _train_works(model, image),
    }
    bare, network = works[mode]()
    with torch.autocast(device.type, torch.bfloat16, enabled=precision == "bf16"):
        bare()
        network()
        with peak_memory(device) as peak:
            turns = [(_timed(bare, device), _timed(network, device)) for _ in range(rounds)]
    cpu = statistics.median(n.cpu_s / max(b.cpu_s, 1e-9) for b, n in turns)
    return Speed(
        mode=mode,
        precision=precision,
        rounds=rounds,
        bare_s=statistics.median(b.wall_s for b, _ in turns) / batch,
        network_s=statistics.median(n.wall_s for _, n in turns) / batch,
        ratio=statistics.median(n.wall_s / b.wall_s for b, n in turns),
        cpu_ratio=None if device.type == "cuda" else cpu,
        peak_bytes=peak.extra_bytes,
    )


def some_labels(batch: int, size_px: int, device: torch.device) -> HandLabels:
    """A hand in the usual layout, upright in the middle, every bone rated with the first stage."""
    points = torch.tensor([TEMPLATE[name] for name in HAND.names], dtype=torch.float32)
    points = points - points.amin(dim=0)
    xy_px = (0.1 + 0.8 * points / points.max()) * size_px
    ends = [xy_px[HAND.index_of(name)] for name in HAND.length_ends]
    every = torch.ones(batch, len(HAND), dtype=torch.bool, device=device)
    return HandLabels(
        xy_px=xy_px.expand(batch, -1, -1).to(device),
        shown=every,
        known=every,
        stage=torch.zeros(batch, len(HAND), dtype=torch.int64, device=device),
        length_px=(ends[1] - ends[0]).norm().expand(batch).to(device),
    )


def _infer_works(model: BoneDetector, image: Tensor, mode: str = "tensor") -> tuple[Work, Work]:
    grey = _normalised(model, image)

    def bare() -> object:
        with torch.inference_mode():
            return model.backbone(grey)

    def network() -> object:
        with torch.inference_mode():
            return model(image, mode=mode)

    model.eval()
    return bare, network


def _train_works(model: BoneDetector, image: Tensor) -> tuple[Work, Work]:
    labels = some_labels(len(image), image.shape[-1], image.device)
    grey = _normalised(model, image)
    whole = torch.optim.AdamW(model.parameters(), lr=0.0)  # 0: the weights stay what they are
    part = torch.optim.AdamW(model.backbone.parameters(), lr=0.0)

    def bare() -> None:
        loss = torch.stack([level.float().mean() for level in model.backbone(grey)]).sum()
        _step(loss, part)

    def network() -> None:
        _step(torch.stack(list(model(image, labels, mode="loss").values())).sum(), whole)

    model.train()
    return bare, network


def _step(loss: Tensor, optimizer: torch.optim.Optimizer) -> None:
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


def _normalised(model: BoneDetector, image: Tensor) -> Tensor:
    grey = (image.float() - model.mean) / model.std
    return grey.contiguous(memory_format=torch.channels_last)


class _Time(NamedTuple):
    wall_s: float
    cpu_s: float


def _timed(work: Work, device: torch.device) -> _Time:
    begun, cpu_begun = time.perf_counter(), time.process_time()
    work()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return _Time(time.perf_counter() - begun, time.process_time() - cpu_begun)
