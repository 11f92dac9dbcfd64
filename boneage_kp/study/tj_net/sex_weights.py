"""Sex to age in block 6 of a TJ-Net: its weights, and what they come to for a boy and a girl."""

from dataclasses import dataclass

import numpy as np
import torch

from boneage_kp.codec.age_labels import FEMALE, MALE
from boneage_kp.models.holistic.tj_net import TjNet


@dataclass(frozen=True, eq=False)
class SexWeights:
    """A: classes of age; U: units that sex is spread over, those that speak for girls first.

    weights:  (U, A) of block 6's last layer, from each unit to each class.
    effect:   (U, A) what a unit adds to a class' logit for a boy less for a girl, less its mean
              over the classes: a softmax does not see what all of them share. Units that neither
              of the two wakes have weights, those they began with, but no effect.
    """

    weights: np.ndarray
    effect: np.ndarray

    @property
    def boy_less_girl(self) -> np.ndarray:
        """(A,) of the logits."""
        return self.effect.sum(axis=0)

    @property
    def strength(self) -> float:
        """Root mean square of `boy_less_girl`."""
        return float(np.sqrt((self.boy_less_girl**2).mean()))


@torch.inference_mode()
def sex_weights(net: TjNet) -> SexWeights:
    """What block 6 makes of sex; nothing lies between the join and the classes."""
    head = net.block_6
    if head.sex is None:
        raise ValueError("this TJ-Net was trained with sex_units=0: no sex goes into its block 6")
    device = head.age.weight.device
    boy, girl = head.sex(torch.tensor([[MALE], [FEMALE]], device=device)).cpu().numpy()
    weights = head.age.weight[:, net.trunk.channels[-1] :].T.float().cpu().numpy()  # (U, A)
    order = np.argsort(boy - girl, kind="stable")
    effect = (boy - girl)[:, None] * (weights - weights.mean(axis=1, keepdims=True))
    return SexWeights(weights[order], effect[order])
