"""`BatchScaling`: films centred and scaled by the grey values of the batch they came in."""

from torch import Tensor, nn

from boneage_kp.registry import MODELS


@MODELS.register_module()
class BatchScaling(nn.Module):
    """(grey - mean) / standard deviation; of the batch in training, of all batches in reading.

    A film is read alike whichever films are read with it. Keeps what tells one film's exposure and
    contrast from another's.
    """

    def __init__(self) -> None:
        super().__init__()
        # momentum None: the plain mean over all batches, right from the first one on.
        self.norm = nn.BatchNorm2d(1, affine=False, momentum=None)

    def forward(self, grey: Tensor) -> Tensor:
        """(B, 1, H, W) float32 to the same shape."""
        return self.norm(grey)
