"""What happens to a film between its file and the network.

`RandomX` draws, `X` applies; both take and give a `Sample`. Every draw comes from the generator
that is handed in, keyed by (seed, epoch, index), so a run can be repeated from any place.
To add an augmentation: a pair here; tell the pipeline in a config; prove that points follow a
painted dot and that a seed repeats.
"""

from boneage_kp.data.transforms.cut_region import CutRegion
from boneage_kp.data.transforms.geometric import Letterbox, RandomWarp, Warp
from boneage_kp.data.transforms.hide_sex import HideSex
from boneage_kp.data.transforms.intensity import RandomTone, Tone
from boneage_kp.data.transforms.pack import collate, pack
from boneage_kp.data.transforms.random_cut_region import RandomCutRegion
from boneage_kp.data.transforms.register_hand import RegisterHand
from boneage_kp.data.transforms.upside_down import RandomUpsideDown

__all__ = [
    "CutRegion",
    "HideSex",
    "Letterbox",
    "RandomCutRegion",
    "RandomTone",
    "RandomUpsideDown",
    "RandomWarp",
    "RegisterHand",
    "Tone",
    "Warp",
    "collate",
    "pack",
]
