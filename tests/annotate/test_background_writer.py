"""Writes that fail are told and tried again; nothing is written without need."""

import threading

from boneage_kp.annotate import background_writer
from boneage_kp.annotate.background_writer import BackgroundWriter


def test_a_failed_write_is_told_and_tried_again(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(background_writer, "LEAST_WAIT_SECONDS", 0.0)
    monkeypatch.setattr(background_writer, "WAIT_PER_COST", 0.0)
    failed, go, written = threading.Event(), threading.Event(), threading.Event()
    tries: list[str] = []

    def write() -> None:
        tries.append("")
        if len(tries) == 1:
            raise OSError(28, "No space left on device")
        failed.set()
        assert go.wait(20)
        written.set()

    writer = BackgroundWriter(write)
    assert not tries, "nobody asked"
    writer.wake()
    assert failed.wait(20)
    assert "No space left" in writer.trouble
    go.set()
    assert written.wait(20)
    writer.close()
    assert writer.trouble == "" and len(tries) == 2
