"""The index's script: plain JavaScript, no library. Rows are built as text, never as markup.

It reads the rows that the page holds as JSON (lists in the order of `index_rows.IndexRow`), sorts
and filters all of them, and shows a hundred at a time, so that 10,000 films stay quick.
"""

INDEX_SCRIPT = r"""
'use strict';
(() => {
const read = id => JSON.parse(document.getElementById(id).textContent);
const words = read('words'), body = document.getElementById('films');
const keys = ['file', 'stem', 'page', 'picture', 'verdict', 'boneAge', 'bound', 'low', 'high',
  'hasInterval', 'age', 'sex', 'reasons', 'corrected'];
const rows = read('rows').map((list, place) => {
  const row = {place};
  keys.forEach((key, at) => { row[key] = list[at]; });
  row.text = (row.file + ' ' + row.reasons).toLowerCase();
  row.difference = row.boneAge === null || row.age === null ? null : row.boneAge - row.age;
  return row;
});
const SIZE = 100;
let sort = '', up = true, page = 0, found = rows;
const number = (value, digits) => {  // halves go up, as in words.py
  const text = (value + Math.sign(value) * 1e-9).toFixed(digits);
  return (text === '-0.0' ? '0.0' : text).replace('-', '\u2212').replace('.', words.mark);
};
const signed = value => (value > 0 && number(value, 1) !== number(0, 1) ? '+' : '')
  + number(value, 1);
const fill = (text, places) => text.replace(/\{(\w+)\}/g, (_, key) => places[key]);
const OUT = {
  bone_age: row => row.bound ? (row.bound > 0 ? words.mature : words.below)
    : row.boneAge === null ? words.none : number(row.boneAge, 1),
  width: row => !row.hasInterval ? ''
    : row.low === null && row.high === null ? words.open
    : fill(words.to, {low: row.low === null ? words.below : number(row.low, 1),
        high: row.high === null ? words.mature : number(row.high, 1)}),
  age: row => row.age === null ? '' : number(row.age, 1),
  difference: row => row.difference === null ? '' : signed(row.difference),
};
const KEY = {
  file: row => row.file.toLowerCase(),
  verdict: row => row.verdict,
  bone_age: row => row.bound ? row.bound * 1e6 : row.boneAge,
  width: row => !row.hasInterval ? null
    : row.low === null || row.high === null ? 1e6 : row.high - row.low,
  age: row => row.age,
  difference: row => row.difference,
};
const make = (name, kind, text) => {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  if (text !== undefined) element.textContent = text;
  return element;
};
const line = row => {
  const tr = make('tr'), picture = make('td', 'picture'), name = make('th');
  name.scope = 'row';
  if (row.picture) {
    const image = make('img');
    image.loading = 'lazy'; image.alt = ''; image.src = words.pictures + row.stem + '.jpg';
    picture.append(image);
  }
  if (row.page) {
    const link = make('a', '', row.file);
    link.href = words.pages + row.stem + '.html';
    name.append(link);
  } else name.append(row.file);
  if (row.corrected) name.append(make('p', 'small reader', words.corrected));
  if (row.reasons) {
    const reasons = make('p', 'small', row.reasons);
    if (row.verdict === words.unreadable) reasons.lang = 'en';
    name.append(reasons);
  }
  const verdict = make('td', 'verdict-cell');
  verdict.append(document.getElementById('verdict-' + row.verdict).content.cloneNode(true));
  tr.append(picture, name, verdict);
  document.querySelectorAll('th[data-sort].num').forEach(head => {
    const cell = make('td', 'num', OUT[head.dataset.sort](row));
    cell.dataset.name = head.dataset.title;
    tr.append(cell);
  });
  return tr;
};
const show = () => {
  const pages = Math.max(1, Math.ceil(found.length / SIZE));
  page = Math.min(Math.max(page, 0), pages - 1);
  const start = page * SIZE, shown = found.slice(start, start + SIZE);
  body.replaceChildren(...shown.map(line));
  document.getElementById('shown').textContent = found.length
    ? fill(words.shown, {from: start + 1, to: start + shown.length, found: found.length})
    : words.nothing;
  document.getElementById('previous').disabled = page === 0;
  document.getElementById('next').disabled = page === pages - 1;
};
const compare = (a, b) => {
  const x = KEY[sort](a), y = KEY[sort](b);
  if (x === null || y === null) return (x === null) - (y === null) || a.place - b.place;
  const order = x < y ? -1 : x > y ? 1 : 0;
  return (up ? order : -order) || a.place - b.place;
};
const choose = () => {
  const said = document.getElementById('search').value.trim().toLowerCase();
  const bound = id => {
    const field = document.getElementById(id);
    return field.value === '' || Number.isNaN(field.valueAsNumber) ? null : field.valueAsNumber;
  };
  const from = bound('from'), to = bound('to');
  const ticked = new Set([...document.querySelectorAll('.verdicts input:checked')]
    .map(box => Number(box.value)));
  found = rows.filter(row => {
    const age = KEY.bone_age(row);
    return ticked.has(row.verdict) && (!said || row.text.includes(said))
      && (from === null || (age !== null && age >= from))
      && (to === null || (age !== null && age <= to));
  });
  if (sort) found.sort(compare);
  page = 0;
  show();
};
document.querySelectorAll('th[data-sort]').forEach(head => {
  head.dataset.title = head.textContent;
  const button = make('button', '', head.textContent), arrow = make('span', 'arrow');
  button.type = 'button';
  button.title = fill(words.sort, {column: head.textContent});
  arrow.setAttribute('aria-hidden', 'true');
  button.append(arrow);
  head.replaceChildren(button);
  button.addEventListener('click', () => {
    up = sort === head.dataset.sort ? !up : true;
    sort = head.dataset.sort;
    document.querySelectorAll('th[data-sort]').forEach(other => {
      const mine = other === head;
      other.querySelector('.arrow').textContent = mine ? (up ? ' \u25b2' : ' \u25bc') : '';
      if (mine) other.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      else other.removeAttribute('aria-sort');
    });
    choose();
  });
});
document.querySelector('.films').classList.add('sortable');
const form = document.getElementById('choose');
form.addEventListener('input', choose);
form.addEventListener('submit', event => event.preventDefault());
form.addEventListener('reset', () => setTimeout(choose));
const turn = by => { page += by; show(); document.getElementById('shown').scrollIntoView(
  {block: 'nearest'}); };
document.getElementById('previous').addEventListener('click', () => turn(-1));
document.getElementById('next').addEventListener('click', () => turn(1));
document.querySelectorAll('[hidden].scripted').forEach(part => { part.hidden = false; });
document.querySelectorAll('.unscripted').forEach(part => part.remove());
choose();
})();
"""
