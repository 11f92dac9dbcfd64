"""An `Evaluation` as one self-contained HTML page: tables as text, figures inline."""

import base64
from collections.abc import Mapping
from html import escape

from boneage_kp.evaluation.plots import PLOTS, png
from boneage_kp.evaluation.summary import Evaluation
from boneage_kp.evaluation.tables import headline, tables
from boneage_kp.evaluation.words import Table

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #222; background: #fff;
       max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2.2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.15rem 0.7rem; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { border-bottom: 1px solid #888; font-weight: 600; }
tbody tr:nth-child(even) { background: #f5f5f5; }
p.note { color: #555; font-size: 0.87rem; max-width: 48rem; }
img { max-width: 100%; height: auto; }
@media print { body { margin: 0; max-width: none; } h2, tr, img { break-inside: avoid; } }
"""


def to_html(
    evaluation: Evaluation, facts: Mapping[str, str] | None = None, plots: bool = True
) -> str:
    """The page, which loads nothing from anywhere.

    facts:  what stands under the title, e.g. {"weights": ..., "standard": ...}.
    plots:  whether to draw figures, which needs matplotlib.
    """
    title = escape(headline(evaluation))
    parts = [f"<h1>{title}</h1>", _facts(facts or {})]
    parts += [_table(table) for table in tables(evaluation)]
    parts += _figures(evaluation) if plots else []
    body = "\n".join(part for part in parts if part)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n"
        "</body>\n</html>\n"
    )


def _facts(facts: Mapping[str, str]) -> str:
    return "".join(f"<p>{escape(name)}: {escape(value)}</p>" for name, value in facts.items())


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
    )
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    return (
        f'<h2>{escape(table.title)}</h2>\n<div class="scroll"><table><thead><tr>{head}</tr>'
        f"</thead>\n<tbody>\n{rows}\n</tbody></table></div>\n{note}"
    )


def _figures(evaluation: Evaluation) -> list[str]:
    drawn = [(title, draw(evaluation)) for title, draw in PLOTS]
    return [
        f"<h2>{escape(title)}</h2>\n"
        f'<img alt="{escape(title)}" src="data:image/png;base64,'
        f'{base64.b64encode(png(figure)).decode("ascii")}">'
        for title, figure in drawn
        if figure is not None
    ]
