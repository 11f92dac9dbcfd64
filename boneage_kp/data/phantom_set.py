"""Phantom sets in the project's COCO format: what `phantom.dataset_writer` is told of files."""

from collections.abc import Callable
from typing import Any

from boneage_kp.data.formats.coco_file import HandFile, hand_category
from boneage_kp.data.formats.coco_write import completed, to_document
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.phantom.dataset_writer import Drawn, Maker
from boneage_kp.schema.records import HandRecord


def coco_maker(generate: Callable[[Any, int, int, bool], Drawn]) -> Maker:
    """A maker of sets that `data.formats.coco.read` reads; `generate` must be importable."""
    return Maker(generate, describe, hand_category(1))


def describe(record: HandRecord) -> tuple[dict[str, Any], dict[str, Any]]:
    """A record with its ids as COCO image and annotation."""
    faults = FaultList(record.file_name)
    document = to_document(HandFile(records=completed([record])), faults)
    faults.raise_if_any()
    return document["images"][0], document["annotations"][0]
