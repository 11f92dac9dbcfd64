"""Which accelerator and precision would be used here, and whether torch's companions import."""

import importlib
import platform
from pathlib import Path

from boneage_kp.cli.doctor_checks import PIP, Finding, State

_BF16_FLAGS = {"avx512_bf16", "amx_bf16", "bf16"}  # as Linux names them, x86 and ARM


def compute_findings() -> list[Finding]:
    """What training would run on (torch), and what reading runs on (ONNX Runtime)."""
    return [_training_device(), *_torchvision(), _reading_device()]


def _training_device() -> Finding:
    try:
        import torch
    except ImportError as fault:
        if getattr(fault, "name", None) == "torch":
            words = "torch is not installed: scoring and reading need none, training needs [train]"
            return Finding(State.NOTE, "compute", words)  # the line of [train] has the command
        words = f"torch is installed but cannot be imported: {fault}"
        return Finding(State.WRONG, "compute", words, f"{PIP} install --force-reinstall torch")
    if torch.cuda.is_available():
        precision = "bf16" if torch.cuda.is_bf16_supported() else "fp32"
        words = f"training uses cuda ({torch.cuda.get_device_name()}) in {precision}"
        return Finding(State.OK, "compute", words)
    if torch.backends.mps.is_available():
        return Finding(State.OK, "compute", "training uses mps (Apple) in fp32")
    precision = cpu_precision(_cpu_flags())
    words = f"training uses the CPU ({torch.get_num_threads()} threads) in {precision}"
    return Finding(State.OK, "compute", words)


def cpu_precision(flags: set[str]) -> str:
    """bf16 where the processor multiplies in it: elsewhere it is emulated and slower than fp32."""
    return "bf16" if flags & _BF16_FLAGS else "fp32 (this processor has no bf16 arithmetic)"


def _cpu_flags(cpuinfo: Path = Path("/proc/cpuinfo")) -> set[str]:
    """Instruction sets that Linux names; empty on other systems."""
    if platform.system() != "Linux" or not cpuinfo.exists():
        return set()
    for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.lower().startswith(("flags", "features")):
            return set(line.partition(":")[2].split())
    return set()


def _torchvision() -> list[Finding]:
    from boneage_kp.torchvision_cure import Operators, make_timm_importable

    operators = make_timm_importable()
    if operators in (Operators.NO_TORCH, Operators.NO_TORCHVISION):
        return []
    try:
        importlib.import_module("timm")
    except ImportError:
        words = f"{operators.value}; timm is not installed"
        return [Finding(State.NOTE, "torchvision", words, f"{PIP} install timm")]
    except Exception as fault:  # torchvision's import fails in many ways; all are to be reported
        cure = f"{PIP} install --force-reinstall --no-deps torchvision   (torch's own release)"
        words = f"{operators.value}; yet `import timm` fails: {fault}"
        return [Finding(State.WRONG, "torchvision", words, cure)]
    return [Finding(State.OK, "torchvision", operators.value)]


def _reading_device() -> Finding:
    try:
        import onnxruntime
    except ImportError as fault:
        words = f"ONNX Runtime cannot be imported: {fault}; films cannot be read"
        return Finding(State.WRONG, "reading", words, f"{PIP} install onnxruntime")
    wanted = ("CUDAExecutionProvider", "CPUExecutionProvider")
    there = [p for p in wanted if p in onnxruntime.get_available_providers()]
    device = there[0].removesuffix("ExecutionProvider") if there else "nothing it has"
    return Finding(State.OK, "reading", f"ONNX Runtime on {device} in fp32")
