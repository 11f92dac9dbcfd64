"""The index's table as HTML, for its first films; the script builds further rows likewise."""

from boneage_kp.report.index.rows import VERDICTS, IndexRow
from boneage_kp.report.page.markup import Html, tag
from boneage_kp.report.page.names import PAGES, THUMBNAILS
from boneage_kp.report.page.signs import verdict_sign
from boneage_kp.report.words import Words

# Key of the words, name for the script, whether numbers stand in it.
COLUMNS = (
    ("index_picture", "", False),
    ("index_file", "file", False),
    ("verdict", "verdict", False),
    ("bone_age", "bone_age", True),
    ("index_width", "width", True),
    ("index_age", "age", True),
    ("index_difference", "difference", True),
)


def verdict_words(verdict: str, words: Words) -> str:
    own = verdict in ("unreadable", "unchecked")
    return words(f"index_{verdict}" if own else verdict)


def verdict_mark(verdict: str, words: Words) -> Html:
    """Sign and word together, as every row shows them."""
    kind = "rejected" if verdict == "unreadable" else verdict
    return tag("span", {"class": f"said {kind}"}, verdict_sign(kind), verdict_words(verdict, words))


def table(rows: list[IndexRow], words: Words) -> Html:
    heads = []
    for key, name, is_number in COLUMNS:
        data = {"scope": "col", "data-sort": name or None, "class": "num" if is_number else None}
        heads.append(tag("th", data, words(key)))
    body = tag("tbody", {"id": "films"}, *(_row(row, words) for row in rows))
    caption = tag("caption", {"class": "unseen"}, words("index_table"))
    return tag("table", {"class": "films"}, caption, tag("thead", {}, tag("tr", {}, *heads)), body)


def _row(row: IndexRow, words: Words) -> Html:
    link: Html | str = row.file
    picture: Html | str = ""
    if row.has_picture:
        source = {"src": f"{THUMBNAILS}/{row.stem}.jpg", "alt": "", "loading": "lazy"}
        picture = tag("img", source)
    if row.has_page:
        href = f"{PAGES}/{row.stem}.html"
        link = tag("a", {"href": href}, row.file)
    mark = tag("p", {"class": "small reader"}, words("index_corrected")) if row.corrected else ""
    # Why a file cannot be read is told in English alone.
    language = "en" if VERDICTS[row.verdict] == "unreadable" else None
    reasons = [tag("p", {"class": "small", "lang": language}, row.reasons)] if row.reasons else []
    cells = {
        "age": "" if row.age is None else words.number(row.age, 1),
        "bone_age": bone_age_text(row, words),
        "difference": difference_text(row, words),
        "width": interval_text(row, words),
    }
    numbers = [
        tag("td", {"class": "num", "data-name": words(key)}, cells[name])
        for key, name, is_number in COLUMNS
        if is_number
    ]
    return tag(
        "tr",
        {},
        tag("td", {"class": "picture"}, picture),
        tag("th", {"scope": "row"}, link, mark, *reasons),
        tag("td", {"class": "verdict-cell"}, verdict_mark(VERDICTS[row.verdict], words)),
        *numbers,
    )


def bone_age_text(row: IndexRow, words: Words) -> str:
    if row.bound:
        return words("index_mature" if row.bound > 0 else "index_below")
    return words("index_no_age") if row.bone_age is None else words.number(row.bone_age, 1)


def interval_text(row: IndexRow, words: Words) -> str:
    if not row.has_interval:
        return ""
    low = words("index_below") if row.low is None else words.number(row.low, 1)
    high = words("index_mature") if row.high is None else words.number(row.high, 1)
    if row.low is None and row.high is None:
        return words("index_open_end")
    return words("to", low=low, high=high)


def difference_text(row: IndexRow, words: Words) -> str:
    if row.bone_age is None or row.age is None:
        return ""
    return words.signed(row.bone_age - row.age, 1)
