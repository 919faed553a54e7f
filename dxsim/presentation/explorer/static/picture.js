// The main picture: the share as a stack of components, its history, what is compared and the fan. It draws what
// it is given, no more. The canvas comes before anything else on the page is touched: words on a
// canvas make the browser lay out whatever is out of date.

const MARGIN = { left: 46, right: 150, top: 24, bottom: 22 };
// While a hand moves, the fan of the last rest is shown pale.
const [SOLID, PALE] = [0.16, 0.06];
const STEPS = [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

function lastAlive(values) {
  return values.reduce((kept, value, i) => (value === null ? kept : i), 0);
}

class Picture {
  // A fixed one shows another measure beside the main one; its targets are not moved by hand.
  constructor(screen, { fixed = false } = {}) {
    Object.assign(this, { screen, fixed, least: 0 });
    this.surface = new Surface("dx-picture", () => this.draw());
    this.node = this.surface.box;
    this.title = el("h3", { class: "dx-picture-head", hidden: true });
    this.frame = el("div", { class: "dx-picture-frame" }, this.title, this.node);
    this.marks = new Marks(this);
    this.readout = new Readout(this);
    this.node.append(this.marks.node, ...this.readout.nodes);
    this.surface.node.texts = this.surface.texts;
  }

  show(data) {
    Object.assign(this, data);
    this.draw();
  }

  // A title of its own, where several pictures stand side by side.
  head(title) {
    say(this.title, title);
    this.title.hidden = !title;
  }

  zoomed(zoom) {
    if (this.surface.zoom === zoom) return;
    this.surface.zoom = zoom;
    this.draw();
  }

  // The greatest share that is to be in sight: of the path, of what is compared and of all bands.
  highest() {
    const { picture, history } = this;
    const ghosts = picture.ghosts.map((one) => one.share).flat();
    const bands = this.fan_data ? this.fan_data.bands.map((one) => one.high).flat() : [];
    const abroad = this.fan_data ? this.fan_data.abroad.map((one) => one.share).flat() : [];
    const thresholds = picture.marks.map((mark) => Math.max(mark.threshold, mark.official));
    const all = [...picture.share, ...history.share, ...ghosts, ...bands, ...abroad, ...thresholds];
    return Math.max(this.least, ...all.filter((v) => v !== null));
  }

  draw() {
    const { picture, surface } = this;
    if (!picture || !surface.clear({ width: 100, height: 80 })) return;
    const { width, height } = surface.size;
    this.scales(width, height);
    this.drawGrid();
    this.drawAreas();
    this.drawFan();
    this.drawLines();
    this.drawExhausted();
    this.drawEnd(height);
    put(surface.node, { "aria-label": picture.alt });
    this.marks.draw();
    this.readout.again();
  }

  scales(width, height) {
    const { picture, history } = this;
    const first = Math.min(picture.years[0], ...history.years);
    const last = picture.years[picture.years.length - 1];
    const left = MARGIN.left;
    const right = width - this.endRoom(width);
    const bottom = height - MARGIN.bottom;
    const highest = this.highest() * 1.04;
    if (!this.marks.held) this.top = STEPS.find((step) => step >= highest) || 1;
    this.x = (year) => left + ((year - first) / (last - first)) * (right - left);
    this.y = (share) => (share === null ? null : bottom - (share / this.top) * (bottom - MARGIN.top));
    this.yearAt = (x) => Math.round(first + ((x - left) / (right - left)) * (last - first));
    this.shareAt = (y) => ((bottom - y) / (bottom - MARGIN.top)) * this.top;
    this.range = { first, last, left, right, bottom, top: MARGIN.top, width, height };
  }

  // The room at the right for the names of the parts, whatever a country calls them.
  endRoom(width) {
    const { surface, picture } = this;
    surface.pen.font = surface.font = `12px ${surface.family}`;
    const abroad = this.fan_data ? this.fan_data.abroad : [];
    const words = [
      ...picture.parts.map((part) => `${part.label} 100.0%`), ...picture.ghosts.map((one) => one.short),
      ...abroad.map((one) => one.label),
    ];
    const names = words.map((name) => surface.pen.measureText(name).width + 32);
    return Math.min(Math.max(MARGIN.right, ...names), width * 0.42);
  }

  drawGrid() {
    const { surface, range: { first, last, left, right, bottom } } = this;
    const step = this.top > 0.6 ? 0.2 : this.top > 0.25 ? 0.1 : 0.05;
    for (let share = 0; share <= this.top + 1e-9; share += step) {
      const y = this.y(share);
      surface.rule(left, Math.round(y) + 0.5, right, Math.round(y) + 0.5, INK.grid);
      surface.text(percentText(share, this.screen.lang, 0), left - 7, y + 4, { align: "right" });
    }
    const years = last - first > 14 ? 5 : 2;
    for (let year = Math.ceil(first / years) * years; year <= last; year += years) {
      surface.text(String(year), this.x(year), bottom + 16, { align: "center" });
    }
    surface.text(this.picture.caption, 12, 15, { colour: INK.ink, weight: "600", size: "12px" });
    const x = this.x(this.picture.years[0]);
    surface.rule(x, MARGIN.top, x, bottom, INK.now, [2, 3]);
  }

  drawAreas() {
    const { surface } = this;
    const xs = this.picture.years.map(this.x);
    let below = xs.map(() => 0);
    this.middles = [];
    for (const part of this.picture.parts) {
      const above = part.values.map((v, i) => (v === null ? null : v + below[i]));
      const tops = above.map(this.y);
      const feet = above.map((v, i) => (v === null ? null : this.y(below[i])));
      const colour = this.screen.colours[part.id];
      surface.area(xs, tops, feet, colour);
      surface.line(xs, tops, INK.paper, 1);
      const last = lastAlive(above);
      this.middles.push({ part, y: (tops[last] + feet[last]) / 2, x: xs[last], colour });
      below = above.map((v) => v || 0);
    }
  }

  drawFan() {
    if (!this.fan_data) return;
    const xs = this.fan_data.years.map(this.x);
    const to = (v) => this.y(v === null ? null : Math.min(v, 1));
    for (const { high, low } of this.fan_data.bands) {
      this.surface.area(xs, high.map(to), low.map(to), INK.band, this.moving ? PALE : SOLID);
    }
    for (const { share } of this.fan_data.abroad) {
      const ys = share.map(this.y);
      this.surface.line(xs, ys, INK.paper, 4);
      this.surface.line(xs, ys, INK.abroad, 1.8, [1.5, 3]);
    }
  }

  drawLines() {
    const { surface, picture, history } = this;
    surface.line(picture.years.map(this.x), picture.share.map(this.y), INK.ink, 2.2);
    picture.ghosts.forEach(({ years, share }, i) => {
      const [xs, ys] = [years.map(this.x), share.map(this.y)];
      surface.line(xs, ys, INK.paper, 4.5);
      surface.line(xs, ys, GHOSTS[i].colour, 2, GHOSTS[i].dash);
    });
    if (!history.years.length) return;
    const [xs, ys] = [history.years.map(this.x), history.share.map(this.y)];
    surface.line(xs, ys, INK.quiet, 1.4, [4, 3]);
    xs.forEach((x, i) => surface.dot(x, ys[i], 3));
    const under = ys[0] + 17 + 13 * history.lines.length < this.range.bottom;
    const from = under ? ys[0] + 17 : MARGIN.top + 12;
    history.lines.forEach((words, i) => surface.text(words, xs[0] + 1, from + 13 * i, { halo: true }));
  }

  drawEnd(height) {
    const { picture, surface } = this;
    const labels = this.middles.map(({ part, y, x, colour }) => ({
      y: y + 4, x, colour, words: `${part.label} ${part.end}`,
    }));
    const end = lastAlive(picture.share);
    const [x, y] = [this.x(picture.years[end]), this.y(picture.share[end])];
    labels.push({ y: y - 5, x, words: `${picture.total} ${picture.end}`, form: { weight: "700", size: "13px" } });
    const lines = picture.ghosts.map((one, i) => ({ ...one, words: one.short, colour: GHOSTS[i].colour }));
    const abroad = this.fan_data ? this.fan_data.abroad : [];
    lines.push(...abroad.map((one) => ({ ...one, years: this.fan_data.years, words: one.label, colour: INK.abroad })));
    for (const { share, years, words, colour } of lines) {
      const last = lastAlive(share);
      labels.push({ y: this.y(share[last]) + 4, x: this.x(years[last]), words, form: { colour } });
    }
    for (const label of spread(labels, MARGIN.top + 4, height - MARGIN.bottom - 1)) {
      if (label.colour) surface.bar(label.x + 13, 9, label.y - 9, label.y, label.colour);
      const form = { colour: INK.ink, size: "12px", halo: true, ...label.form };
      const x = label.x + (label.colour ? 26 : 13);
      surface.text(surface.fitted(label.words, surface.size.width - x - 2, form.size), x, label.y, form);
    }
  }

  drawExhausted() {
    const gone = this.picture.exhausted;
    if (!gone) return;
    const x = this.x(gone.year);
    const { right, bottom } = this.range;
    const foot = [bottom, bottom];
    this.surface.area([x, right], [MARGIN.top, MARGIN.top], foot, INK.gone, 0.09);
    const at = right - x > 130 ? right - 6 : x - 6;
    const form = { colour: INK.bad, weight: "600", align: "right" };
    this.surface.text(gone.words, at, MARGIN.top + 16, form);
  }
}
