"""Mask files: what pycocotools writes we read, what we write it reads."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from boneage_kp.phantom.mask_file import decode_mask, encode_mask, masks_to_text, read_masks

MASKS = st.tuples(st.integers(1, 40), st.integers(1, 23)).flatmap(lambda hw: arrays(bool, hw))


@given(MASKS)
def test_round_trip_and_pycocotools_agree(mask: np.ndarray) -> None:
    text = encode_mask(mask)
    assert np.array_equal(decode_mask(text, mask.shape), mask)
    coco_mask = pytest.importorskip("pycocotools.mask")
    theirs = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))
    assert text == theirs["counts"].decode("ascii")
    assert np.array_equal(coco_mask.decode({"size": list(mask.shape), "counts": text}), mask)


def test_long_runs_survive() -> None:
    mask = np.zeros((1024, 700), bool)
    mask[17:900, 333:650] = True
    assert np.array_equal(decode_mask(encode_mask(mask), mask.shape), mask)


def test_file_round_trip_keeps_names_and_order(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    masks = {name: rng.random((9, 14)) > 0.5 for name in ("radius/shaft", "ulna/gap", "capitate")}
    path = tmp_path / "000000.json"
    path.write_text(masks_to_text(masks, (9, 14)), encoding="ascii")
    back = read_masks(path)
    assert list(back) == list(masks)
    assert all(np.array_equal(back[name], masks[name]) for name in masks)


def test_damage_and_wrong_size_are_refused() -> None:
    with pytest.raises(ValueError, match="damaged"):
        decode_mask(encode_mask(np.ones((4, 5), bool)), (4, 6))
    with pytest.raises(ValueError, match="'radius/gap'"):
        masks_to_text({"radius/gap": np.ones((4, 5), bool)}, (5, 4))
    assert json.loads(masks_to_text({}, (5, 4))) == {"size": [5, 4], "masks": {}}
