"""What mmengine writes while it trains: lines with the time left, JSON and TensorBoard scalars."""

import importlib.util
import logging
from typing import Any


def visualizer_settings() -> dict[str, Any]:
    """Scalars as JSON, and for TensorBoard where it is installed."""
    backends = [dict(type="LocalVisBackend")]
    if importlib.util.find_spec("tensorboard") is not None:
        backends.append(dict(type="TensorboardVisBackend"))
    return dict(type="Visualizer", vis_backends=backends)


def log_settings() -> dict[str, Any]:
    """Means over a few steps, and nothing said while parts are put together but warnings.

    mmengine would print its environment and every hook at every moment; config and facts are in
    the work folder and in each checkpoint.
    """
    return dict(
        log_processor=dict(type="LogProcessor", window_size=10, by_epoch=True),
        log_level="WARNING",
    )


def start_talking(logger: logging.Logger) -> None:
    """From here on lines of progress; without what mmengine says of its own retired parts."""
    logger.setLevel(logging.INFO)
    for handler in logger.handlers:
        handler.setLevel(logging.INFO)
        handler.addFilter(_is_for_readers)


def _is_for_readers(record: logging.LogRecord) -> bool:
    text = record.getMessage()
    return "FileClient" not in text and "HardDiskBackend" not in text
