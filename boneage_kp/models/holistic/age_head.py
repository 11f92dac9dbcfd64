"""`AgeHead`: pooled features and sex through dense layers to the output of an age."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class AgeHead(nn.Module):
    """Global average pooling, sex beside it, dense layers with ReLU, one linear layer.

    channels:   of the feature map; outputs: of the last layer.
    sex_units:  that the one number for sex is spread over before it is joined; 0: image alone.
    dense:      widths of the layers between; none makes class activation maps exact.
    dropout:    share of the pooled features left out in training.
    """

    def __init__(
        self,
        channels: int,
        outputs: int,
        sex_units: int = 32,
        dense: Sequence[int] = (),
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.sex = nn.Sequential(nn.Linear(1, sex_units), nn.ReLU()) if sex_units else None
        widths = [channels + sex_units, *dense]
        self.dense = nn.Sequential(
            *(
                nn.Sequential(nn.Linear(wide, next_wide), nn.ReLU())
                for wide, next_wide in zip(widths, widths[1:], strict=False)
            )
        )
        self.age = nn.Linear(widths[-1], outputs)

    def forward(self, features: Tensor, sex: Tensor) -> Tensor:
        """features: (B, C, H, W); sex: (B,) as `AgeLabels` has it; to (B, outputs)."""
        joined = self.dropout(features.mean(dim=(2, 3)))  # (B, C)
        if self.sex is not None:
            joined = torch.cat([joined, self.sex(sex[:, None].to(joined.dtype))], dim=1)
        return self.age(self.dense(joined))
