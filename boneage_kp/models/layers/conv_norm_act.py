"""`ConvNormAct`: convolution, batch norm, ReLU."""

from torch import Tensor, nn


class ConvNormAct(nn.Module):
    """A convolution that keeps the size, with batch norm and ReLU."""

    def __init__(self, channels_in: int, channels_out: int, kernel: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels_in, channels_out, kernel, padding=kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(channels_out)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.norm(self.conv(x)))
