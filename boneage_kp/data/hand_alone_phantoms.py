"""`HandAlonePhantoms`: phantoms on black, as films are behind a hand mask."""

from dataclasses import replace

from boneage_kp.data.draws import DrawKey
from boneage_kp.data.hand_mask import SOFT, hand_alone
from boneage_kp.data.phantom_dataset import PhantomDataset
from boneage_kp.data.sample import Sample
from boneage_kp.registry import DATASETS


@DATASETS.register_module()
class HandAlonePhantoms(PhantomDataset):
    """A `PhantomDataset` whose films have lost all that is not hand, by the exact mask."""

    def sample(self, key: DrawKey) -> Sample:
        phantom = self.phantom(key, with_masks=True)
        film = self.film_of(phantom)
        return replace(film, grey=hand_alone(film.grey, phantom.masks[SOFT]))

    @property
    def digest(self) -> str:
        return f"{super().digest} hand alone"
