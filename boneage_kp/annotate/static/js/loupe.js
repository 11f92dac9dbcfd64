/** A magnifier that follows the pointer; while a finger drags a point it stands above the finger. */

const SIZE = 200, TIMES = 2.5;

export class Loupe {
  /** @param {HTMLCanvasElement} canvas @param {HTMLCanvasElement[]} sources */
  constructor(canvas, sources) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    this.sources = sources;
    this.at = null;
  }

  /** @param {{x: number, y: number, finger?: boolean} | null} at in CSS pixels of the window */
  follow(at) {
    this.at = at;
    if (!at) this.canvas.hidden = true;
  }

  /** Where exactly the pointer, or the dragged point, is. */
  cross(ratio) {
    const { context } = this, middle = (SIZE / 2) * ratio;
    for (const [width, style] of [[3, 'rgb(0 0 0 / 70%)'], [1, '#fff']]) {
      context.lineWidth = width * ratio;
      context.strokeStyle = style;
      context.beginPath();
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        context.moveTo(middle + 5 * dx * ratio, middle + 5 * dy * ratio);
        context.lineTo(middle + 14 * dx * ratio, middle + 14 * dy * ratio);
      }
      context.stroke();
    }
  }

  paint(room) {
    const { at, canvas, context } = this;
    if (!at) return;
    const ratio = room.ratio, part = (SIZE / TIMES) * ratio;
    canvas.width = canvas.height = SIZE * ratio;
    context.imageSmoothingQuality = 'high';
    for (const source of this.sources) {
      context.drawImage(source, at.x * ratio - part / 2, at.y * ratio - part / 2, part, part,
        0, 0, canvas.width, canvas.height);
    }
    this.cross(ratio);
    const gap = at.finger ? 60 : 28;
    const above = at.y - SIZE - gap > 0 || at.y > room.height / 2;
    const left = Math.min(Math.max(at.x - SIZE / 2, 4), room.width - SIZE - 4);
    const top = Math.min(Math.max(above ? at.y - SIZE - gap : at.y + gap, 4), room.height - SIZE - 4);
    canvas.hidden = false;
    canvas.style.transform = `translate(${left}px, ${top}px)`;
  }
}
