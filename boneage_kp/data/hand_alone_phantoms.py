"""`HandAlonePhantoms`: phantoms on black, as films are behind a hand mask."""

from dataclasses import replace

from boneage_kp.data.draws import DrawKey
from boneage_kp.data.hand_mask import SOFT, hand_alone
from boneage_kp.data.phantom_dataset import STRIDE, PhantomDataset
from boneage_kp.data.sample import Sample, sample_of
from boneage_kp.phantom.generate import generate
from boneage_kp.registry import DATASETS


@DATASETS.register_module()
class HandAlonePhantoms(PhantomDataset):
    """A `PhantomDataset` whose films have lost all that is not hand, by the exact mask."""

    def sample(self, key: DrawKey) -> Sample:
        number = key.index if self.fixed else key.epoch * STRIDE + key.index
        phantom = generate(self.parameters, self.seed, number, with_masks=True)
        sample = sample_of(phantom.record, phantom.image, self.standard)
        return replace(sample, grey=hand_alone(sample.grey, phantom.masks[SOFT]))

    @property
    def digest(self) -> str:
        return f"{super().digest} hand alone"
