"""The index's style sheet: a table on desktops, cards on phones."""

from boneage_kp.report.page.style import BASE_STYLE

INDEX_STYLE = (
    BASE_STYLE
    + """
.top h1.file{color:var(--ink)}
.choose{display:flex;flex-wrap:wrap;gap:10px 22px;align-items:center;background:var(--panel);
border:1px solid var(--rule);border-radius:10px;padding:12px 18px;margin-bottom:12px}
.choose[hidden],.turn[hidden]{display:none}
fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:6px 16px;min-width:0}
.verdicts label{display:flex;gap:6px;align-items:center;cursor:pointer}
.said{display:inline-flex;gap:6px;align-items:center;white-space:nowrap}
.said .sign{width:17px;height:17px}
.choose input[type=search]{min-width:10rem;flex:1 1 10rem}
input[type=search],input[type=number],button{font:inherit;color:inherit;background:var(--ground);
border:1px solid var(--faint);border-radius:6px;padding:5px 9px}
input[type=number]{width:4.6rem}
.ages{display:flex;gap:8px;align-items:center}
.search{flex:1 1 12rem;display:flex}
button{cursor:pointer}
button:disabled{color:var(--faint);border-color:var(--rule);cursor:default}
.turn{display:flex;gap:10px;align-items:center;margin:0 0 10px}
.turn p{margin-right:auto;color:var(--faint)}
.films{width:100%;border-collapse:collapse;background:var(--panel);border:1px solid var(--rule);
border-radius:10px}
.films th,.films td{padding:7px 12px;text-align:left;vertical-align:middle;font-weight:400;
border-top:1px solid var(--rule)}
.films thead th{position:sticky;top:0;background:var(--panel);z-index:1;font-size:13px;
color:var(--faint);white-space:nowrap;border-top:0;border-bottom:1px solid var(--faint)}
.films thead button{background:none;border:0;padding:2px 0;color:var(--accent)}
.films .num{text-align:right;white-space:nowrap}
.films tbody th{overflow-wrap:anywhere;min-width:12rem}
.films tbody th a{font-weight:600}
.small{font-size:13px;color:var(--faint);line-height:1.35;max-width:70ch}
.small.reader{color:var(--reader)}
.picture{width:76px}
.picture img{display:block;max-width:64px;max-height:72px;background:var(--film);border-radius:4px}
.unscripted{color:var(--faint);margin-bottom:10px}
.disclaimer{margin-top:14px;font-size:13px;font-weight:600}
@media (max-width:720px){
body{padding:14px 12px}
.films,.films tbody,.films caption{display:block}
.films thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.films.sortable thead{position:static;width:auto;height:auto;clip-path:none;display:block}
.sortable thead tr{display:flex;flex-wrap:wrap;gap:2px 18px;padding:8px 12px}
.sortable thead th{position:static;padding:0;border:0}
.sortable thead th:first-child{display:none}
.films tbody tr{display:grid;grid-template-columns:64px repeat(2,minmax(0,1fr));gap:2px 12px;
padding:10px 12px;border-top:1px solid var(--rule)}
.films tbody th,.films tbody td{padding:0;border:0;min-width:0}
.films .picture{grid-row:1/5;width:auto}
.films tbody th,.verdict-cell{grid-column:2/-1}
.films .num{text-align:left;white-space:normal}
.films .num:empty{display:none}
.films .num::before{content:attr(data-name);display:block;font-size:12px;color:var(--faint)}
.search input{min-width:0;width:100%}}
@media print{.choose,.turn{display:none}.films thead th{position:static}}
"""
)
