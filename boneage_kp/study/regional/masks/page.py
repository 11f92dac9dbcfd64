"""A round's masks as a page to click through: what is good goes into choice.json."""

from collections.abc import Sequence

from boneage_kp.report.page.document import document
from boneage_kp.report.page.markup import Html, joined, tag
from boneage_kp.report.page.palette import DARK, LIGHT, variables
from boneage_kp.report.words import ENGLISH
from boneage_kp.study.regional.masks.job import RoundFiles
from boneage_kp.study.regional.masks.rounds import Predicted
from boneage_kp.study.regional.masks.rule import MaskRule

_STYLE = (
    f":root{{{variables(LIGHT)}}}@media(prefers-color-scheme:dark){{:root{{{variables(DARK)}}}}}"
    + """
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
header{position:sticky;top:0;z-index:1;background:var(--panel);border-bottom:1px solid var(--rule);
padding:.7rem 1.2rem;display:flex;flex-wrap:wrap;gap:.5rem 1.2rem;align-items:center}
h1{font-size:1.1rem;margin:0}
p{margin:0}
.count{font-variant-numeric:tabular-nums}
.buttons{display:flex;flex-wrap:wrap;gap:.4rem;margin-left:auto}
.buttons button{font:inherit;color:var(--ink);background:var(--panel);border:1px solid var(--rule);
border-radius:6px;padding:.3rem .7rem;cursor:pointer}
.buttons button.main{background:var(--accent);border-color:var(--accent);color:var(--panel)}
.how{padding:.6rem 1.2rem 0;color:var(--faint);max-width:80ch}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:.8rem;
padding:.8rem 1.2rem 2rem}
.film{font:inherit;text-align:left;color:var(--ink);background:var(--panel);padding:0;
border:3px solid var(--rule);border-radius:8px;overflow:hidden;cursor:pointer;display:flex;
flex-direction:column}
.film[aria-pressed=true]{border-color:var(--ok)}
.film:focus-visible,.buttons button:focus-visible{
outline:3px solid var(--accent);outline-offset:2px}
.film img{width:100%;height:230px;object-fit:contain;background:var(--film);display:block}
.film .said{padding:.4rem .6rem .6rem;font-size:.83rem}
.film b{display:block;overflow-wrap:anywhere}
.film .mark::before{content:"left out";color:var(--rejected);font-weight:600}
.film[aria-pressed=true] .mark::before{content:"good";color:var(--ok)}
.film .figures{color:var(--faint);font-variant-numeric:tabular-nums}
.film .fault{color:var(--review)}
body[data-show=good] .film[aria-pressed=false],body[data-show=rest] .film[aria-pressed=true]
{display:none}
footer{padding:0 1.2rem 1.5rem;color:var(--faint)}
"""
)
_SCRIPT = """
const films = [...document.querySelectorAll('.film')];
const good = film => film.getAttribute('aria-pressed') === 'true';
const count = document.getElementById('count');
function press(film, on) { film.setAttribute('aria-pressed', on); }
function tell() {
  count.textContent = films.filter(good).length + ' of ' + films.length + ' good';
}
films.forEach(film => film.addEventListener('click', () => { press(film, !good(film)); tell(); }));
document.addEventListener('keydown', event => {
  const at = films.indexOf(document.activeElement);
  const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  if (at < 0 || !step) return;
  const next = films[at + step];
  if (next) { next.focus(); event.preventDefault(); }
});
const acts = {
  rule: () => films.forEach(film => press(film, film.dataset.rule === 'true')),
  none: () => films.forEach(film => press(film, false)),
  save: () => {
    const choice = {
      round: Number(document.body.dataset.round),
      good: films.filter(good).map(film => film.dataset.name),
    };
    const link = document.createElement('a');
    link.href = URL.createObjectURL(
      new Blob([JSON.stringify(choice, null, 1) + '\\n'], {type: 'application/json'}));
    link.download = 'choice.json';
    link.click();
  },
  show: () => {
    const order = ['all', 'good', 'rest'];
    const next = order[(order.indexOf(document.body.dataset.show) + 1) % 3];
    document.body.dataset.show = next;
    document.getElementById('show').textContent =
      'Showing: ' + {all: 'all', good: 'good', rest: 'left out'}[next];
  },
};
document.querySelectorAll('[data-act]').forEach(
  button => button.addEventListener('click', () => { acts[button.dataset.act](); tell(); }));
document.body.dataset.round = document.querySelector('main').dataset.round;
document.body.dataset.show = 'all';
tell();
"""
_HOW = (
    "Click a film whose outline follows the hand, fingers and wrist, or press the space bar; arrow "
    "keys move on. What the rule takes is chosen to begin with, the most doubtful film stands "
    "first. Save, put choice.json into this folder, and start the same command again: the next "
    "round is trained on what is good and asked about the rest."
)


def mask_page(
    number: int, predicted: Sequence[Predicted], rule: MaskRule, files: RoundFiles
) -> str:
    """The page of a round; it shows the thumbnails that lie beside it."""
    shown = [one for one in predicted if one.measures is not None]
    shown.sort(key=lambda one: one.measures.agreement if one.measures else 0.0)
    cards = [_card(one, rule, files) for one in shown]
    lacking = len(predicted) - len(shown)
    last = f"{lacking} films have no mask at all. " if lacking else ""
    body = joined(
        [
            _header(number),
            tag("p", {"class": "how"}, _HOW),
            tag("main", {"data-round": str(number)}, *cards),
            tag("footer", {}, last + ENGLISH("disclaimer")),
        ]
    )
    return document(f"Hand masks, round {number}", ENGLISH.language, _STYLE, body, _SCRIPT)


def _header(number: int) -> Html:
    buttons = [
        tag("button", {"data-act": "show", "id": "show"}, "Showing: all"),
        tag("button", {"data-act": "rule"}, "As the rule has it"),
        tag("button", {"data-act": "none"}, "None"),
        tag("button", {"data-act": "save", "class": "main"}, "Save choice.json"),
    ]
    return tag(
        "header",
        {},
        tag("h1", {}, f"Hand masks, round {number}"),
        tag("p", {"class": "count", "id": "count", "aria-live": "polite"}),
        tag("div", {"class": "buttons"}, *buttons),
    )


def _card(one: Predicted, rule: MaskRule, files: RoundFiles) -> Html:
    assert one.measures is not None
    faults, found = rule.faults(one.measures), one.measures
    picture = files.thumbnail(one.name).relative_to(files.folder).as_posix()
    figures = f"agrees {found.agreement:.0%}, fills {found.solidity:.0%} of its hull"
    said = [tag("b", {}, one.name), tag("span", {"class": "mark"})]
    said.append(tag("div", {"class": "figures"}, figures))
    said += [tag("div", {"class": "fault"}, fault) for fault in faults]
    taken = "false" if faults else "true"
    return tag(
        "button",
        {"class": "film", "aria-pressed": taken, "data-rule": taken, "data-name": one.name},
        tag("img", {"src": picture, "alt": "film with the outline of its mask", "loading": "lazy"}),
        tag("div", {"class": "said"}, *said),
    )
