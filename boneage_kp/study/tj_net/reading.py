"""What a TJ-Net says of a film, told its sex and not told, and where its fourth block is active."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from boneage_kp.codec.age_classes import AgeClasses
from boneage_kp.codec.age_labels import UNKNOWN, sex_number
from boneage_kp.engine.films import Film
from boneage_kp.engine.letterbox import letterboxed
from boneage_kp.engine.whole_image.network import AgeNetwork
from boneage_kp.film.grey import as_grey_255
from boneage_kp.models.holistic.tj_net import TjNet
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.records import HandRecord
from boneage_kp.study.tj_net.regions import Inside, inside_regions

SYSTEM = "tj_net"


@dataclass(frozen=True, eq=False)
class Trained:
    """One network of a comparison.

    label:  what it is called on the page; net: `network.model`, seen as what it is.
    """

    label: str
    path: Path
    network: AgeNetwork
    net: TjNet
    target: AgeClasses


@dataclass(frozen=True, eq=False)
class Said:
    """One network about one film; ages in months, NaN where there is none.

    expected, most_probable:  the two ways of reading the classes; the film's sex was told.
    untold:       the expected age when the sex was not told.
    male:         what block 5 says, a probability; NaN without block 5.
    activation:   (h, w) of block 4, mean over its channels.
    from_film:    film pixels to pixels of the input, which the cells share evenly.
    inside:       how much of the activation lies in the bones' regions; None without points.
    """

    record: HandRecord
    true: float
    expected: float
    most_probable: float
    untold: float
    male: float
    activation: np.ndarray
    from_film: Affine
    inside: Inside | None


def open_trained(label: str, path: Path, attention: bool, joint: bool) -> Trained:
    """A weights file, held to what it is compared as."""
    network = AgeNetwork.from_weights(path, SYSTEM)
    net, wanted = network.model, f"{path}: is to be the network {label}"
    assert isinstance(net, TjNet), "from_weights has checked the system"
    for name, has, wants in (
        ("CBAM", net.trunk.attention, attention),
        ("block 5", net.block_5 is not None, joint),
    ):
        if has != wants:
            was = "with" if has else "without"
            raise ValueError(f"{wanted}, but was trained {was} {name}; give the other file there")
    if not isinstance(net.target, AgeClasses):
        raise ValueError(
            f"{wanted}, but says its age as {type(net.target).__name__}; AgeClasses are drawn here"
        )
    return Trained(label, path, network, net, net.target)


def said_of(trained: Trained, film: Film, record: HandRecord, radius: float) -> Said:
    """A film read as it lies.

    radius:  of a bone's region, in hand lengths.
    """
    input_hw = trained.network.input_hw
    view = letterboxed(as_grey_255(film.grey), input_hw)
    net, target, device = trained.net, trained.target, trained.network.device
    with torch.inference_mode():
        image = torch.from_numpy(view.grey[None, None]).to(device)
        features = net.features(net.seen(image))
        activation = net.block_4_of(features)[0].float().mean(dim=0).cpu().numpy()
        sex = torch.tensor([sex_number(film.sex), UNKNOWN], device=device)
        # One film, told its sex and not told: only block 6 has to look twice.
        output = net.answer(features.expand(2, -1, -1, -1), sex)
        expected, _ = target.expected(output.age)
        likeliest, _ = target.most_probable(output.age)
    male = np.nan if output.male is None else float(output.male[0].sigmoid())
    known = record.bone_age_months
    return Said(
        record=record,
        true=np.nan if known is None else known,
        expected=float(expected[0]),
        most_probable=float(likeliest[0]),
        untold=float(expected[1]),
        male=male,
        activation=activation,
        from_film=view.from_film,
        inside=inside_regions(activation, record, view.from_film, input_hw, radius),
    )


def map_over_film(said: Said, input_hw: tuple[int, int], shown_hw: tuple[int, ...]) -> np.ndarray:
    """(h, w) of the activation over the film as it is shown."""
    height, width = shown_hw[:2]
    over_input = cv2.resize(said.activation, input_hw[::-1], interpolation=cv2.INTER_LINEAR)
    film_h, film_w = said.record.size_hw
    back = said.from_film.inverse().then(Affine.scaling(width / film_w, height / film_h))
    return cv2.warpAffine(
        over_input,
        back.cv2_matrix(),
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )


def errors_months(said: Sequence[Said], name: str) -> np.ndarray:
    """(N,) read less true of a field, over the films whose bone age is known."""
    error = np.array([getattr(one, name) - one.true for one in said], float)
    return error[np.isfinite(error)]
