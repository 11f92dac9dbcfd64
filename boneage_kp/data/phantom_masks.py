"""`PhantomMasks`: phantoms with the exact mask of their flesh."""

from typing import Any

from boneage_kp.data.draws import DrawKey, generator
from boneage_kp.data.hand_mask import SOFT, pack_mask
from boneage_kp.data.phantom_dataset import STRIDE, PhantomDataset
from boneage_kp.data.sample import sample_of
from boneage_kp.phantom.generate import generate
from boneage_kp.registry import DATASETS


@DATASETS.register_module()
class PhantomMasks(PhantomDataset):
    """A `PhantomDataset` that gives masks in place of points."""

    def __getitem__(self, key: DrawKey | int) -> dict[str, Any]:
        key = key if isinstance(key, DrawKey) else DrawKey(0, key)
        key = DrawKey(0, key.index) if self.fixed else key
        number = key.epoch * STRIDE + key.index
        phantom = generate(self.parameters, self.seed, number, with_masks=True)
        film, rng = (
            sample_of(phantom.record, phantom.image, self.standard),
            generator(self.seed, key),
        )
        seen = film
        for step in self.pipeline:
            seen = step(seen, rng)
        return pack_mask(film, phantom.masks[SOFT], seen)

    @property
    def digest(self) -> str:
        return f"{super().digest} masks"
