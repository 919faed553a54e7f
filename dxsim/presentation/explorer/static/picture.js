// The main picture: the share as a stack of components, its history, targets, ghost and fan; and
// the strip under it, the growth of the rest of the economy. Draws what it is given, no more.

const MARGIN = { left: 46, right: 150, top: 24, bottom: 22 };
const LABEL_GAP = 14;

function spread(items, lowest, highest, gap = LABEL_GAP) {
  const sorted = [...items].sort((a, b) => a.y - b.y);
  let floor = lowest;
  for (const item of sorted) {
    item.y = Math.max(item.y, floor);
    floor = item.y + gap;
  }
  let ceiling = highest;
  for (const item of sorted.reverse()) {
    item.y = Math.min(item.y, ceiling);
    ceiling = item.y - gap;
  }
  return items;
}

function niceTop(highest) {
  const steps = [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
  return steps.find((step) => step >= highest * 1.04) || 1;
}

function line(xs, ys) {
  let path = "";
  let open = false;
  xs.forEach((x, i) => {
    const y = ys[i];
    if (y === null || y === undefined) open = false;
    else {
      path += `${open ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      open = true;
    }
  });
  return path;
}

function band(xs, upper, lower) {
  const alive = xs.map((_, i) => i).filter((i) => upper[i] !== null && lower[i] !== null);
  if (alive.length < 2) return "";
  const there = alive.map((i) => `${xs[i].toFixed(1)} ${upper[i].toFixed(1)}`);
  const back = alive.reverse().map((i) => `${xs[i].toFixed(1)} ${lower[i].toFixed(1)}`);
  return `M${there.join("L")}L${back.join("L")}Z`;
}

// Elements kept from one drawing to the next; those not asked for again are removed.
class Kept {
  constructor() {
    this.nodes = new Map();
    this.drawing = 0;
  }

  begin() {
    this.drawing += 1;
  }

  one(layer, key, tag, attributes, text) {
    let node = this.nodes.get(key);
    if (!node) {
      node = svg(tag, {});
      this.nodes.set(key, node);
      layer.append(node);
    }
    node.drawn = this.drawing;
    put(node, attributes);
    if (text !== undefined) say(node, text);
    return node;
  }

  end() {
    for (const [key, node] of this.nodes) {
      if (node.drawn === this.drawing) continue;
      node.remove();
      this.nodes.delete(key);
    }
  }
}

class Picture {
  constructor(screen) {
    this.screen = screen;
    this.kept = new Kept();
    this.svg = svg("svg", { class: "dx-picture", role: "group" });
    this.title = svg("title", {});
    this.svg.append(this.title);
    for (const name of ["grid", "areas", "fan", "lines", "marks", "words", "hover"]) {
      this[name] = svg("g", { class: `dx-${name}` });
      this.svg.append(this[name]);
    }
    this.readout = el("div", { class: "dx-readout", hidden: true, "aria-hidden": "true" });
    this.node = el("div", { class: "dx-picture-box" }, this.svg, this.readout);
    this.svg.addEventListener("pointermove", (event) => this.hovered(event));
    this.svg.addEventListener("pointerleave", () => this.unhover());
    this.size = sized(this.node, () => this.draw());
  }

  one(layer, key, tag, attributes, text) {
    return this.kept.one(layer, key, tag, attributes, text);
  }

  show(data) {
    Object.assign(this, data);
    this.draw();
  }

  draw() {
    const { picture, history } = this;
    const { width, height } = this.size;
    if (!picture || width < 100 || height < 80) return;
    this.kept.begin();
    put(this.svg, { width, height, viewBox: `0 0 ${width} ${height}` });
    say(this.title, picture.alt);
    this.scales(width, height);
    this.drawGrid(width, height);
    this.drawAreas();
    this.drawFan();
    this.drawLines();
    this.drawEnd(height);
    this.drawMarks();
    this.drawExhausted();
    this.kept.end();
    if (!this.readout.hidden && this.pointed) this.hovered(this.pointed);
  }

  scales(width, height) {
    const { picture, history } = this;
    const first = Math.min(picture.years[0], ...history.years);
    const last = picture.years[picture.years.length - 1];
    const left = MARGIN.left;
    const right = width - MARGIN.right;
    const bottom = height - MARGIN.bottom;
    const ghost = picture.ghost ? picture.ghost.share : [];
    const fan = this.fan_data ? this.fan_data.bands.map((one) => one.high).flat() : [];
    const all = [...picture.share, ...history.share, ...ghost, ...fan];
    const marks = picture.marks.map((mark) => Math.max(mark.threshold, mark.official));
    if (!this.held) this.top = niceTop(Math.max(...all.filter((v) => v !== null), ...marks));
    this.x = (year) => left + ((year - first) / (last - first)) * (right - left);
    this.y = (share) => bottom - (share / this.top) * (bottom - MARGIN.top);
    this.yearAt = (x) => Math.round(first + ((x - left) / (right - left)) * (last - first));
    this.shareAt = (y) => ((bottom - y) / (bottom - MARGIN.top)) * this.top;
    this.range = { first, last, left, right, bottom };
  }

  drawGrid(width, height) {
    const { first, last, left, right, bottom } = this.range;
    const step = this.top > 0.6 ? 0.2 : this.top > 0.25 ? 0.1 : 0.05;
    for (let share = 0; share <= this.top + 1e-9; share += step) {
      const y = this.y(share);
      const key = share.toFixed(2);
      this.one(this.grid, `g${key}`, "line", { x1: left, x2: right, y1: y, y2: y });
      const text = percentText(share, this.screen.lang, 0);
      this.one(this.grid, `t${key}`, "text", { x: left - 7, y: y + 4, "text-anchor": "end" }, text);
    }
    const years = last - first > 14 ? 5 : 2;
    for (let year = Math.ceil(first / years) * years; year <= last; year += years) {
      const attributes = { x: this.x(year), y: bottom + 16, "text-anchor": "middle" };
      this.one(this.grid, `y${year}`, "text", attributes, String(year));
    }
    const x = this.x(this.picture.years[0]);
    this.one(this.grid, "caption", "text", { x: 12, y: 15, class: "dx-caption" }, this.picture.caption);
    this.one(this.grid, "now", "line", { class: "dx-now", x1: x, x2: x, y1: MARGIN.top, y2: bottom });
  }

  drawAreas() {
    const xs = this.picture.years.map(this.x);
    let below = xs.map(() => 0);
    this.middles = [];
    for (const part of this.picture.parts) {
      const above = part.values.map((v, i) => (v === null ? null : v + below[i]));
      const tops = above.map((v) => (v === null ? null : this.y(v)));
      const feet = above.map((v, i) => (v === null ? null : this.y(below[i])));
      const colour = this.screen.colours[part.id];
      this.one(this.areas, `a-${part.id}`, "path", { d: band(xs, tops, feet), fill: colour, class: "dx-area" });
      const last = above.reduce((kept, v, i) => (v === null ? kept : i), 0);
      this.middles.push({ part, y: (tops[last] + feet[last]) / 2, x: xs[last], colour });
      below = above.map((v) => v || 0);
    }
    this.ends = { x: xs[this.alive()], y: this.y(this.picture.share[this.alive()]) };
  }

  alive() {
    return this.picture.share.reduce((kept, v, i) => (v === null ? kept : i), 0);
  }

  drawFan() {
    if (!this.fan_data) return;
    const xs = this.fan_data.years.map(this.x);
    this.fan_data.bands.forEach((one, i) => {
      const to = (v) => (v === null ? null : this.y(Math.min(v, 1)));
      this.one(this.fan, `f${i}`, "path", { d: band(xs, one.high.map(to), one.low.map(to)), class: "dx-band" });
    });
  }

  drawLines() {
    const { picture, history } = this;
    const to = (v) => (v === null ? null : this.y(v));
    const total = line(picture.years.map(this.x), picture.share.map(to));
    this.one(this.lines, "total", "path", { d: total, class: "dx-total" });
    if (history.years.length) {
      const past = line(history.years.map(this.x), history.share.map(to));
      this.one(this.lines, "past", "path", { d: past, class: "dx-past" });
      history.years.forEach((year, i) => {
        const at = { cx: this.x(year), cy: this.y(history.share[i]), r: 3, class: "dx-point" };
        this.one(this.lines, `p${year}`, "circle", at);
      });
      const x = this.x(history.years[0]) - 6;
      const y = this.y(history.share[0]) + 17;
      history.lines.forEach((words, i) => this.one(this.words, `past${i}`, "text", { x, y: y + 13 * i }, words));
    }
    if (picture.ghost) {
      const ghost = line(picture.ghost.years.map(this.x), picture.ghost.share.map(to));
      this.one(this.lines, "ghost", "path", { d: ghost, class: "dx-ghost" });
    }
  }

  drawEnd(height) {
    const { picture } = this;
    const labels = this.middles.map(({ part, y, x, colour }) => ({
      key: part.id, y: y + 4, x, colour, text: `${part.label} ${part.end}`, bold: false,
    }));
    labels.push({ key: "all", y: this.ends.y - 5, x: this.ends.x, text: `${picture.total} ${picture.end}`, bold: true });
    if (picture.ghost) {
      const last = picture.ghost.share.reduce((kept, v, i) => (v === null ? kept : i), 0);
      const y = this.y(picture.ghost.share[last]) + 4;
      labels.push({ key: "ghost", y, x: this.x(picture.ghost.years[last]), text: picture.ghost.short, ghost: true });
    }
    spread(labels, MARGIN.top + 4, height - MARGIN.bottom - 1);
    for (const { key, x, y, text, colour, bold, ghost } of labels) {
      const kind = bold ? "dx-end dx-bold" : ghost ? "dx-end dx-ghost-label" : "dx-end";
      const attributes = { x: x + (colour ? 20 : 8), y, class: kind };
      this.one(this.words, `e-${key}`, "text", attributes, text);
      if (!colour) continue;
      const swatch = { x: x + 7, y: y - 9, width: 9, height: 9, fill: colour, class: "dx-swatch" };
      this.one(this.words, `s-${key}`, "rect", swatch);
    }
  }

  drawMarks() {
    const labels = [];
    for (const mark of this.picture.marks) {
      const x = this.x(mark.year);
      const y = this.y(mark.threshold);
      const row = this.rows.find((one) => one.id === mark.id);
      const state = row ? row.state : "none";
      if (mark.threshold !== mark.official) {
        const old = this.y(mark.official);
        this.one(this.marks, `o-${mark.id}`, "line", { x1: x - 9, x2: x + 9, y1: old, y2: old, class: "dx-official" });
      }
      const group = this.one(this.marks, `m-${mark.id}`, "g", {
        class: `dx-mark dx-${state}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
        tabindex: 0, role: "slider", "aria-orientation": "vertical",
        "aria-label": mark.title, "aria-valuenow": (mark.threshold * 100).toFixed(1),
        "aria-valuemin": this.screen.threshold.low, "aria-valuemax": this.screen.threshold.high,
        "aria-valuetext": `${mark.label}: ${row ? row.word : ""}`, "data-target": mark.id,
      });
      if (!group.firstChild) this.furnish(group, mark.id);
      labels.push({ key: mark.id, x, y: y + 4, text: mark.label, year: mark.year });
    }
    for (const year of new Set(labels.map((label) => label.year))) {
      spread(labels.filter((label) => label.year === year), MARGIN.top, this.range.bottom, 13);
    }
    for (const { key, x, y, text } of labels) {
      this.one(this.marks, `l-${key}`, "text", { x: x - 12, y, class: "dx-mark-label", "text-anchor": "end" }, text);
    }
  }

  furnish(group, id) {
    group.append(
      svg("rect", { x: -16, y: -12, width: 32, height: 24, fill: "transparent" }),
      svg("line", { x1: -9, x2: 9, y1: 0, y2: 0, class: "dx-bar" }),
      svg("path", { d: "M0 -6L6 0L0 6L-6 0Z", class: "dx-diamond" }),
    );
    const { low, high, step } = this.screen.threshold;
    const set = (share, fresh) => {
      const rounded = Math.min(high, Math.max(low, Math.round((share * 100) / step) * step));
      this.screen.edit({ do: "threshold", target: id, text: rounded.toFixed(1), fresh });
    };
    const current = () => this.picture.marks.find((mark) => mark.id === id).threshold;
    group.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      group.focus();
      group.setPointerCapture(event.pointerId);
      this.held = true;
      let fresh = true;
      const move = (e) => {
        set(this.shareAt(e.clientY - this.svg.getBoundingClientRect().top), fresh);
        fresh = false;
      };
      const drop = () => {
        this.held = false;
        group.removeEventListener("pointermove", move);
        this.draw();
      };
      group.addEventListener("pointermove", move);
      group.addEventListener("pointerup", drop, { once: true });
      group.addEventListener("pointercancel", drop, { once: true });
    });
    group.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
      if (!way) return;
      event.preventDefault();
      set(current() + (way * step) / 100, true);
    });
  }

  drawExhausted() {
    const gone = this.picture.exhausted;
    if (!gone) return;
    const x = this.x(gone.year);
    const { right, bottom } = this.range;
    this.one(this.areas, "gone", "rect", {
      x, y: MARGIN.top, width: Math.max(0, right - x), height: bottom - MARGIN.top, class: "dx-gone",
    });
    const wide = right - x > 130;
    const at = { x: wide ? right - 6 : x - 6, y: MARGIN.top + 16, class: "dx-gone-words", "text-anchor": "end" };
    this.one(this.words, "gone-words", "text", at, gone.words);
  }

  hovered(event) {
    if (!this.picture || this.held || !this.yearAt) return;
    const box = this.svg.getBoundingClientRect();
    this.pointed = event;
    const year = this.yearAt(event.clientX - box.left);
    const { picture, history } = this;
    const at = picture.years.indexOf(year);
    const lang = this.screen.lang;
    const rows = [];
    if (at >= 0) {
      rows.push([picture.total, percentText(picture.share[at], lang)]);
      for (const part of [...picture.parts].reverse()) rows.push([part.label, percentText(part.values[at], lang)]);
      const ghost = picture.ghost ? picture.ghost.years.indexOf(year) : -1;
      if (ghost >= 0) rows.push([picture.ghost.label, percentText(picture.ghost.share[ghost], lang)]);
    }
    const past = history.years.indexOf(year);
    if (past >= 0) rows.push([history.label, percentText(history.share[past], lang, 2)]);
    if (!rows.length) return this.unhover();
    this.readout.replaceChildren(
      el("b", {}, String(year)),
      ...rows.map(([name, value]) => el("span", {}, el("span", {}, name), el("b", {}, value))),
    );
    this.readout.hidden = false;
    const x = this.x(year);
    const { left, bottom } = this.range;
    const side = x > left + 190 ? x - this.readout.offsetWidth - 12 : x + 12;
    this.readout.style.transform = `translate(${side}px, ${MARGIN.top + 4}px)`;
    if (!this.cross) this.hover.append((this.cross = svg("line", { class: "dx-cross" })));
    put(this.cross, { x1: x, x2: x, y1: MARGIN.top, y2: bottom, visibility: "visible" });
  }

  unhover() {
    this.readout.hidden = true;
    if (this.cross) put(this.cross, { visibility: "hidden" });
  }
}

class RestStrip {
  constructor(screen) {
    this.screen = screen;
    this.kept = new Kept();
    this.svg = svg("svg", { class: "dx-strip", role: "img" });
    this.words = el("p", { class: "dx-rest-words", role: "status" });
    this.caption = el("h3", {});
    this.key = el("p", { class: "dx-key" });
    const text = el("div", { class: "dx-rest-text" }, this.caption, this.words, this.key);
    this.box = el("div", { class: "dx-strip-box" }, this.svg);
    this.node = el("section", { class: "dx-rest" }, text, this.box);
    this.size = sized(this.box, () => this.draw());
  }

  show(rest) {
    this.rest = rest;
    this.draw();
  }

  draw() {
    const { rest } = this;
    if (!rest) return;
    const t = this.screen.texts;
    say(this.caption, t.rest_title);
    say(this.words, rest.words);
    this.words.classList.toggle("dx-alarm", !rest.sound);
    say(this.key, t.rest_key);
    const { width, height } = this.size;
    if (width < 60 || height < 20) return;
    const shown = [...rest.growth, ...rest.real].filter((v) => v !== null);
    const top = Math.max(0.05, ...shown);
    const low = Math.min(0, ...shown);
    const foot = height - 14;
    const y = (v) => 12 + ((top - v) / (top - low)) * (foot - 22);
    const zero = y(0);
    const step = (width - 8) / rest.years.length;
    this.kept.begin();
    put(this.svg, { width, height, "aria-label": `${t.rest_title}. ${rest.words}` });
    rest.years.forEach((year, i) => {
      const x = 4 + i * step;
      const { growth, real } = { growth: rest.growth[i], real: rest.real[i] };
      if (growth !== null) this.bar(`m${year}`, x + step * 0.12, step * 0.76, zero, y(growth), growth < 0, "dx-money");
      if (real !== null) this.bar(`r${year}`, x + step * 0.3, step * 0.4, zero, y(real), real < 0, "dx-real");
      if (i !== 0 && year % 5 !== 0) return;
      const middle = { x: (x + step / 2).toFixed(1), "text-anchor": "middle" };
      this.kept.one(this.svg, `y${year}`, "text", { ...middle, y: height - 2 }, String(year));
      if (real === null) return;
      const above = Math.min(y(Math.max(growth, real, 0)) - 3, foot).toFixed(1);
      const kind = real < 0 ? "dx-fall" : "dx-quiet";
      this.kept.one(this.svg, `v${year}`, "text", { ...middle, y: above, class: kind }, percentText(real, this.screen.lang));
    });
    const line = { x1: 0, x2: width, y1: zero.toFixed(1), y2: zero.toFixed(1), class: "dx-zero" };
    this.kept.one(this.svg, "zero", "line", line);
    this.kept.end();
  }

  bar(key, x, width, zero, end, falls, kind) {
    const box = {
      x: x.toFixed(1), y: Math.min(zero, end).toFixed(1), width: width.toFixed(1),
      height: Math.max(1, Math.abs(end - zero)).toFixed(1), class: `${kind}${falls ? " dx-negative" : ""}`,
    };
    this.kept.one(this.svg, key, "rect", box);
  }
}
