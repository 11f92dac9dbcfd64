/** Score, bone age and interval, live as stages change. */
import { call } from './api.js';
import { byId, write } from './dom.js';
import { store } from './store.js';

const PAUSE_MS = 60;

export function resultPanel() {
  let timer = 0, turn = 0;
  const ask = async () => {
    const { film } = store.state, mine = ++turn;
    if (!film) return;
    const stages = Object.fromEntries(Object.entries(film.bones)
      .map(([name, bone]) => [name, bone.absent ? null : bone.stage]));
    try {
      const score = await call('POST', '/api/score',
        { sex: film.sex, age_months: film.age_months, stages, film: film.film });
      if (mine === turn && store.state.film?.film === film.film) store.set({ score });
    } catch (error) {
      if (mine === turn) store.set({ score: { reason: error.message } });
    }
  };
  const stagesOf = film => film && [film.film, film.sex, film.age_months, film.proposal.state,
    ...Object.values(film.bones).map(bone => (bone.absent ? '-' : bone.stage))].join();
  store.watch(s => stagesOf(s.film), () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  store.watch(s => s.score, score => show(score));
}

const years = months => (months / 12).toFixed(1);
const BOUND = { mature: 'mature', below_first_row: 'below the table' };

function show(score) {
  const known = score && (score.bone_age_months ?? score.median_months ?? null) !== null;
  const main = !score ? '–' : score.bound ? BOUND[score.bound]
    : known ? `${years(score.bone_age_months ?? score.median_months)} y` : '–';
  write('bone-age', main);
  byId('bone-age').classList.toggle('words', !!score?.bound);
  write('interval-head', score?.one_stage_off ? 'One stage off' : '90 % interval');
  write('interval', interval(score));
  write('score', score?.score === null || score?.score === undefined ? '–' : String(score.score));
  write('z', score?.z === null || score?.z === undefined ? '–'
    : `${score.z < 0 ? '−' : '+'}${Math.abs(score.z).toFixed(1)}`);
  byId('z').title = score?.z_source ?? '';
  write('result-note', note(score));
  const { odd } = score ?? {};
  byId('odd').hidden = !odd;
  if (odd) write('odd', `⚠ ${odd.bone} ${odd.stage} is out of line: the other bones speak for ${odd.expected}. Look again; it stays as you say.`);
}

const end = (value, bound) => (value === null ? BOUND[bound] ?? 'open' : years(value));

function interval(score) {
  if (score?.one_stage_off) {
    const { lower, higher } = score.one_stage_off;
    return `${end(lower.months, lower.bound)} – ${end(higher.months, higher.bound)} y`;
  }
  if (!score?.interval_months) return '–';
  const [low, high] = score.interval_months, [under, over] = score.interval_bounds ?? [];
  return `${end(low, under)} – ${end(high, over)} y`;
}

/** Stages that are given count as certain: no interval follows, but what the smallest slip would do does. */
function slips({ one_stage_off: { lower, higher }, from_proposal: given }) {
  const ends = [lower, higher].filter(slip => slip.bone).map(slip => `${slip.bone} ${slip.stage}`);
  const whose = given?.length === store.state.setup.bones.length ? 'The file\'s' : given?.length ? 'All' : 'Your';
  return `${whose} stages count as certain: no interval. One stage off changes the age most at ${ends.join(' or ')}.`;
}

function note(score) {
  if (!score) return '';
  if (!store.state.film?.sex) return 'Choose girl or boy: the tables differ.';
  const list = names => (names.length > 4 ? `${names.length} bones` : names.join(', '));
  const parts = [];
  if (score.one_stage_off) return slips(score);
  if (score.from_proposal?.length) parts.push(`${list(score.from_proposal)} as proposed`);
  if (score.estimated?.length) parts.push(`${list(score.estimated)} estimated from the others`);
  if (score.missing?.length && !score.estimated?.length) parts.push(`${list(score.missing)} missing`);
  const open = (score.from_proposal?.length ?? 0) + (score.missing?.length ?? 0);
  const alone = open < store.state.setup.bones.length && score.interval_months ? ' The interval holds their doubt alone.' : '';
  return parts.length ? `With ${parts.join('; ')}.${alone}` : score.reason && !score.score ? score.reason : '';
}
