/** The server's interface (docs/annotate_api.md): every answer is JSON or an `ApiError`. */

export class ApiError extends Error {
  /** @param {number} status 0 when no answer came */
  constructor(status, body, message) {
    super(body?.error?.message ?? message);
    this.status = status;
    this.kind = body?.error?.kind ?? (status ? 'fault' : 'offline');
    this.current = body?.current ?? body?.error?.current ?? null;
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {any} [body]
 */
export async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, null, 'The server does not answer.');
  }
  const said = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new ApiError(answer.status, said, `The server answered ${answer.status}.`);
  return said;
}

/** Trade the token of the address for a cookie, and take it out of the address. */
export async function openSession() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!token) return;
  history.replaceState(null, '', location.pathname);
  await call('POST', '/api/session', { token });
}

export const getFilm = film => call('GET', `/api/films/${film}`);
export const greyUrl = film => `/api/films/${film}/grey`;

/** @param {{offset: number, limit: number, order: string}} query */
export const getFilms = query => call('GET', `/api/films?${new URLSearchParams(
  Object.entries(query).map(([key, value]) => [key, String(value)]))}`);
