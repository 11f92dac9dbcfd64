"""The ablation's arithmetic on results written by hand, and the place where the table goes."""

import pytest

from boneage_kp.study.ablation.table import (
    COLUMNS,
    put_between_markers,
    row_of,
    to_json,
    to_markdown,
)


def figures(pck_2: float, mean_share: float | None, seconds: float) -> dict[str, float | None]:
    rest = {column.key: 50.0 for column in COLUMNS}
    return {**rest, "pck_2": pck_2, "mean_share": mean_share, "train_seconds": seconds}


BASE = row_of("base", "Everything.", [figures(90, 1.0, 60), figures(92, 1.2, 62)])
WORSE = row_of("worse", "Less.", [figures(80, 1.1, 61), figures(86, None, 59)])


def test_the_table_shows_them() -> None:
    table = to_markdown([BASE, WORSE]).splitlines()
    assert "| `base` | 91.0 ± 1.0 | 1.10 ± 0.10 | 50.0 ± 0.0 |" in table[2]
    assert table[2].endswith("| 61 ± 1.0 |")
    changes = table[
        table.index("| *better is* | " + " | ".join(c.better for c in COLUMNS) + " |") :
    ]
    # One seed of `worse` found nothing: its mean error is of the other one, and never in bold.
    assert changes[1].startswith("| `worse` | **−8.0** | +0.00 | +0.0 |")
    assert changes[1].endswith("| −1 |")
    assert "- `worse`: Less." in table


def test_where_nothing_was_measured_stands_a_dash() -> None:
    nothing = row_of("nothing", "No.", [figures(0, None, 1), figures(0, None, 1)])
    line = to_markdown([BASE, nothing]).splitlines()[3]
    assert line.startswith("| `nothing` | 0.0 ± 0.0 | – |")


def test_json_keeps_every_seed() -> None:
    worse = to_json([BASE, WORSE])[1]
    assert worse["figures"]["pck_2"] == {  # type: ignore[index]
        "seeds": [80, 86],
        "mean": 83.0,
        "half_range": 3.0,
        "less_base": -8.0,
        "apart_from_base": True,
    }


def test_without_a_base_row_there_is_no_table() -> None:
    with pytest.raises(ValueError, match="0 rows named 'base'"):
        to_markdown([WORSE])


def test_the_page_keeps_everything_round_its_table() -> None:
    page = "# Title\n<!-- table -->\nold\n<!-- /table -->\nafter\n"
    put = put_between_markers(page, "| new |\n", "x.md")
    assert put == "# Title\n<!-- table -->\n| new |\n<!-- /table -->\nafter\n"
    assert put_between_markers(put, "| new |\n", "x.md") == put
    for broken in ("# none", page + page, "<!-- /table -->\n<!-- table -->"):
        with pytest.raises(ValueError, match=r"x\.md: holds .* one of each"):
            put_between_markers(broken, "", "x.md")
