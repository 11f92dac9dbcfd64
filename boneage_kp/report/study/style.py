"""The study page's style sheet, and the one of a chart that stands alone as a file."""

from boneage_kp.report.page.style import BASE_STYLE

# Okabe-Ito hues, darkened for white and lightened for black; dashes tell them apart as well.
KINDS_LIGHT = (
    "#0b5a94",
    "#b04a00",
    "#00694c",
    "#87336a",
    "#8a6d00",
    "#535b66",
    "#a01c2c",
    "#3d348b",
)
KINDS_DARK = (
    "#7ec0f0",
    "#ff9f66",
    "#41c79c",
    "#e79cc8",
    "#e3c84a",
    "#a9b1bc",
    "#ff8a94",
    "#b3a8ff",
)
_DASHES = ("none", "7 3", "2 3", "10 3 2 3", "4 2", "12 4", "1 2", "8 2 2 2 2 2")


def _kinds(colours: tuple[str, ...]) -> str:
    return "".join(f"--k{kind}:{colour};" for kind, colour in enumerate(colours))


_CHARTS = f"""
:root{{{_kinds(KINDS_LIGHT)}}}
@media (prefers-color-scheme:dark){{:root{{{_kinds(KINDS_DARK)}}}}}
@media print{{:root{{{_kinds(KINDS_LIGHT)}}}}}
""" + "".join(
    f".line.k{kind}{{stroke:var(--k{kind});stroke-dasharray:{dash}}}.dot.k{kind}{{fill:var(--k{kind})}}\n"
    for kind, dash in enumerate(_DASHES)
)

_SHAPES = """
.plot,.plane{display:block;width:100%;height:auto}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
.line.faint{stroke-width:1;opacity:.45}
.dot{stroke:var(--panel);stroke-width:.8}
.ring{fill:none;stroke:var(--ink);stroke-width:1.6}
.grid{stroke:var(--rule);stroke-width:1;fill:none}
.axis{stroke:var(--faint);stroke-width:1;fill:none}
.level{stroke:var(--faint);stroke-width:1;stroke-dasharray:3 3;fill:none}
.plot text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif;
fill:var(--faint)}
.plot text.name{fill:var(--ink)}
"""

_LAYOUT = """
.top h1.file{color:var(--ink)}
.tiles{display:flex;flex-wrap:wrap;background:var(--panel);border:1px solid var(--rule);
border-radius:10px;padding:6px 0;margin-bottom:14px}
.tile{flex:1 1 170px;padding:10px 20px;border-left:1px solid var(--rule);min-width:0}
.tile:first-child{border-left:0}
.tile dt,.tile dd.more{font-size:13px;color:var(--faint);line-height:1.4}
.tile dd{font-size:24px;line-height:1.3;font-weight:600}
.tile dd.more{font-weight:400}
.card{background:var(--panel);border:1px solid var(--rule);border-radius:10px;padding:14px 18px;
margin-bottom:14px;min-width:0}
h2{font-size:16px;font-weight:600;margin-bottom:4px}
h3{font-size:13px;font-weight:600;margin:10px 0 4px}
.pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:6px 28px}
.four{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:10px 22px}
.legend{display:flex;flex-wrap:wrap;gap:3px 18px;margin-top:6px;font-size:13px}
.legend li{display:flex;gap:6px;align-items:center}
.swatch{width:28px;height:12px}
.legend .sign{width:12px;height:12px}
.note{font-size:13px;color:var(--faint);line-height:1.45;margin-top:8px;max-width:95ch}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:14px}
th,td{padding:4px 14px 4px 0;text-align:right;white-space:nowrap;font-weight:400}
th.word,td.word{text-align:left}
thead th{font-size:13px;color:var(--faint);border-bottom:1px solid var(--faint)}
tbody tr:nth-child(even){background:var(--ground)}
tbody tr.best td{font-weight:700}
.plane{background:var(--ground);border:1px solid var(--rule);border-radius:6px;max-width:320px}
.disclaimer{margin-top:14px;font-size:13px;font-weight:600}
@media (max-width:900px){.four{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media (max-width:720px){body{padding:14px 12px}.pair{grid-template-columns:minmax(0,1fr)}}
@media print{.card{break-inside:avoid;border-color:#bbb}}
"""

STUDY_STYLE = BASE_STYLE + _CHARTS + _SHAPES + _LAYOUT
# A file of its own: on white, whatever surrounds it.
CHART_STYLE = (
    ":root{--panel:#fff;--ink:#15181d;--faint:#535b66;--rule:#d5d9df;"
    + _kinds(KINDS_LIGHT)
    + "background:#fff}\n"
    + _CHARTS.partition("@media print")[2].partition("\n")[2]
    + _SHAPES
)
