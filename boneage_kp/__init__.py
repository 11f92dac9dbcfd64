"""A hand radiograph in, a bone age with its reasons out. Research software, no medical device."""

from boneage_kp.schema.hand import HAND

__version__ = "0.1.0"
__all__ = ["HAND", "__version__"]
