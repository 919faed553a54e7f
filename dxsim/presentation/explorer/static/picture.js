// The main picture: the share as a stack of components, its history, ghost and fan. It draws what
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
  constructor(screen) {
    this.screen = screen;
    this.surface = new Surface("dx-picture", () => this.draw());
    this.node = this.surface.box;
    this.marks = new Marks(this);
    this.readout = new Readout(this);
    this.node.append(this.marks.node, ...this.readout.nodes);
    this.surface.node.texts = this.surface.texts;
  }

  show(data) {
    Object.assign(this, data);
    this.draw();
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
    const ghost = picture.ghost ? picture.ghost.share : [];
    const fan = this.fan_data ? this.fan_data.bands.map((one) => one.high).flat() : [];
    const thresholds = picture.marks.map((mark) => Math.max(mark.threshold, mark.official));
    const all = [...picture.share, ...history.share, ...ghost, ...fan].filter((v) => v !== null);
    const highest = Math.max(...all, ...thresholds) * 1.04;
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
    const names = picture.parts.map((part) => surface.pen.measureText(`${part.label} 100.0%`).width);
    return Math.min(Math.max(MARGIN.right, ...names.map((name) => name + 30)), width * 0.4);
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
  }

  drawLines() {
    const { surface, picture, history } = this;
    surface.line(picture.years.map(this.x), picture.share.map(this.y), INK.ink, 2.2);
    if (picture.ghost) {
      const { years, share } = picture.ghost;
      surface.line(years.map(this.x), share.map(this.y), INK.ghost, 1.8, [8, 4]);
    }
    if (!history.years.length) return;
    const [xs, ys] = [history.years.map(this.x), history.share.map(this.y)];
    surface.line(xs, ys, INK.quiet, 1.4, [4, 3]);
    xs.forEach((x, i) => surface.dot(x, ys[i], 3));
    const under = ys[0] + 17 + 13 * history.lines.length < this.range.bottom;
    const from = under ? ys[0] + 17 : MARGIN.top + 12;
    history.lines.forEach((words, i) => surface.text(words, xs[0] + 1, from + 13 * i));
  }

  drawEnd(height) {
    const { picture, surface } = this;
    const labels = this.middles.map(({ part, y, x, colour }) => ({
      y: y + 4, x, colour, words: `${part.label} ${part.end}`,
    }));
    const end = lastAlive(picture.share);
    const [x, y] = [this.x(picture.years[end]), this.y(picture.share[end])];
    labels.push({ y: y - 5, x, words: `${picture.total} ${picture.end}`, form: { weight: "700", size: "13px" } });
    if (picture.ghost) {
      const last = lastAlive(picture.ghost.share);
      labels.push({
        y: this.y(picture.ghost.share[last]) + 4, x: this.x(picture.ghost.years[last]),
        words: picture.ghost.short, form: { style: "italic", colour: INK.ghost },
      });
    }
    for (const label of spread(labels, MARGIN.top + 4, height - MARGIN.bottom - 1)) {
      if (label.colour) surface.bar(label.x + 13, 9, label.y - 9, label.y, label.colour);
      const form = { colour: INK.ink, size: "12px", halo: true, ...label.form };
      surface.text(label.words, label.x + (label.colour ? 26 : 13), label.y, form);
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
