// What a slider will show at the places its hand may come to next, asked of the session while the
// hand is still on its way. An answer counts only while nothing but this slider moves.

const FORWARD = 10;
const BACKWARD = 4;
const ENOUGH = { forward: 5, backward: 2 };
const AT_ONCE = 6;
// Places a millisecond: a faster hand is over them before their answers could come.
const FASTEST = 0.1;
const KEPT_ANSWERS = 500;

class Ahead {
  constructor() {
    this.forget();
  }

  forget(path = null) {
    this.path = path;
    this.known = new Map();
    this.asked = new Set();
    this.slider = null;
    this.speed = 0;
  }

  follow({ path, text }, slider) {
    if (path !== this.path) this.forget(path);
    const [place, at] = [Number(text), performance.now()];
    const [steps, time] = this.slider ? [(place - this.place) / Number(slider.step), at - this.at] : [0, 1];
    const speed = Math.min(Math.abs(steps) / Math.max(1, time), 2 * FASTEST);
    const way = Math.sign(steps) || this.way || 1;
    Object.assign(this, { slider, place, at, way, speed: (this.speed + speed) / 2 });
  }

  // The hand is gone: what is known stays, nothing more is asked for.
  rest() {
    this.slider = null;
  }

  answer(text) {
    return this.known.get(text);
  }

  take(answers) {
    for (const [text, reply] of Object.entries(answers)) this.known.set(text, reply);
    while (this.known.size > KEPT_ANSWERS) this.known.delete(this.known.keys().next().value);
  }

  // The next places to ask for, none while enough of them are there.
  wanted() {
    if (!this.slider || this.speed > FASTEST) return [];
    const before = this.missing(this.way, FORWARD);
    const behind = this.missing(-this.way, BACKWARD);
    if (!(before[0] <= ENOUGH.forward || behind[0] <= ENOUGH.backward)) return [];
    const steps = [...before, ...behind.map((one) => -one)].slice(0, AT_ONCE);
    const texts = steps.map((one) => this.text(one * this.way));
    for (const text of texts) this.asked.add(text);
    return texts;
  }

  missing(way, reach) {
    const steps = Array.from({ length: reach }, (_, i) => i + 1);
    return steps.filter((one) => {
      const text = this.text(one * way);
      return text !== null && !this.known.has(text) && !this.asked.has(text);
    });
  }

  // How the slider itself would write its value so many steps on; nothing beyond its ends.
  text(steps) {
    const { min, max, step } = this.slider;
    const place = Number((this.place + steps * Number(step)).toPrecision(12));
    return place < Number(min) || place > Number(max) ? null : String(place);
  }
}
