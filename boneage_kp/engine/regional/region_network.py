"""`RegionNetwork`: one network of one region, and what its weights say of it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boneage_kp.data.registration.template_hand import load_template
from boneage_kp.engine.facts import WrongModel
from boneage_kp.engine.weights_file import read_weights
from boneage_kp.engine.whole_image.network import AgeNetwork

SYSTEM = "regional_vgg"
ON_BLACK = "HandAlonePhantoms"


@dataclass(frozen=True, eq=False)
class RegionNetwork:
    """A member of an ensemble.

    region:    a, b or c; head: "regression" or "classification"; hands: "both", "M" or "F".
    on_black:  trained on phantoms without background, as behind a hand mask.
    """

    network: AgeNetwork
    path: Path
    region: str
    head: str
    hands: str
    on_black: bool

    @property
    def name(self) -> str:
        """'b classification, girls', for tables."""
        whose = {"both": "both", "M": "boys", "F": "girls"}[self.hands]
        return f"{self.region.upper()} {self.head}, {whose}"

    @classmethod
    def from_weights(cls, path: Path, bf16: bool = False) -> "RegionNetwork":
        """The network of a weights file, with the region that its validation pipeline cuts."""
        network = AgeNetwork.from_weights(path, SYSTEM, bf16)
        config = json.loads(read_weights(path)[1]["config_json"])
        model = config.get("model", {})
        bins = (model.get("target") or {}).get("type") == "AgeBins"
        return cls(
            network=network,
            path=path,
            region=_region_of(config, path),
            head="classification" if bins else "regression",
            hands=model.get("hands", "both"),
            on_black=config.get("train_data", {}).get("type") == ON_BLACK,
        )


def _region_of(config: dict[str, Any], path: Path) -> str:
    """Of the step `CutRegion`, which validation films went through."""
    steps = config.get("val_data", {}).get("pipeline", ())
    regions = [step["region"] for step in steps if step.get("type") == "CutRegion"]
    if len(regions) != 1:
        raise WrongModel(
            f"{path}: its config's val_data has {len(regions)} steps CutRegion, so its region is "
            "not known; train a config of configs/regional/"
        )
    load_template().window(regions[0])
    return regions[0]
