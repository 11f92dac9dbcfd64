"""The right part of an overlay: bone age, verdict with reasons, and a line a bone."""

import cv2
import numpy as np

from boneage_kp.report.lettering import Rgb, plain, text_width, wrapped, write
from boneage_kp.report.overlay_film import CROPPED_FROM, SURE
from boneage_kp.report.page.words import bone_words, sex_words
from boneage_kp.report.reasons import sentence
from boneage_kp.report.words import ENGLISH, Words
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.records import BoneReading, HandReading, Verdict
from boneage_kp.standards.age_distribution import COVERAGE

WIDTH_PX = 560
_GROUND: Rgb = (18, 21, 26)
_INK: Rgb = (240, 242, 245)
_FAINT: Rgb = (163, 170, 180)
_RULE: Rgb = (58, 64, 74)
_BAR: Rgb = (110, 120, 134)
_LEFT = 36
_ROW_PX = 52
_MAX_REASON_LINES = 11
# Okabe-Ito again; the word and the sign say it as well.
_VERDICT: dict[Verdict, Rgb] = {
    "ok": (0, 158, 115),
    "review": (230, 159, 0),
    "rejected": (213, 94, 0),
}
_BOUNDS = {"mature": "mature", "below_first_row": "below_short", None: "no_bone_age"}


def draw_panel(
    reading: HandReading, height_px: int, schema: HandSchema = HAND, words: Words = ENGLISH
) -> np.ndarray:
    """(height_px, WIDTH_PX, 3) uint8 RGB."""
    page = np.full((height_px, WIDTH_PX, 3), _GROUND, np.uint8)
    y = _heading(page, reading, 40, words)
    y = _verdict(page, reading, y + 14, words)
    bones = reading.bones.values()
    if any(bone.xy_px is not None or bone.stage is not None for bone in bones):
        _table(page, reading, y + 22, schema, words)
    points = sum(bone.xy_px is not None for bone in bones)
    below = words("overlay_rings" if points >= CROPPED_FROM else "whole_film")
    lines = [*wrapped(plain(below), 13, WIDTH_PX - 2 * _LEFT), plain(words("disclaimer"))]
    for place, line in enumerate(reversed(lines)):
        write(page, line, (_LEFT, height_px - 36 - 26 * place), 13, _FAINT)
    return page


def age_words(reading: HandReading, words: Words = ENGLISH) -> str:
    """The bone age as it stands in large letters."""
    if reading.bone_age_months is not None:
        return f"{words.number(reading.bone_age_months / 12, 1)} {words('years')}"
    return words(_BOUNDS[reading.bone_age_bound])


def interval_words(reading: HandReading, words: Words = ENGLISH) -> str:
    """The 90 % interval; an open end says which end of the table it lies beyond."""
    if reading.interval_months is None:
        return ""
    low, high = reading.interval_months
    ends = words("interval_off")
    if low is not None or high is not None:
        start = words("index_below") if low is None else words.number(low / 12, 1)
        end = words("index_mature") if high is None else words.number(high / 12, 1)
        ends = words("to", low=start, high=end)
    return f"{words('interval', coverage=words.percent(COVERAGE))} {ends}"


def _heading(page: np.ndarray, reading: HandReading, y: int, words: Words) -> int:
    write(page, plain(words("bone_age").upper()), (_LEFT, y), 14, _FAINT)
    write(page, plain(age_words(reading, words)), (_LEFT, y + 32), 40, _INK, bold=True)
    facts = {"standard": reading.standard_id, "sex": sex_words(reading.sex, words)}
    told = words("overlay_unscored", **facts)
    if reading.score is not None:
        told = words("overlay_scored", score=reading.score, **facts)
    y += 96
    for line in filter(None, [interval_words(reading, words), told]):
        write(page, plain(line), (_LEFT, y), 17, _FAINT)
        y += 30
    return y


def _verdict(page: np.ndarray, reading: HandReading, y: int, words: Words) -> int:
    _rule(page, y)
    _sign(page, reading.verdict, (_LEFT + 11, y + 33), _VERDICT[reading.verdict])
    write(page, plain(words(reading.verdict)), (_LEFT + 36, y + 24), 19, _INK, bold=True)
    y += 62
    lines: list[str] = []
    for reason in reading.reasons:
        lines += wrapped(plain(sentence(reason, words)), 14, WIDTH_PX - 2 * _LEFT)
    if len(lines) > _MAX_REASON_LINES:
        lines = [*lines[: _MAX_REASON_LINES - 1], plain(words("overlay_rest"))]
    for line in lines:
        write(page, line, (_LEFT, y), 14, _FAINT)
        y += 25
    return y


def _sign(page: np.ndarray, verdict: str, centre: tuple[int, int], ink: Rgb) -> None:
    """A tick, a triangle or a cross: the verdict without its colour."""
    x, y = centre
    if verdict == "ok":
        runs = [[(x - 10, y), (x - 2, y + 9), (x + 12, y - 9)]]
    elif verdict == "review":
        runs = [[(x, y - 12), (x + 14, y + 12), (x - 14, y + 12), (x, y - 12)]]
        runs += [[(x, y - 2), (x, y + 3)], [(x, y + 8), (x, y + 8)]]
    else:
        runs = [[(x - 9, y - 9), (x + 9, y + 9)], [(x - 9, y + 9), (x + 9, y - 9)]]
    for run in runs:
        cv2.polylines(page, [np.array(run, np.int32)], False, ink, 2, cv2.LINE_AA)


def _table(
    page: np.ndarray, reading: HandReading, y: int, schema: HandSchema, words: Words
) -> None:
    _rule(page, y)
    columns = (words("bone"), words("stage"), words("probability"))
    for head, x in zip(columns, (_LEFT + 34, _LEFT + 268, _LEFT + 340), strict=True):
        write(page, plain(head), (x, y + 18), 14, _FAINT)
    room = page.shape[0] - 90 - (y + 50)
    row_px = max(24, min(_ROW_PX, room // len(schema)))
    for k, bone in enumerate(schema.bones):
        top = y + 50 + k * row_px
        read = reading.bones.get(bone.name)
        if read is None or read.stage is None:
            write(page, plain(bone_words(bone.name, words)), (_LEFT + 34, top), 17, _FAINT)
            write(page, plain(words("not_found")), (_LEFT + 268, top), 17, _INK)
        else:
            _row(page, plain(bone_words(bone.name, words)), bone.colour_rgb, read, read.stage, top)


def _row(page: np.ndarray, title: str, ink: Rgb, bone: BoneReading, stage: str, y: int) -> None:
    """Ring as on the film, name, stage, probability as a bar and a number."""
    middle = (_LEFT + 11, y + 9)
    if bone.confidence >= SURE:
        cv2.circle(page, middle, 9, ink, 3, cv2.LINE_AA)
    else:
        for start in range(0, 360, 60):
            cv2.ellipse(page, middle, (9, 9), 0, start, start + 30, ink, 3, cv2.LINE_AA)
    write(page, title, (_LEFT + 34, y), 17, _INK)
    stage_left = _LEFT + 287 - text_width(stage, 19) / 2
    write(page, stage, (stage_left, y), 19, _INK, bold=True)
    probability = bone.posterior.get(stage, 0.0)
    left, full = _LEFT + 340, 92
    cv2.rectangle(page, (left, y + 4), (left + full, y + 14), _RULE, -1)
    cv2.rectangle(page, (left, y + 4), (left + round(full * probability), y + 14), _BAR, -1)
    number = f"{probability:.2f}"
    write(page, number, (WIDTH_PX - _LEFT - text_width(number, 15), y + 1), 15, _INK)


def _rule(page: np.ndarray, y: int) -> None:
    cv2.line(page, (_LEFT, y), (WIDTH_PX - _LEFT, y), _RULE, 1)
