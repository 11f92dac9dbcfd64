/** Which films of the list are shown. Pure. */

export const STATES = {
  all: 'All films', todo: 'To do', started: 'Started', done: 'Done', flagged: 'To review',
};

/**
 * @param {any[]} rows
 * @param {{search: string, state: string}} finding
 * @param {string} open id of the open film, which stays in the list although it fits no more
 */
export function found(rows, finding, open = '') {
  const words = finding.search.trim().toLowerCase();
  if (!words && finding.state === 'all') return rows;
  return rows.filter(row => row.film === open || (
    (!words || row.name.toLowerCase().includes(words)) && fits(row, finding.state)));
}

const fits = (row, state) =>
  state === 'all' || (state === 'flagged' ? row.flagged : row.state === state);

/** How many films each choice would show. */
export function counts(rows) {
  const number = state => rows.filter(row => fits(row, state)).length;
  return Object.fromEntries(Object.keys(STATES).map(state => [state, number(state)]));
}
