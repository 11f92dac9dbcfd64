/** Laying the usual hand on the open film: at once where two points are there, else after two clicks. */
import { pointOf } from './record.js';
import { store } from './store.js';
import { LEAST, placed } from './template.js';

// The ends of hand length: asked for first, since they lie furthest apart.
const ENDS = ['radius', 'dp3'];

export class Laying {
  /**
   * @param {import('./desk.js').Desk} desk
   * @param {import('./viewer.js').Viewer} viewer
   */
  constructor(desk, viewer) {
    this.desk = desk;
    this.viewer = viewer;
    this.asked = '';
    store.watch(s => [s.laying, s.film], () => store.state.laying && this.follow());
  }

  /** The command: lay the hand, or ask for what it needs; pressed again, the other hand. */
  press() {
    const { film, laying } = store.state, { desk } = this;
    if (!film) return undefined;
    if (laying) return this.stop('');
    const open = name => !film.bones[name].absent && (pointOf(film, name)?.template ?? true);
    if (!desk.names.some(open)) return desk.say('Every bone has a place already.');
    if (placed(film, desk.names).length >= LEAST) return this.lay(film);
    this.asked = film.film;
    store.set({ laying: true });
    return this.viewer.whole();
  }

  /** One more point: lay the hand, or go on to the other end. */
  follow() {
    const { film, bone } = store.state, { desk } = this;
    if (!film || film.film !== this.asked) return this.stop('');
    if (placed(film, desk.names).length >= LEAST) {
      this.stop('');
      return this.lay(film);
    }
    const end = ENDS.find(name => !pointOf(film, name) && !film.bones[name].absent);
    if (end && (pointOf(film, bone) || !ENDS.includes(bone))) store.set({ bone: end });
    return undefined;
  }

  lay(film) {
    const was = film.template, { desk } = this;
    // A film that says nothing shows a left hand, as most do.
    const mirrored = was ? !was.mirrored : film.side === 'right';
    const now = desk.lay(was?.told ? was.mirrored : mirrored);
    if (!now) return desk.say('The points lie on one place; move them apart.');
    this.viewer.whole();
    return desk.say(was?.told ? 'The points there tell which hand it is; move them if they are wrong.'
      : `Laid as a ${now.mirrored ? 'right' : 'left'} hand${now.told ? '' : '; * again for the other'}. Drag each point, then rate it.`);
  }

  stop(words) {
    store.set({ laying: false });
    return this.desk.say(words);
  }
}
