"""Style sheets of the pages: one for screens of any width in light and dark, one for A4 paper."""

from boneage_kp.report.page.palette import DARK, LIGHT, variables
from boneage_kp.report.page.style_print import PRINT_STYLE

BASE_STYLE = f"""
:root{{color-scheme:light dark;{variables(LIGHT)}}}
@media (prefers-color-scheme:dark){{:root{{{variables(DARK)}}}}}
@media print{{:root{{color-scheme:light;{variables(LIGHT)}--ground:#ffffff;}}}}
*{{box-sizing:border-box}}
html{{-webkit-text-size-adjust:100%}}
body{{margin:0 auto;max-width:1320px;padding:20px 24px 28px;background:var(--ground);
color:var(--ink);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",
"Noto Sans",Arial,sans-serif;font-variant-numeric:tabular-nums lining-nums}}
h1,h2,h3,p,dl,dd,ul{{margin:0;padding:0}}
ul{{list-style:none}}
a{{color:var(--accent);text-underline-offset:2px}}
a:focus-visible,input:focus-visible+label,button:focus-visible,input:focus-visible,
select:focus-visible{{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}}
.unseen{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);
white-space:nowrap}}
.faint{{color:var(--faint)}}
.skip{{position:absolute;left:-999px;top:4px;background:var(--panel);padding:6px 10px}}
.skip:focus{{left:8px}}
.top{{display:flex;justify-content:space-between;gap:8px 24px;flex-wrap:wrap;
align-items:flex-start;margin-bottom:14px}}
.who{{min-width:0;flex:1 1 20rem}}
h1{{font-size:13px;font-weight:600;color:var(--faint);letter-spacing:.01em}}
.file{{font-size:20px;line-height:1.25;font-weight:600;overflow-wrap:anywhere}}
.folder{{display:block;font-size:13px;font-weight:400;color:var(--faint)}}
.child{{color:var(--faint)}}
.aside{{display:flex;flex-wrap:wrap;gap:6px 16px;align-items:baseline}}
.back{{white-space:nowrap}}
.chip{{border:1px solid var(--rule);border-radius:999px;padding:3px 12px;background:var(--panel);
font-size:13px}}
.sign{{flex:none}}
.ok .sign{{color:var(--ok)}}.review .sign{{color:var(--review)}}
.rejected .sign{{color:var(--rejected)}}
"""

_ANSWER = """
.answer{background:var(--panel);border:1px solid var(--rule);border-radius:10px;margin-bottom:14px}
.tiles{display:flex;flex-wrap:wrap;padding:6px 0}
.tile{flex:1 1 150px;padding:10px 20px;border-left:1px solid var(--rule);min-width:0}
.tile:first-child{border-left:0}
.tile dt{font-size:13px;color:var(--faint)}
.tile dd{font-size:20px;line-height:1.3;font-weight:600;overflow-wrap:break-word}
.tile dd.more{font-size:13px;font-weight:400;color:var(--faint);line-height:1.4}
.tile.main{flex:1.3 1 210px}
.tile .number{font-size:42px;line-height:1.05;letter-spacing:-.02em}
.tile .number.words{font-size:30px;line-height:1.2}
.tile.machine .number{font-size:30px;line-height:1.4}
.tile .unit{font-size:18px;font-weight:500}
.tile.reader .number,.tile.reader .unit{color:var(--reader)}
.verdict{border-top:1px solid var(--rule);padding:10px 20px 12px}
.said{display:flex;gap:10px;align-items:center;flex-wrap:wrap;font-size:15px}
.reasons{padding:5px 0 0 30px;max-width:100ch}
.reasons li{padding:2px 0}
.cure{color:var(--faint)}
.correction{padding:6px 0 0 30px;color:var(--reader)}
"""

_EVIDENCE = """
.evidence{display:grid;gap:14px;margin-bottom:14px;
grid-template-columns:minmax(0,1.08fr) minmax(0,1.2fr) minmax(0,1fr)}
.evidence.two{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}
.evidence.one{grid-template-columns:minmax(0,680px)}
.card{background:var(--panel);border:1px solid var(--rule);border-radius:10px;padding:14px 18px;
min-width:0}
h2{font-size:15px;font-weight:600;margin-bottom:8px}
.note,.small{font-size:13px;color:var(--faint);line-height:1.4}
.note{margin-top:8px}
.film-card{position:relative}
.switch{position:absolute;opacity:0}
.switch+label{display:inline-block;position:relative;padding:2px 14px 8px 24px;font-size:13px;
cursor:pointer}
.switch+label::before{content:"";position:absolute;left:0;top:3px;width:15px;height:15px;
border:1.5px solid var(--faint);border-radius:3px}
.switch:checked+label::after{content:"";position:absolute;left:5px;top:5px;width:4px;height:8px;
border:solid var(--ink);border-width:0 2px 2px 0;transform:rotate(42deg)}
.stage{position:relative;background:var(--film);border-radius:6px;overflow:hidden}
.film{display:block;width:100%;height:auto}
.marks,.stage .bar{position:absolute;inset:0;width:100%;height:100%}
#show-marks:not(:checked)~.stage .marks{display:none}
#invert:checked~.stage .film{filter:invert(1)}
.marks circle,.marks rect{fill:none;stroke-width:4}
.marks .rim{stroke:#000;stroke-width:8;opacity:.75}
.marks line{stroke-width:3.5;opacity:.55}
.marks text{font:700 48px/1 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;
text-anchor:middle;stroke:#000;stroke-width:9;
stroke-linejoin:round;paint-order:stroke}
.bar path{fill:none;stroke:var(--film-ink);stroke-width:4}
.bar path.edge{stroke:#000;stroke-width:9}
.bar text{font:600 32px/1 system-ui,sans-serif;fill:var(--film-ink);stroke:#000;stroke-width:7;
paint-order:stroke}
.sheet{width:100%;border-collapse:collapse}
.sheet th,.sheet td{padding:3.5px 4px;text-align:left;font-weight:400;white-space:nowrap}
.sheet th:first-child{padding-left:0}
.sheet tbody tr{border-top:1px solid var(--rule)}
.sheet thead th{font-size:12.5px;color:var(--faint);vertical-align:bottom}
.sheet abbr{text-decoration:none}
.sheet tbody th a{color:inherit;text-decoration:none}
.sheet tbody th a:hover{text-decoration:underline}
.sheet .mid{text-align:center}
.sheet .num{text-align:right}
.letter{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-weight:700}
.sheet .letter{font-weight:700}
.sheet td.changed{color:var(--reader)}
.sheet .doubt{text-align:right;padding-right:0}
.sheet .doubt svg{vertical-align:middle;margin-right:6px}
.sheet.two{font-size:13px}
.sheet.two th,.sheet.two td{padding-left:2px;padding-right:2px}
.sheet.two .doubt svg{display:none}
.sheet .doubt span{display:inline-block;min-width:2.7em}
.sheet tfoot tr{border-top:2px solid var(--ink)}
.sheet tfoot th,.sheet tfoot td{font-weight:700;padding-top:5px}
.track{fill:var(--track)}
.fill{fill:var(--bar)}
.fill.weak{fill:var(--bar-weak)}
.chart{display:block;width:100%;height:auto;overflow:visible}
.chart text{font:13px system-ui,sans-serif;fill:var(--ink)}
.chart text.name{fill:var(--faint)}
.chart text.band-name{fill:var(--faint);text-anchor:end;font-size:12px}
.band-two{fill:var(--band-two)}.band-one{fill:var(--band-one)}
.equal{stroke:var(--faint);stroke-width:1.2;stroke-dasharray:5 4}
.axis{fill:none;stroke:var(--faint);stroke-width:1}
.whisker{fill:none;stroke-width:2.6;stroke:var(--bar)}
.whisker.end{stroke-width:1.5;stroke-dasharray:4 4}
.mark.machine{fill:var(--bar);stroke:var(--panel);stroke-width:1.5}
.mark.reader{fill:var(--reader);stroke:var(--panel);stroke-width:1.5}
.whisker.reader{stroke:var(--reader)}
.density{fill:var(--bar-weak)}
.atom{fill:var(--panel);stroke:var(--bar-weak);stroke-width:1.5}
.legend{display:flex;gap:18px;font-size:13px;margin-top:4px}
.legend li{display:flex;gap:6px;align-items:center}
.legend .chart{width:14px}
"""

_BONES = """
.bones{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:14px 12px}
.bone img,.bone .absent{display:block;width:100%;height:auto;aspect-ratio:1;background:var(--film);
border-radius:6px}
.bone .absent{display:flex;align-items:center;justify-content:center;text-align:center;padding:8px;
background:var(--track);color:var(--faint);font-size:13px}
.bones .note{align-self:center;margin:0}
.bone .name{display:flex;justify-content:space-between;align-items:baseline;gap:6px;
margin:5px 0 4px}
h3{font-size:13px;font-weight:500}
.bone .letter{font-size:17px}
.bone.changed .letter,.bone.changed .small{color:var(--reader)}
.bone:target{outline:3px solid var(--accent);outline-offset:4px;border-radius:6px}
.posterior{display:block;width:100%;height:auto}
.posterior text{font:11.5px system-ui,sans-serif;fill:var(--faint);text-anchor:middle}
.posterior text.counts{fill:var(--ink);font-weight:700}
.diamond{fill:var(--reader)}
.origin{padding:14px 4px 0}
.origin h2{font-size:13px}
.origin dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:5px 28px;
font-size:13px}
.origin dl div{display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:8px}
.origin dt{color:var(--faint)}
.origin dd{overflow-wrap:anywhere}
.disclaimer{margin-top:12px;font-size:13px;font-weight:600}
"""

_NARROW = """
@media screen and (max-width:1080px){
.evidence{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}
.evidence.three .film-card{grid-row:span 2}
.sheet .doubt svg{display:none}
.sheet .doubt span{min-width:0}
.sheet.two{font-size:12px}
.sheet.two thead th{font-size:11.5px}
.sheet tbody th{white-space:normal}}
@media screen and (max-width:720px){
body{padding:14px 12px 24px}
.evidence,.evidence.two,.evidence.one{grid-template-columns:minmax(0,1fr)}
.evidence.three .film-card{grid-row:auto}
.card{padding:12px 12px}
.tiles{display:grid;grid-template-columns:1fr 1fr;padding:4px 0}
.tile{padding:8px 12px;border-left:0}
.tile.main{grid-column:1/-1}
.tile.main.reader,.tile.main.machine{grid-column:auto}
.tile.reader .number{font-size:34px}
.verdict{padding:10px 12px}
.reasons,.correction{padding-left:0}
.bones{grid-template-columns:repeat(auto-fill,minmax(140px,1fr));gap:16px 12px}
.sheet th,.sheet td{padding:4px 2px}
.sheet tbody th{white-space:normal}
.sheet .doubt svg{display:none}
.origin dl{grid-template-columns:1fr}}
"""

PAGE_STYLE = BASE_STYLE + _ANSWER + _EVIDENCE + _BONES + _NARROW + PRINT_STYLE
