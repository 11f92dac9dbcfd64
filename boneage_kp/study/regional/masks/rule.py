"""`MaskRule`: which predicted masks are good enough to train on, without a person looking."""

from dataclasses import dataclass

from boneage_kp.engine.regional.mask_reading import MaskMeasures


@dataclass(frozen=True)
class MaskRule:
    """Limits of `MaskMeasures`; a mask that keeps them all is taken.

    A film whose mask fell into pieces, runs out at three sides, is as round as a filled box or
    differs from what is seen once the film is turned is left for the next round.
    """

    least_largest: float = 0.95
    area: tuple[float, float] = (0.04, 0.75)
    most_sides_touched: int = 2
    solidity: tuple[float, float] = (0.4, 0.95)
    least_agreement: float = 0.9

    def faults(self, found: MaskMeasures) -> tuple[str, ...]:
        """What speaks against a mask, in words; nothing for a good one."""
        told = []
        if found.largest < self.least_largest:
            told.append(f"largest piece is {found.largest:.0%} of the mask")
        if not self.area[0] <= found.area <= self.area[1]:
            told.append(f"covers {found.area:.0%} of the film")
        if found.sides_touched > self.most_sides_touched:
            told.append(f"touches {found.sides_touched} sides of the film")
        if not self.solidity[0] <= found.solidity <= self.solidity[1]:
            told.append(f"fills {found.solidity:.0%} of its hull")
        if found.agreement < self.least_agreement:
            told.append(f"turned, only {found.agreement:.0%} of it is seen again")
        return tuple(told)
