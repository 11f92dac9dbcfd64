/**
 * Draws points, skeleton and letters over the film. What a mark says, it says by its shape:
 * full ring = confirmed, broken ring = proposed, square = hidden, triangle = rejected elsewhere.
 */
import { disagree, handLength, pointOf, stageOf } from './record.js';
import { toStage } from './view.js';

const FONT = '"DejaVu Sans Mono", ui-monospace, Menlo, Consolas, monospace';
// Ring radius in CSS pixels: less where the whole hand is small, so that neighbours stay apart.
const RING = { least: 5.5, most: 9, ofHand: 0.022 };

/** @param {{name: string, colour_rgb: number[]}[]} bones */
export class MarksLayer {
  constructor(canvas, bones, skeleton) {
    this.context = canvas.getContext('2d');
    this.ring = RING.most;
    this.skeleton = skeleton;
    this.colours = new Map(bones.map(b => [b.name, `rgb(${b.colour_rgb.join(' ')})`]));
    this.names = bones.map(b => b.name);
  }

  /**
   * @param {import('./record.js').Film} film
   * @param {import('./view.js').View} view
   * @param {{width: number, height: number, ratio: number}} stage
   * @param {{bone: string, hover: string, marks: boolean, dragged: any}} how
   */
  paint(film, view, stage, how) {
    const { context } = this;
    context.setTransform(stage.ratio, 0, 0, stage.ratio, 0, 0);
    context.clearRect(0, 0, stage.width, stage.height);
    if (!film || !how.marks) return;
    const ring = RING.ofHand * handLength(film) * view.scale;
    this.ring = Math.min(Math.max(ring, RING.least), RING.most);
    const points = new Map();
    for (const name of this.names) {
      const point = how.dragged?.bone === name ? { ...how.dragged, confirmed: true } : pointOf(film, name);
      if (point) points.set(name, { ...point, ...toStage(view, point.x, point.y) });
    }
    this.bonesJoined(points, Math.min(stage.width, stage.height) / 2);
    if (film.readings.length) this.readings(film, view, how);
    if (film.bones[how.bone]) this.machinesPlace(film, view, how.bone, points);
    for (const [name, point] of points) this.mark(film, name, point, how);
  }

  /** Lines between neighbours; longer ones would cross what is looked at closely. */
  bonesJoined(points, longest) {
    for (const [width, style] of [[3, 'rgb(0 0 0 / 45%)'], [1.25, 'rgb(255 255 255 / 50%)']]) {
      this.context.beginPath();
      for (const [a, b] of this.skeleton) {
        const from = points.get(a), to = points.get(b);
        if (!from || !to) continue;
        const long = Math.hypot(to.x - from.x, to.y - from.y);
        if (long < 4 * this.ring || long > longest) continue;
        // Stop short of the rings: the growth plate stays free.
        const part = (this.ring + 5) / long, dx = (to.x - from.x) * part, dy = (to.y - from.y) * part;
        this.context.moveTo(from.x + dx, from.y + dy);
        this.context.lineTo(to.x - dx, to.y - dy);
      }
      this.stroke(width, style);
    }
  }

  mark(film, name, { x, y, confirmed }, how) {
    const { context } = this, current = name === how.bone, colour = this.colours.get(name);
    const radius = current || name === how.hover ? this.ring + 3 : this.ring;
    const hidden = film.bones[name].visibility === 1;
    const outline = () => {
      context.beginPath();
      if (hidden) context.rect(x - radius + 1, y - radius + 1, 2 * radius - 2, 2 * radius - 2);
      else context.arc(x, y, radius, 0, 2 * Math.PI);
    };
    context.setLineDash(confirmed ? [] : [4.5, 3.5]);
    outline();
    this.stroke(current ? 5.5 : 4.5, 'rgb(0 0 0 / 80%)');
    outline();
    this.stroke(current ? 2.6 : 1.8, colour);
    context.setLineDash([]);
    this.centre(x, y, current, confirmed, colour);
    if (current) this.reticle(x, y, radius);
    this.label(film, name, x, y, radius, current);
  }

  centre(x, y, current, confirmed, colour) {
    const { context } = this;
    context.beginPath();
    context.arc(x, y, confirmed ? 2.1 : 1.4, 0, 2 * Math.PI);
    context.fillStyle = confirmed ? colour : '#fff';
    context.strokeStyle = '#000';
    context.lineWidth = 1;
    context.stroke();
    context.fill();
  }

  /** Four ticks about the current bone's ring, white so that it is found at a glance. */
  reticle(x, y, radius) {
    for (const [width, style] of [[4, 'rgb(0 0 0 / 80%)'], [1.8, '#fff']]) {
      this.context.beginPath();
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        this.context.moveTo(x + dx * (radius + 3), y + dy * (radius + 3));
        this.context.lineTo(x + dx * (radius + 11), y + dy * (radius + 11));
      }
      this.stroke(width, style);
    }
  }

  /** Stage letter beside the ring; a question mark while it is only proposed. */
  label(film, name, x, y, radius, current) {
    const stage = stageOf(film, name);
    const letter = stage ? stage.stage + (stage.confirmed ? '' : '?') : '–';
    const words = current ? `${letter} ${name}` : letter;
    this.text(words, x + radius + 6, y - radius + 1, stage?.confirmed ? 15 : 14, '#fff', !!stage?.confirmed);
  }

  text(words, x, y, size, colour, bold) {
    const { context } = this;
    context.font = `${bold ? 700 : 500} ${size}px ${FONT}`;
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = 4;
    context.strokeStyle = 'rgb(0 0 0 / 85%)';
    context.strokeText(words, x, y);
    context.fillStyle = colour;
    context.fillText(words, x, y);
  }

  /** Where the machine had the current bone's point, if a person moved it. */
  machinesPlace(film, view, name, points) {
    const machine = film.proposal.bones[name], point = points.get(name);
    if (!machine || machine.x === null || !point?.confirmed) return;
    const at = toStage(view, machine.x, machine.y);
    if (Math.hypot(at.x - point.x, at.y - point.y) < this.ring) return;
    for (const [width, style] of [[3.5, 'rgb(0 0 0 / 75%)'], [1.2, '#fff']]) {
      this.context.setLineDash([2, 3]);
      this.context.beginPath();
      this.context.moveTo(at.x, at.y);
      this.context.lineTo(point.x, point.y);
      this.stroke(width, style);
      this.context.setLineDash([]);
      this.cross(at, 4);
      this.stroke(width, style);
    }
  }

  cross({ x, y }, r) {
    this.context.beginPath();
    this.context.moveTo(x - r, y - r);
    this.context.lineTo(x + r, y + r);
    this.context.moveTo(x + r, y - r);
    this.context.lineTo(x - r, y + r);
  }

  /** Each rater's point with the rater's number; only bones in dispute away from the current one. */
  readings(film, view, how) {
    film.readings.forEach((reading, rater) => {
      for (const name of this.names) {
        const said = reading.bones[name];
        if (!said || said.x === null) continue;
        if (name !== how.bone && !disagree(film.readings, name)) continue;
        const at = toStage(view, said.x, said.y), r = 6;
        const outline = () => {
          this.context.beginPath();
          if (rater % 2) {
            for (const [dx, dy] of [[0, -r], [r, 0], [0, r], [-r, 0]]) this.context.lineTo(at.x + dx, at.y + dy);
            this.context.closePath();
          } else this.context.rect(at.x - r + 1, at.y - r + 1, 2 * r - 2, 2 * r - 2);
        };
        outline();
        this.stroke(4, 'rgb(0 0 0 / 80%)');
        outline();
        this.stroke(1.6, '#fff');
        const side = rater % 2 ? 1 : -1, stage = said.stage ?? '–';
        const words = `${rater + 1}:${stage}`;
        this.text(words, at.x + (side > 0 ? 10 : -36), at.y + 16, 13, '#fff', true);
      }
    });
  }

  stroke(width, style) {
    this.context.lineWidth = width;
    this.context.strokeStyle = style;
    this.context.stroke();
  }
}
