"""The machine's own ceiling: a large matrix product in each precision."""

from collections.abc import Callable

import torch

from boneage_kp.study.compare.rounds import Subject


def gemm_subjects(side: int) -> list[Subject]:
    """Products of two (side, side) matrices; what torch cannot multiply here says so."""
    found = []
    for precision, product in _products(side).items():
        work: Callable[[], object] | str = product
        try:
            product()
        except RuntimeError as fault:
            work = f"torch does not multiply it here: {str(fault).splitlines()[0]}"
        found.append(Subject("gemm", "torch", precision, work, side**3 / 1e9))
    return found


def _products(side: int) -> dict[str, Callable[[], object]]:
    a, b = torch.randn(2, side, side)
    a16, b16 = a.bfloat16(), b.bfloat16()
    a8, b8 = (torch.randint(-128, 127, (side, side), dtype=torch.int8) for _ in range(2))
    return {
        "fp32": lambda: a @ b,
        "bf16": lambda: a16 @ b16,
        "int8": lambda: torch._int_mm(a8, b8),
    }
