"""The label set-ups that other annotation tools need before they can show or make our points.

`cvat_labels` is what CVAT's label constructor takes under "Raw"; `label_studio_config` is what
Label Studio takes under "Labeling Interface, Code". Names in both are those that the readers in
`cvat.py` and `label_studio.py` expect.

To add a tool: a function here, a name in `SETUPS`, a reader beside.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from boneage_kp.data.formats.coco_file import ATTRIBUTE_PREFIX, CATEGORY
from boneage_kp.schema.bones import Bone
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.layout import TEMPLATE
from boneage_kp.standards import load_standard

# CVAT wants a value for "nothing chosen"; an empty one is lost in its forms.
NOT_RATED = "-"


def cvat_labels(standard_id: str) -> str:
    """CVAT's skeleton label: 13 points, a select list of stages per bone on the whole hand."""
    stages = _stages(standard_id)
    attributes = [
        _cvat_attribute(f"{ATTRIBUTE_PREFIX}{name}", "select", [NOT_RATED, *stages[name]])
        for name in HAND.names
    ]
    attributes.append(_cvat_attribute("standard_id", "select", [standard_id]))
    # Bones outside the film, by name with spaces between; CVAT has no list of many choices.
    attributes.append(_cvat_attribute("absent", "text", [NOT_RATED]))
    label = {
        "name": CATEGORY,
        "color": "#e69f00",
        "type": "skeleton",
        "attributes": attributes,
        "sublabels": [
            {"name": bone.name, "color": _hex(bone), "type": "points", "attributes": []}
            for bone in HAND.bones
        ],
        "svg": _cvat_svg(),
    }
    return json.dumps([label], indent=2) + "\n"


def _stages(standard_id: str) -> Mapping[str, tuple[str, ...]]:
    """Bone -> its stages; a standard whose stages cannot be read off films is refused by name."""
    standard = load_standard(standard_id)
    standard.check_reads_films()
    return standard.stages


def _cvat_attribute(name: str, kind: str, values: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "input_type": kind,
        "mutable": False,
        "values": values,
        "default_value": values[0],
    }


def _cvat_svg() -> str:
    """The skeleton as CVAT draws it: edges first, nodes over them, a canvas of 100 x 100."""
    places = _canvas_places()
    parts = []
    for start, end in HAND.skeleton:
        (x1, y1), (x2, y2) = places[start], places[end]
        parts.append(
            f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="black" '
            f'data-type="edge" data-node-from="{HAND.index_of(start) + 1}" '
            f'stroke-width="0.5" data-node-to="{HAND.index_of(end) + 1}"></line>'
        )
    for number, bone in enumerate(HAND.bones, start=1):
        x, y = places[bone.name]
        parts.append(
            f'<circle r="1.5" stroke="black" fill="{_hex(bone)}" cx="{x:g}" cy="{y:g}" '
            f'stroke-width="0.1" data-type="element node" data-element-id="{number}" '
            f'data-node-id="{number}" data-label-name="{bone.name}"></circle>'
        )
    return "".join(parts)


def _canvas_places() -> dict[str, tuple[float, float]]:
    """The usual layout of the points, finger tips up, 10 to 90 on a canvas of 100."""
    return {
        name: (round(48 + 80 * x, 2), round(90 - 80 * y, 2)) for name, (x, y) in TEMPLATE.items()
    }


def label_studio_config(standard_id: str) -> str:
    """Label Studio's labelling interface: a rectangle per hand, points in it, a stage per point."""
    stages = _stages(standard_id)
    letters = list(dict.fromkeys(stage for name in HAND.names for stage in stages[name]))
    points = [
        f"    <Label value={quoteattr(bone.name)} alias={quoteattr(bone.name)} "
        f'model_index="{index}" hint={quoteattr(bone.title)} background="{_hex(bone)}"/>'
        for index, bone in enumerate(HAND.bones)
    ]
    keys = [
        f"    <Choice value={quoteattr(letter)} hotkey={quoteattr(letter.lower())}/>"
        if len(letter) == 1
        else f"    <Choice value={quoteattr(letter)}/>"
        for letter in letters
    ]
    absent = [f"    <Choice value={quoteattr(name)}/>" for name in HAND.names]
    lines = [
        "<View>",
        '  <Image name="film" value="$image" zoom="true" zoomControl="true" '
        'brightnessControl="true" contrastControl="true"/>',
        '  <Header value="The hand: a box around it, then the points inside it" size="5"/>',
        '  <RectangleLabels name="hand" toName="film">',
        f'    <Label value="{CATEGORY}" background="#e69f00"/>',
        "  </RectangleLabels>",
        '  <KeyPointLabels name="bone" toName="film" strokeWidth="3">',
        *points,
        "  </KeyPointLabels>",
        f'  <Header value="Stage ({standard_id})" size="5"/>',
        '  <Choices name="stage" toName="film" choice="single" showInline="true" '
        'perRegion="true" whenTagName="bone">',
        *keys,
        "  </Choices>",
        '  <Choices name="visibility" toName="film" choice="single" showInline="true" '
        'perRegion="true" whenTagName="bone">',
        '    <Choice value="seen"/>',
        '    <Choice value="hidden"/>',
        "  </Choices>",
        '  <Header value="Bones outside the film" size="5"/>',
        '  <Choices name="absent" toName="film" choice="multiple" showInline="true" '
        'perRegion="true" whenTagName="hand">',
        *absent,
        "  </Choices>",
        '  <TextArea name="unplaced" toName="film" perRegion="true" whenTagName="hand" '
        'placeholder="a stage without a point: radius=F"/>',
        "</View>",
    ]
    return "\n".join(lines) + "\n"


def _hex(bone: Bone) -> str:
    return "#{:02x}{:02x}{:02x}".format(*bone.colour_rgb)


# Tool's name on the command line -> (text of its set-up for a standard, usual file ending).
SETUPS: Mapping[str, tuple[Callable[[str], str], str]] = {
    "cvat": (cvat_labels, ".json"),
    "labelstudio": (label_studio_config, ".xml"),
}
