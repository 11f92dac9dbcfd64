"""The style sheet for paper: the whole report on one A4 page, whatever its reasons are."""

# The body is one page high: the film gives way when there is more to say, then all of it shrinks;
# with four reasons or more the advice beside them is left to the screen.
PRINT_STYLE = """
@page{size:A4;margin:9mm 10mm}
@media print{
body{max-width:none;padding:0 .3mm;height:277mm;display:flex;flex-direction:column;
font-size:7.4pt;line-height:1.28;
-webkit-print-color-adjust:exact;print-color-adjust:exact}
.skip,.back,.switch,.switch+label,.film-card h2{display:none!important}
/* More to say: all of the page a little smaller. */
body:is(:has(.reasons li:nth-child(2)),:has(.correction)){zoom:.93;height:297mm}
body:has(.reasons li:nth-child(4)){zoom:.9;height:307mm}
body:has(.reasons li:nth-child(7)){zoom:.85;height:325mm}
main{flex:1 1 auto;display:flex;flex-direction:column}
.top{margin-bottom:1.5mm}
h1,.child,.note,.small,.chip,.tile dt,.tile dd.more,.said,.origin dl,.origin h2,.disclaimer,
.sheet thead th,.legend,h3{font-size:7.2pt}
.note,.small{line-height:1.25}
.file{font-size:11pt}
.chip{padding:.5mm 2.5mm}
.answer,.evidence{margin-bottom:1.6mm}
.tiles{padding:.5mm 0;flex-wrap:nowrap}
.tile{padding:.8mm 3mm;flex:1 1 0}
.tile.main{flex:1.5 1 0}
.tile dd{font-size:10.5pt}
.tile .number{font-size:20pt}.tile .number.words,.tile.machine .number{font-size:15pt}
.tiles.two .tile{padding:.8mm 2mm}
.tiles.two .tile dd:not(.more){font-size:9.5pt;white-space:nowrap}
.tiles.two .tile.main{flex:1.1 1 0}
.tile .unit{font-size:10pt}
.verdict{padding:1mm 3mm 1.2mm}
.said{gap:2mm}
.sign{width:4mm;height:4mm}
.reasons{padding:.3mm 0 0 6mm;max-width:none}
.correction{padding:.3mm 0 0 6mm}
.reasons li{padding:0}
.folder{font-size:7.2pt}
.reasons:has(li:nth-child(4)) .cure{display:none}
.reasons:has(li:nth-child(5)){columns:2;column-gap:5mm}
.reasons:has(li:nth-child(5)) li{break-inside:avoid}
.card{padding:1.6mm 2.4mm;border-radius:1.5mm}
.answer{border-radius:1.5mm}
h2{font-size:8.4pt;margin-bottom:.6mm}
.evidence{grid-template-columns:minmax(0,.78fr) minmax(0,1fr);grid-template-rows:auto 1fr;
flex:1 1 auto;gap:1.6mm}
.evidence.one{grid-template-columns:minmax(0,1fr)}
.sheet.two .doubt svg{display:inline}
.film-card{grid-row:1/3;display:flex;flex-direction:column;height:100%;padding:1.6mm}
.stage{flex:1 1 0;min-height:60mm;background:none}
.stage .film{position:absolute;inset:0;width:100%;height:100%;object-fit:contain}
.sheet,.sheet.two{line-height:1.08;font-size:7.4pt}
.sheet th,.sheet td{padding:.17mm .8mm}
.sheet svg{height:2mm;width:9mm}
.chart-card{display:grid;grid-template-columns:auto minmax(0,1fr);gap:0 3mm;align-content:start}
.chart-card h2{grid-column:1/-1}
.chart{height:42mm;width:45mm}
.legend .chart{height:3mm;width:3mm}
.chart text,.chart text.band-name{font-size:17px}
.note{margin-top:.8mm}
.bones{grid-template-columns:repeat(7,minmax(0,1fr));gap:1.2mm 1.8mm}
.bone img,.bone .absent{width:auto;height:18mm;margin:0;border-radius:1mm}
.bone .absent{padding:1mm;font-size:6.5pt}
.bone .name{margin:.4mm 0 .1mm;gap:1.2mm;white-space:nowrap;justify-content:flex-start}
.bone h3{font-size:6.1pt}
.bone .letter{font-size:9pt}
.posterior{height:7.4mm;width:auto}
.answer:has(li:nth-child(5))~.bones-card :is(img,.absent){height:13mm}
.answer:has(li:nth-child(5))~.bones-card .posterior{height:6mm}
.origin{padding:1.5mm 1mm 0}
.origin dl{grid-template-columns:1fr 1fr;gap:.2mm 5mm}
.origin dl div{grid-template-columns:27mm minmax(0,1fr);gap:2mm}
.disclaimer{margin-top:.8mm}
.card,.answer,.origin,.bone{break-inside:avoid}
a{color:inherit;text-decoration:none}
}
"""
