"""`PhantomMasks`: phantoms with the exact mask of their flesh."""

from typing import Any

from boneage_kp.data.draws import DrawKey
from boneage_kp.data.hand_mask import SOFT, pack_mask
from boneage_kp.data.phantom_dataset import PhantomDataset
from boneage_kp.registry import DATASETS


@DATASETS.register_module()
class PhantomMasks(PhantomDataset):
    """A `PhantomDataset` that gives masks in place of points."""

    def packed(self, key: DrawKey) -> dict[str, Any]:
        phantom = self.phantom(key, with_masks=True)
        film = self.film_of(phantom)
        return pack_mask(film, phantom.masks[SOFT], self.transformed(film, key))

    @property
    def digest(self) -> str:
        return f"{super().digest} masks"
