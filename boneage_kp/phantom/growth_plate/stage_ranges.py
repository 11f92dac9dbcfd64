"""What the generator promises per (bone group, stage): epiphysis width and gap, one table.

Where the stage definitions fix the width, the range keeps to it: below half the metaphysis in B and
C, half or more from D; as wide as the metaphysis first at ulna G, mc1 E, mc2-5 G, pp1 F, pp2-5 F,
mp2-5 F, dp E. The rest is this generator's own choice, held to by a test that measures masks.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class StageRange:
    """Lowest and highest value over the stage and over individual variation.

    width:  epiphysis over metaphysis.
    gap:    at the middle, in metaphysis widths; once bridged, the thickness of the scar's bed.
    """

    width: tuple[float, float]
    gap: tuple[float, float]


STAGE_RANGES: dict[str, dict[str, StageRange]] = {
    "radius": {
        "B": StageRange((0.06, 0.33), (0.04, 0.16)),
        "C": StageRange((0.23, 0.50), (0.03, 0.13)),
        "D": StageRange((0.50, 0.85), (0.03, 0.10)),
        "E": StageRange((0.75, 0.97), (0.02, 0.08)),
        "F": StageRange((0.87, 1.04), (0.02, 0.07)),
        "G": StageRange((0.95, 1.09), (0.02, 0.06)),
        "H": StageRange((1.00, 1.13), (0.01, 0.06)),
        "I": StageRange((0.98, 1.11), (0.01, 0.05)),
    },
    "ulna": {
        "B": StageRange((0.08, 0.35), (0.06, 0.22)),
        "C": StageRange((0.25, 0.50), (0.05, 0.18)),
        "D": StageRange((0.50, 0.85), (0.04, 0.14)),
        "E": StageRange((0.75, 0.97), (0.04, 0.12)),
        "F": StageRange((0.87, 1.01), (0.03, 0.10)),
        "G": StageRange((0.98, 1.08), (0.02, 0.08)),
        "H": StageRange((0.98, 1.08), (0.02, 0.07)),
    },
    "mc1": {
        "B": StageRange((0.08, 0.34), (0.05, 0.20)),
        "C": StageRange((0.26, 0.50), (0.04, 0.15)),
        "D": StageRange((0.50, 1.01), (0.03, 0.12)),
        "E": StageRange((0.98, 1.06), (0.03, 0.10)),
        "F": StageRange((0.98, 1.07), (0.02, 0.08)),
        "G": StageRange((1.00, 1.13), (0.02, 0.07)),
        "H": StageRange((1.02, 1.12), (0.02, 0.06)),
        "I": StageRange((0.98, 1.09), (0.01, 0.06)),
    },
    "mc2-5": {
        "B": StageRange((0.09, 0.35), (0.04, 0.18)),
        "C": StageRange((0.27, 0.50), (0.03, 0.13)),
        "D": StageRange((0.50, 0.82), (0.03, 0.10)),
        "E": StageRange((0.74, 0.92), (0.02, 0.08)),
        "F": StageRange((0.84, 1.01), (0.02, 0.07)),
        "G": StageRange((1.00, 1.08), (0.02, 0.06)),
        "H": StageRange((0.99, 1.08), (0.01, 0.06)),
        "I": StageRange((0.97, 1.06), (0.01, 0.05)),
    },
    "pp1": {
        "B": StageRange((0.08, 0.34), (0.05, 0.22)),
        "C": StageRange((0.26, 0.50), (0.04, 0.14)),
        "D": StageRange((0.50, 0.88), (0.03, 0.11)),
        "E": StageRange((0.80, 1.01), (0.03, 0.09)),
        "F": StageRange((1.00, 1.12), (0.02, 0.08)),
        "G": StageRange((1.04, 1.15), (0.01, 0.07)),
        "H": StageRange((1.02, 1.14), (0.01, 0.05)),
        "I": StageRange((0.99, 1.10), (0.01, 0.05)),
    },
    "pp2-5": {
        "B": StageRange((0.08, 0.34), (0.05, 0.22)),
        "C": StageRange((0.26, 0.50), (0.04, 0.14)),
        "D": StageRange((0.50, 0.87), (0.03, 0.11)),
        "E": StageRange((0.79, 1.01), (0.03, 0.09)),
        "F": StageRange((1.00, 1.08), (0.02, 0.08)),
        "G": StageRange((1.01, 1.13), (0.01, 0.07)),
        "H": StageRange((1.01, 1.12), (0.01, 0.05)),
        "I": StageRange((0.98, 1.09), (0.01, 0.05)),
    },
    "mp2-5": {
        "B": StageRange((0.08, 0.34), (0.05, 0.22)),
        "C": StageRange((0.26, 0.50), (0.04, 0.14)),
        "D": StageRange((0.50, 0.87), (0.03, 0.11)),
        "E": StageRange((0.79, 1.01), (0.03, 0.09)),
        "F": StageRange((1.00, 1.08), (0.02, 0.08)),
        "G": StageRange((1.01, 1.13), (0.01, 0.07)),
        "H": StageRange((1.01, 1.12), (0.01, 0.05)),
        "I": StageRange((0.98, 1.09), (0.01, 0.05)),
    },
    "dp1": {
        "B": StageRange((0.10, 0.35), (0.06, 0.23)),
        "C": StageRange((0.27, 0.50), (0.04, 0.16)),
        "D": StageRange((0.50, 1.01), (0.04, 0.13)),
        "E": StageRange((0.99, 1.04), (0.03, 0.10)),
        "F": StageRange((1.02, 1.13), (0.02, 0.09)),
        "G": StageRange((1.06, 1.17), (0.02, 0.08)),
        "H": StageRange((1.04, 1.16), (0.02, 0.06)),
        "I": StageRange((1.00, 1.11), (0.01, 0.06)),
    },
    "dp2-5": {
        "B": StageRange((0.10, 0.35), (0.06, 0.23)),
        "C": StageRange((0.27, 0.50), (0.04, 0.16)),
        "D": StageRange((0.50, 1.01), (0.04, 0.13)),
        "E": StageRange((1.00, 1.06), (0.03, 0.10)),
        "F": StageRange((1.03, 1.11), (0.02, 0.09)),
        "G": StageRange((1.04, 1.17), (0.02, 0.08)),
        "H": StageRange((1.04, 1.16), (0.02, 0.06)),
        "I": StageRange((1.00, 1.11), (0.01, 0.06)),
    },
}


def bone_group(name: str) -> str:
    """The group whose row of STAGE_RANGES a bone follows."""
    if name in STAGE_RANGES:
        return name
    for group in ("mc2-5", "pp2-5", "mp2-5", "dp2-5"):
        if name[:2] == group[:2] and name[2:] in ("2", "3", "4", "5"):
            return group
    raise ValueError(f"bone {name!r} belongs to no group; groups: {' '.join(STAGE_RANGES)}")
