/** Fetches a film's grey values and halves them until they are small, beside the page's own work. */

self.onmessage = async event => {
  const { id, url } = event.data;
  try {
    const answer = await fetch(url, { credentials: 'same-origin' });
    if (!answer.ok) {
      const said = await answer.json().catch(() => null);
      throw new Error(said?.error?.message ?? `the server answered ${answer.status}`);
    }
    const number = name => Number(answer.headers.get(name));
    const bits = number('X-Bits');
    const bytes = await answer.arrayBuffer();
    const data = bits === 16 ? new Uint16Array(bytes) : new Uint8Array(bytes);
    const levels = pyramid({ width: number('X-Width'), height: number('X-Height'), data });
    const own = answer.headers.get('X-Window') === 'own';
    const pixels = { bits, low: number('X-Low'), high: number('X-High'), own, levels };
    self.postMessage({ id, pixels }, { transfer: levels.map(level => level.data.buffer) });
  } catch (error) {
    self.postMessage({ id, fault: error instanceof Error ? error.message : String(error) });
  }
};

function pyramid(first) {
  const levels = [first];
  while (Math.max(levels.at(-1).width, levels.at(-1).height) > 256) {
    levels.push(halved(levels.at(-1)));
  }
  return levels;
}

/** Mean of each 2×2; an odd last row or column is left out, less than a pixel of the small one. */
function halved({ width, height, data }) {
  const w = Math.max(width >> 1, 1), h = Math.max(height >> 1, 1);
  const small = new data.constructor(w * h);
  for (let y = 0; y < h; y += 1) {
    let from = 2 * y * width;
    for (let at = y * w, end = at + w; at < end; at += 1, from += 2) {
      small[at] = (data[from] + data[from + 1] + data[from + width] + data[from + width + 1] + 2) >> 2;
    }
  }
  return { width: w, height: h, data: small };
}
