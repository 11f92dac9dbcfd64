"""Every disturbance with its strengths, weakest first."""

from collections.abc import Mapping, Sequence

from boneage_kp.study.stress import geometry, tones
from boneage_kp.study.stress.disturbed import Disturbance

# kind -> (strength in words, disturbance)
DISTURBANCES: Mapping[str, Sequence[tuple[str, Disturbance]]] = {
    "turn": [(f"{d}°", geometry.turn(d)) for d in (5, 10, 20, 45, 90, 180)],
    "flip": [("left-right", geometry.flip(False)), ("up-down", geometry.flip(True))],
    "brighter": [(f"+{v}", tones.brighten(v)) for v in (20, 40, 80)],
    "darker": [(f"−{v}", tones.brighten(-v)) for v in (20, 40, 80)],
    "more contrast": [(f"×{f:g}", tones.stretch(f)) for f in (1.25, 1.5, 2.0)],
    "less contrast": [(f"×{f:g}", tones.stretch(f)) for f in (0.75, 0.5, 0.25)],
    "inversion": [("negative", tones.invert())],
    "blur": [(f"{s:g} px", tones.blur(s)) for s in (1, 2, 4)],
    "noise": [(f"SD {s}", tones.noise(s)) for s in (5, 10, 20, 40)],
    "JPEG": [(f"q {q}", tones.jpeg(q)) for q in (70, 40, 20, 10)],
    "down-scaling": [(f"×{f:g}", geometry.shrink(f)) for f in (0.75, 0.5, 0.25, 0.125)],
    "crop": [(f"{s:.0%}", geometry.crop(s)) for s in (0.02, 0.05, 0.1)],
}


def chosen(only: str | None) -> dict[str, Sequence[tuple[str, Disturbance]]]:
    """All kinds, or those named with commas between; an unknown one is refused."""
    if only is None:
        return dict(DISTURBANCES)
    names = [name.strip() for name in only.split(",")]
    for name in names:
        if name not in DISTURBANCES:
            raise ValueError(f"--only: {name!r} is unknown; known: {', '.join(DISTURBANCES)}")
    return {name: DISTURBANCES[name] for name in names}
