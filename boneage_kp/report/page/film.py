"""The film on a page: the hand as a JPEG, rings, lines and letters over it as SVG."""

import base64
from dataclasses import replace

import cv2
import numpy as np

from boneage_kp.report.label_placing import PLATE_REACH, Plates, place_labels
from boneage_kp.report.overlay_film import CROPPED_FROM, SURE, FilmView, film_view
from boneage_kp.report.page.facts import PageFacts
from boneage_kp.report.page.markup import Html, tag
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.layout import hand_length_px
from boneage_kp.schema.records import HandReading

HEIGHT_PX = 1280
_MAX_WIDTH_PX = 1400
_MAX_JPEG_BYTES = 620_000
_LETTER_PX = 46  # height of letters' boxes in a picture that is shown about a third as large
_RING = 0.017  # of hand length


def upright_film(grey: np.ndarray, quarter_turns: int, inverted: bool) -> tuple[np.ndarray, Affine]:
    """The film as the page shows it, and the way there from pixels of the film as it was.

    grey:  (H, W) uint8 or uint16.
    """
    from_film = Affine.identity()
    height, width = grey.shape
    for _ in range(quarter_turns % 4):
        # Clockwise: the left edge becomes the top; (x, y) -> (height - y, x).
        from_film = from_film.then(Affine(np.array([[0.0, -1.0, height], [1.0, 0.0, 0.0]])))
        height, width = width, height
    shown = np.rot90(grey, -quarter_turns)
    if inverted:
        shown = (255 if grey.dtype == np.uint8 else shown.max()) - shown
    return np.ascontiguousarray(shown), from_film


def moved(reading: HandReading, by: Affine) -> HandReading:
    """The reading with its points in another frame."""
    bones = {}
    for name, bone in reading.bones.items():
        if bone.xy_px is not None:
            x, y = by(np.array(bone.xy_px)).tolist()
            bone = replace(bone, xy_px=(x, y))
        bones[name] = bone
    return replace(reading, bones=bones)


def jpeg_uri(grey: np.ndarray, max_bytes: int = _MAX_JPEG_BYTES, quality: int = 86) -> str:
    """(H, W) uint8 as a data URI; noise that JPEG cannot pack is given fewer bytes."""
    for one in (quality, 70, 50, 30):
        _, jpeg = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, one])
        if jpeg.size <= max_bytes:
            break
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg.tobytes()).decode('ascii')}"


def hand_view(grey: np.ndarray, reading: HandReading) -> FilmView:
    """The film cut to the hand, no larger than a page can use."""
    view = film_view(grey, reading, HEIGHT_PX)
    width = view.picture.shape[1]
    if width > _MAX_WIDTH_PX:
        view = film_view(grey, reading, max(64, HEIGHT_PX * _MAX_WIDTH_PX // width))
    return view


def film_section(facts: PageFacts, grey: np.ndarray, reading: HandReading) -> Html:
    """Film, marks, and the two switches that need no script.

    grey, reading:  upright, as `upright_film` and `moved` give them.
    """
    words = facts.words
    view = hand_view(grey, reading)
    height, width = view.picture.shape[:2]
    found = sum(bone.xy_px is not None for bone in reading.bones.values())
    alt = words("film_alt_whole")
    if found:
        alt = words("film_alt", count=found, of=len(facts.schema))
    size = {"width": width, "height": height}
    picture = {"class": "film", "src": jpeg_uri(view.picture[..., 0]), "alt": alt, **size}
    switches = [*_switch("show-marks", words("show_marks"), True)] if found else []
    switches += _switch("invert", words("invert"), False)
    marks = _marks(facts, view, reading) if found else ""
    return tag(
        "section",
        {"class": "card film-card", "aria-labelledby": "h-film"},
        tag("h2", {"id": "h-film"}, words("film")),
        *switches,
        tag("div", {"class": "stage"}, tag("img", picture), marks, *_scale_bar(facts, view)),
        tag("p", {"class": "note"}, _note(facts, reading, found)),
    )


def _switch(name: str, label: str, on: bool) -> list[Html]:
    box = tag("input", {"type": "checkbox", "id": name, "class": "switch", "checked": on})
    return [box, tag("label", {"for": name}, label)]


def _note(facts: PageFacts, reading: HandReading, found: int) -> str:
    words = facts.words
    if found < CROPPED_FROM:
        return words("whole_film")
    unsure = any(b.xy_px is not None and b.confidence < SURE for b in reading.bones.values())
    extra = [words("rings_dashed")] if unsure else []
    extra += [words("rings_square")] if facts.changes else []
    return words("rings", extra=" ".join(extra)).strip()


def _scale_bar(facts: PageFacts, view: FilmView) -> list[Html]:
    """A bar of a round length in the lower left corner, where millimetres are known."""
    spacing_mm = facts.context.spacing_mm
    if not spacing_mm:
        return []
    height, width = view.picture.shape[:2]
    px_per_mm = view.from_film.scale / spacing_mm
    fitting = [mm for mm in (5, 10, 20, 50) if mm * px_per_mm <= 0.3 * width]
    if not fitting:
        return []
    length, y = fitting[-1] * px_per_mm, height - 34
    text = facts.words("scale_bar", length=fitting[-1])
    return [
        tag(
            "svg",
            {"class": "bar", "viewBox": f"0 0 {width} {height}", "aria-hidden": "true"},
            tag("path", {"d": f"M30 {y - 8}V{y}H{30 + length:.1f}V{y - 8}", "class": "edge"}),
            tag("path", {"d": f"M30 {y - 8}V{y}H{30 + length:.1f}V{y - 8}"}),
            tag("text", {"x": 34, "y": y - 16}, text),
        )
    ]


def _marks(facts: PageFacts, view: FilmView, reading: HandReading) -> Html:
    height, width = view.picture.shape[:2]
    at = {
        name: view.from_film(np.array(bone.xy_px))
        for name, bone in reading.bones.items()
        if bone.xy_px is not None
    }
    known = np.array([name in at for name in facts.schema.names])
    xy = np.array([at.get(name, np.full(2, np.nan)) for name in facts.schema.names])
    length_px = hand_length_px(xy, known, facts.schema) or 500.0
    ring_px = max(8.0, _RING * length_px)
    links = [(a, b) for a, b in facts.schema.skeleton if a in at and b in at]
    lines = [_line(facts, at[a], at[b], ring_px, b) for a, b in links]
    rings = [_ring(facts, name, xy, ring_px, reading) for name, xy in at.items()]
    ends = np.array([(at[a], at[b]) for a, b in links]).reshape(-1, 2, 2)
    letters = _letters(facts, view, reading, at, length_px, ends)
    stages = [f"{name} {reading.bones[name].stage or '?'}" for name in at]
    alt = facts.words("marks_alt", stages=", ".join(stages))
    shape = {"class": "marks", "viewBox": f"0 0 {width} {height}", "role": "img"}
    return tag("svg", {**shape, "aria-label": alt}, *lines, *rings, *letters)


def _colour(facts: PageFacts, name: str) -> str:
    return "#{:02x}{:02x}{:02x}".format(*facts.schema.bone(name).colour_rgb)


def _line(facts: PageFacts, a: np.ndarray, b: np.ndarray, ring_px: float, name: str) -> str:
    """A line that leaves both rings free; none where they touch."""
    way = b - a
    distance = float(np.hypot(*way))
    if distance <= 2 * ring_px + 2:
        return ""
    step = way / distance * (ring_px + 1)
    (x1, y1), (x2, y2) = a + step, b - step
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return tag("line", {**ends, "stroke": _colour(facts, name)})


def _ring(facts: PageFacts, name: str, xy: np.ndarray, radius: float, reading: HandReading) -> Html:
    """A ring with a dark rim: dashed where unsure, a square where a reader changed the stage."""
    x, y = (float(v) for v in xy)
    if name in facts.changed:
        side = {"width": 2 * radius, "height": 2 * radius}
        shape, where = "rect", {"x": x - radius, "y": y - radius, **side}
    else:
        shape, where = "circle", {"cx": x, "cy": y, "r": radius}
    unsure = reading.bones[name].confidence < SURE
    dashes = f"{0.6 * radius:.1f} {0.45 * radius:.1f}" if unsure else None
    rim = tag(shape, {**where, "class": "rim", "stroke-dasharray": dashes})
    ink = {"stroke": _colour(facts, name), "stroke-dasharray": dashes}
    return Html(rim + tag(shape, {**where, **ink}))


def _letters(
    facts: PageFacts,
    view: FilmView,
    reading: HandReading,
    at: dict[str, np.ndarray],
    length_px: float,
    links: np.ndarray,
) -> list[Html]:
    reach = [PLATE_REACH[facts.schema.bone(name).kind] * length_px for name in at]
    plates = Plates(np.array(list(at.values())), np.array(reach))
    half = (0.4 * _LETTER_PX, 0.46 * _LETTER_PX)
    grey = view.picture[..., 0]
    centres = place_labels(plates, half, grey, length_px, links)
    letters = []
    for name, (x, y) in zip(at, centres.tolist(), strict=True):
        where = {"x": x, "y": y + 0.34 * _LETTER_PX, "fill": _colour(facts, name)}
        letters.append(tag("text", where, facts.counts.bone(name).stage or "?"))
    return letters
