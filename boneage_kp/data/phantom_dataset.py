"""`PhantomDataset`: the same interface over phantoms that are drawn when they are asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from boneage_kp.data.draws import DrawKey, generator
from boneage_kp.data.sample import Sample, sample_of
from boneage_kp.data.transforms.pack import pack
from boneage_kp.phantom.generate import Phantom, generate
from boneage_kp.phantom.parameters import GENERATOR_VERSION, PhantomParameters
from boneage_kp.registry import DATASETS, TRANSFORMS, build
from boneage_kp.standards import load_standard

STRIDE = 1_000_003  # epochs draw other hands: phantom number = epoch * STRIDE + index


@DATASETS.register_module()
class PhantomDataset:
    """`length` new hands an epoch.

    parameters:  names and values of `PhantomParameters`.
    fixed:       the same hands in every epoch, for measuring.
    """

    def __init__(
        self,
        length: int,
        parameters: Mapping[str, Any] | None = None,
        pipeline: Sequence[Any] = (),
        fixed: bool = False,
        standard: str = "tw3_rus",
        seed: int = 0,
    ) -> None:
        if length < 1:
            raise ValueError(f"PhantomDataset: length is {length}; at least 1 hand is wanted")
        self.length = length
        self.parameters = PhantomParameters.from_mapping(parameters or {})
        self.pipeline = [build(step, TRANSFORMS) for step in pipeline]
        self.fixed = fixed
        self.standard = load_standard(standard)
        self.seed = seed

    def __len__(self) -> int:
        return self.length

    @property
    def digest(self) -> str:
        """What decides every film of the set, in words."""
        parameters = self.parameters.digest()
        return f"phantoms {GENERATOR_VERSION} {parameters} seed {self.seed} n {self.length}"

    def __getitem__(self, key: DrawKey | int) -> dict[str, Any]:
        key = key if isinstance(key, DrawKey) else DrawKey(0, key)
        return self.packed(DrawKey(0, key.index) if self.fixed else key)

    def packed(self, key: DrawKey) -> dict[str, Any]:
        """What a batch is made of."""
        return pack(self.transformed(self.sample(key), key))

    def sample(self, key: DrawKey) -> Sample:
        """The phantom of this key as it was drawn."""
        return self.film_of(self.phantom(key))

    def phantom(self, key: DrawKey, with_masks: bool = False) -> Phantom:
        number = key.index if self.fixed else key.epoch * STRIDE + key.index
        return generate(self.parameters, self.seed, number, with_masks)

    def film_of(self, phantom: Phantom) -> Sample:
        return sample_of(phantom.record, phantom.image, self.standard)

    def transformed(self, sample: Sample, key: DrawKey) -> Sample:
        """A sample behind the pipeline, under the dice of this key."""
        rng = generator(self.seed, key)
        for step in self.pipeline:
            sample = step(sample, rng)
        return sample
