/** Puts the page together: server, store, desk, viewer, panels, keys. */
import { call, openSession } from './api.js';
import { aboutPanel } from './about_panel.js';
import { bonePanel } from './bone_panel.js';
import { commandsFor } from './commands.js';
import { Desk } from './desk.js';
import { openConflict, openFileConflict, openHelp, openSaving } from './dialogs.js';
import { byId } from './dom.js';
import { FilmList } from './film_list.js';
import { label, listen } from './keyboard.js';
import { Laying } from './laying.js';
import { Pointer } from './pointer.js';
import { resultPanel } from './result_panel.js';
import { stagePanel } from './stage_panel.js';
import { store } from './store.js';
import { restoreTheme, turnTheme } from './theme.js';
import { toolPanel } from './tool_panel.js';
import { topPanel } from './top_panel.js';
import { Viewer } from './viewer.js';

const POLL_MS = 2500;

async function start() {
  restoreTheme();
  await openSession();
  const setup = await call('GET', '/api/setup');
  store.set({ setup, finding: { ...store.state.finding, order: setup.order },
    uncertainFirst: setup.proposals || setup.mode === 'adjudicate' });
  const desk = new Desk(setup, {
    conflict: record => openConflict(desk, record),
    fileConflict: words => openFileConflict(desk, words),
    refused: () => openSaving(desk),
  });
  const viewer = new Viewer(setup);
  desk.pixelsReady = (film, pixels) => viewer.show(film, pixels);
  const list = new FilmList(setup, film => openFilm(desk, film));
  panels(setup, desk, viewer);
  const grown = whenGrown(() => list.load(true));
  const commands = commandsFor(setup, desk, viewer, pageCommands(desk, new Laying(desk, viewer)));
  listen(commands);
  label();
  new Pointer(viewer, desk, desk.names);
  store.watch(s => s.film?.film, id => id && id !== viewer.shown && viewer.blank());
  await openFirst(list, desk);
  call('GET', '/api/help/stages').then(help => store.set({ help }), error => desk.say(error.message));
  setInterval(() => poll(desk, grown), POLL_MS);
  addEventListener('beforeunload', event => desk.outbox.full && desk.outbox.entries.length && event.preventDefault());
}

function panels(setup, desk, viewer) {
  topPanel(desk);
  toolPanel(desk.names);
  resultPanel();
  aboutPanel();
  stagePanel(setup);
  bonePanel(setup, bone => {
    store.set({ bone });
    viewer.zoomToBone();
  });
  store.watch(s => s.saving, () => banner(desk));
}

/** The film of the address, or the first one that is not done. */
async function openFirst(list, desk) {
  const loading = list.load();
  await new Promise(ready => {
    const stop = () => store.state.rows.length && ready(undefined);
    store.watch(s => s.rows.length, stop);
    loading.then(ready, ready);
  });
  const rows = store.state.rows, wanted = new URLSearchParams(location.hash.slice(1)).get('film');
  const first = rows.find(row => row.film === wanted) ?? rows.find(row => row.state !== 'done') ?? rows[0];
  if (wanted && !rows.some(row => row.film === wanted)) await desk.open(wanted);
  else if (first) await desk.open(first.film);
  store.watch(s => s.film?.film, id => id && history.replaceState(null, '', `#film=${id}`));
}

function openFilm(desk, film) {
  desk.open(film);
  if (matchMedia('(max-width: 980px)').matches) showFilms(false);
}

function showFilms(shown) {
  document.body.classList.toggle('films-shown', shown);
  document.body.classList.toggle('films-hidden', !shown);
  byId('films-button').setAttribute('aria-expanded', String(shown));
}

function pageCommands(desk, laying) {
  const narrow = matchMedia('(max-width: 980px)');
  const shown = () => (narrow.matches ? document.body.classList.contains('films-shown')
    : !document.body.classList.contains('films-hidden'));
  return {
    help: openHelp,
    theme: turnTheme,
    saving: () => openSaving(desk),
    template: () => laying.press(),
    films: () => showFilms(!shown()),
    search: () => {
      showFilms(true);
      byId('search').focus();
    },
  };
}

/**
 * The list is asked for anew when a good part more of the films has been read, and when all have: the
 * order by gain follows, and so do the checks' signs.
 */
function whenGrown(load) {
  let listed = 0;
  return async ({ done, running }) => {
    if (done === listed || (running && done < 1.25 * listed + 4)) return;
    listed = done;
    await load();
  };
}

async function poll(desk, grown) {
  if (document.hidden) return;
  try {
    const status = await call('GET', '/api/status');
    // The cookie of a new start came by another window.
    if (desk.outbox.error?.kind === 'no_session') desk.outbox.retry();
    const before = store.state.status;
    store.set({ status });
    await grown(status.proposals);
    if (status.file.changed_outside && !before?.file.changed_outside) {
      openFileConflict(desk, 'The file on the disk is not the one this page last wrote.');
    }
    if (store.state.film?.proposal.state === 'waiting') await desk.refresh();
  } catch {
    // The saving state says what is kept; a missed poll is made good by the next one.
  }
}

function banner(desk) {
  const over = desk.outbox.error?.kind === 'no_session';
  byId('banner').hidden = !over;
  byId('banner').textContent = over ? 'The server was started anew. Open the address that its terminal shows; unsent actions are kept here and sent then.' : '';
}

start().catch(error => {
  byId('banner').hidden = false;
  byId('banner').textContent = error.kind === 'no_session'
    ? 'Open the address that the terminal shows: it holds the key to this session.' : error.message;
});
