/** Help, conflict, changed file, and what is on its way: the page's dialogs. */
import { call } from './api.js';
import { byId, make } from './dom.js';
import { KEYMAP, keyWords } from './keymap.js';
import { applied } from './record.js';
import { store } from './store.js';

const close = words => make('form', { method: 'dialog', className: 'closing' },
  make('button', { textContent: words, autofocus: true }));

/** The help is the key table, grouped as it is there; runs of one kind share a line. */
export function openHelp() {
  const dialog = byId('help');
  dialog.replaceChildren(
    make('div', { className: 'help-head' },
      make('h2', { id: 'help-title', textContent: 'Keys, mouse and touch' }), close('Close')),
    make('div', { className: 'help-groups' }, ...KEYMAP.map(group => make('section', {},
      make('h3', { textContent: group.title }),
      make('dl', {}, ...lines(group.rows).flatMap(line => [
        make('dt', {}, ...line.keys.map(key => make('kbd', { textContent: key }))),
        make('dd', {}, line.words, make('span', { className: 'faint', textContent: line.also })),
      ])))), marksHelp()));
  dialog.showModal();
}

function lines(rows) {
  const out = [];
  for (const row of rows) {
    const stem = row.command.replace(/-(left|right|up|down|[A-Z])$/, ''), last = out.at(-1);
    if (stem !== row.command && last?.stem === stem) {
      last.keys = [last.first, '…', keyWords(row.keys[0])];
      continue;
    }
    const first = keyWords(row.keys[0]);
    const words = stem === row.command ? row.words : row.words.replace(/ A$/, ' of the bone').replace(/, left$/, '');
    out.push({ stem, first, keys: row.keys.map(keyWords), words, also: row.also });
  }
  return out;
}

function marksHelp() {
  const meaning = [['●', 'confirmed: full ring, stage in bold'], ['◌', 'proposed: broken ring, stage with “?”'],
    ['◑', 'point confirmed, stage open'], ['○', 'nothing yet'], ['–', 'absent'], ['✕', 'proposal rejected'],
    ['▢', 'hidden: square ring on the film']];
  return make('section', {}, make('h3', { textContent: 'Signs' }), make('dl', {},
    ...meaning.flatMap(([sign, words]) => [make('dt', { textContent: sign }), make('dd', { textContent: words })])));
}

/** @param {import('./desk.js').Desk} desk */
export function openSaving(desk) {
  const { saving, status } = store.state, dialog = byId('saving');
  const { error } = desk.outbox;
  const entries = desk.outbox.entries.map(entry =>
    make('li', { textContent: `${entry.name}: ${told(entry.changes)}` }));
  const buttons = make('div', { className: 'closing' });
  const button = (words, run) => buttons.append(make('button', { textContent: words, onclick: () => {
    dialog.close();
    run();
  } }));
  if (entries.length && error) {
    button('Try again now', () => desk.outbox.retry());
    if ([400, 404, 413, 415, 422].includes(error.status)) {
      button('Give up this action', () => {
        desk.outbox.drop(desk.outbox.entries[0].action);
        desk.cache.forgetRecords();
        desk.open(store.state.film.film);
      });
    }
  }
  button('Close', () => {});
  const unwritten = status?.file?.unwritten ?? 0;
  dialog.replaceChildren(make('h2', { id: 'saving-title', textContent: saving.words }),
    make('p', { textContent: entries.length ? saving.detail || 'These actions are kept in this browser until the server has them.'
      : `Everything is on the disk.${unwritten ? ` ${unwritten} actions are in the journal and go into the file shortly.` : ''}` }),
    make('ul', { className: 'entries' }, ...entries), buttons);
  dialog.showModal();
}

function told(changes) {
  const { bones, ...rest } = changes;
  return [...Object.entries(bones ?? {}).map(([name, value]) => `${name} ${said(value)}`),
    ...Object.entries(rest).map(([key, value]) => `${key} ${said(value)}`)].join('; ');
}

function said(value) {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value !== 'object') return String(value);
  const { x, y, stage, absent, visibility } = value, parts = [];
  if (absent) return 'absent';
  if (x !== undefined) parts.push(x === null ? 'no point' : `at ${x.toFixed(1)}, ${y.toFixed(1)}`);
  if (stage !== undefined) parts.push(stage === null ? 'no stage' : `stage ${stage}`);
  if (visibility === 1) parts.push('hidden');
  return parts.join(', ') || 'changed';
}

/** Somebody else changed the film meanwhile: both values, and a choice for each. */
export function openConflict(desk, record) {
  const mine = desk.outbox.unsent(record.film), { bones, ...rest } = mine;
  const choices = [
    ...Object.entries(bones ?? {}).map(([name, value]) => ({ name, mine: value, part: { bones: { [name]: value } },
      theirs: Object.fromEntries(Object.keys(value).map(key => [key, record.bones[name][key]])) })),
    ...Object.entries(rest).map(([name, value]) => ({ name, mine: value, part: { [name]: value }, theirs: record[name] })),
  ].filter(choice => JSON.stringify(choice.mine) !== JSON.stringify(choice.theirs));
  const finish = changes => {
    byId('conflict').close();
    desk.cache.renew(record);
    desk.outbox.settle({ film: record.film, name: record.name }, record.version, changes);
    if (store.state.film?.film === record.film) store.set({ film: desk.dressed(applied(record, changes ?? {})) });
  };
  if (!choices.length) return finish(null);
  return showConflict(record, choices, finish);
}

function showConflict(record, choices, finish) {
  const radio = (name, value, words, checked) => make('label', {},
    make('input', { type: 'radio', name: `choose-${name}`, value, checked }), ` ${words}`);
  const rows = choices.map(choice => make('tr', {}, make('th', { scope: 'row', textContent: choice.name }),
    make('td', {}, radio(choice.name, 'mine', said(choice.mine), true)),
    make('td', {}, radio(choice.name, 'theirs', said(choice.theirs), false))));
  const dialog = byId('conflict');
  const chosen = () => {
    const kept = choices.filter(choice => dialog.querySelector(`[name="choose-${choice.name}"]:checked`).value === 'mine');
    if (!kept.length) return null;
    return kept.map(choice => choice.part).reduce((all, part) => ({ ...all, ...part,
      ...(all.bones || part.bones ? { bones: { ...all.bones, ...part.bones } } : {}) }), /** @type {any} */ ({}));
  };
  const all = choices.map(choice => choice.part).reduce((sum, part) => ({ ...sum, ...part,
    ...(sum.bones || part.bones ? { bones: { ...sum.bones, ...part.bones } } : {}) }), /** @type {any} */ ({}));
  const button = (words, value, main = false) => make('button', { textContent: words, className: main ? 'main' : '', onclick: () => finish(value()) });
  dialog.replaceChildren(make('h2', { id: 'conflict-title', textContent: 'This film was changed elsewhere' }),
    make('p', { textContent: `${record.name}: nothing is lost; choose which values count.` }),
    make('table', {}, make('thead', {}, make('tr', {}, make('th', {}), make('th', { textContent: 'Yours' }), make('th', { textContent: 'On disk' }))),
      make('tbody', {}, ...rows)),
    make('div', { className: 'closing' }, button('All as on disk', () => null), button('All yours', () => all), button('Save the choice', chosen, true)));
  if (!dialog.open) dialog.showModal();
}

/** The annotation file itself was written by another program. */
export function openFileConflict(desk, words) {
  const dialog = byId('file-conflict');
  const settle = async decision => {
    try {
      store.set({ status: await call('POST', '/api/file', { decision }) });
    } catch (error) {
      return desk.say(error.message);
    }
    dialog.close();
    desk.cache.forgetRecords();
    desk.outbox.retry();
    if (store.state.film) desk.open(store.state.film.film);
    return undefined;
  };
  dialog.replaceChildren(make('h2', { id: 'file-conflict-title', textContent: 'The annotation file was changed by another program' }),
    make('p', { textContent: words }),
    make('p', { className: 'faint', textContent: 'Whichever you choose, the other version is kept beside it.' }),
    make('div', { className: 'closing' },
      make('button', { textContent: 'Use what is in the file', onclick: () => settle('reload') }),
      make('button', { className: 'main', textContent: 'Keep my work', onclick: () => settle('keep') })));
  if (!dialog.open) dialog.showModal();
}
