"""`CutRegion`: one region of the registered hand."""

import numpy as np

from boneage_kp.data.registration.region_view import RegionView, to_template
from boneage_kp.data.registration.template_hand import load_template
from boneage_kp.data.sample import Sample
from boneage_kp.data.transforms.geometric import square
from boneage_kp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class CutRegion:
    """Registers a film by its points and cuts a region's window, interpolating once.

    region:  of the template: a, b or c.
    size:    of the network's input; the window is whole in it, the rest is covered.
    """

    def __init__(self, region: str, size: int | tuple[int, int]) -> None:
        load_template().window(region)  # refuses a region that is not there
        self.view = RegionView(region, square(size))

    def __call__(self, sample: Sample, rng: np.random.Generator) -> Sample:
        return self.view.cut(sample, to_template(sample))
