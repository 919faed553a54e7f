// The targets on the picture, to be dragged or moved by arrow keys; and the readout under a pointer.

// What a mark covers of its neighbours: half as wide and half as high as the box that a pointer hits.
const [ASIDE, APART] = [18, 12];
// The width of a letter of a label, and how far from its mark one may stand, the nearest places first.
const LETTER = 7.5;
const PLACES = [0, ...[13, 26, 39, 52].flatMap((step) => [-step, step])];
const REACH = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 };

// Elements kept from one drawing to the next; those not asked for again are removed.
class Kept {
  constructor(layer) {
    this.layer = layer;
    this.nodes = new Map();
    this.drawing = 0;
  }

  begin() {
    this.drawing += 1;
  }

  one(key, tag, attributes, text) {
    let node = this.nodes.get(key);
    if (!node) {
      node = svg(tag, {});
      this.nodes.set(key, node);
      this.layer.append(node);
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

class Marks {
  constructor(picture) {
    this.picture = picture;
    this.screen = picture.screen;
    this.node = svg("svg", { class: "dx-marks", role: "group" });
    this.kept = new Kept(this.node);
  }

  draw() {
    const { marks } = this.picture.picture;
    const { width, height } = this.picture.range;
    this.kept.begin();
    const { zoom } = this.picture.surface;
    put(this.node, {
      width: width * zoom, height: height * zoom, viewBox: `0 0 ${width} ${height}`,
      "aria-label": this.screen.texts.verdicts,
    });
    const placed = [];
    for (const mark of marks) placed.push(this.mark(mark, placed));
    this.label(placed);
    this.kept.end();
  }

  // One label for all marks of a year that say the same, on the side where no other year is close,
  // at the height of its mark or, where another label or mark is there, as near to it as there is room.
  label(placed) {
    const { left, right, top, bottom } = this.picture.range;
    const taken = placed.map(({ x, y }) => ({ from: x - 8, to: x + 8, y, half: 7 }));
    for (const year of [...new Set(placed.map((one) => one.year))].reverse()) {
      const own = placed.filter((one) => one.year === year);
      const [from, to] = [Math.min(...own.map((one) => one.x)), Math.max(...own.map((one) => one.x))];
      const close = placed.some((one) => one.year < year && one.x > from - 60) && to + 60 < right;
      const after = close || from - 60 < left;
      const x = after ? to + 12 : from - 12;
      for (const { text, y } of new Map(own.map((one) => [one.text, one])).values()) {
        const width = text.length * LETTER;
        const span = { from: after ? x : x - width, to: after ? x + width : x, half: 6 };
        const free = (at) => at > top && at < bottom && taken.every((one) => one.to < span.from || one.from > span.to
          || Math.abs(one.y - at) >= one.half + span.half);
        const at = PLACES.map((step) => y + step).find(free) ?? y;
        taken.push({ ...span, y: at });
        const side = { x: x.toFixed(1), "text-anchor": after ? "start" : "end" };
        this.kept.one(`l-${year}-${text}`, "text", { ...side, y: (at + 4).toFixed(1), class: "dx-mark-label" }, text);
      }
    }
  }

  // Where a mark would hide another it stands beside it, so that a hand reaches both.
  free(x, y, placed) {
    const hides = (at) => placed.some((one) => Math.abs(one.x - at) < ASIDE && Math.abs(one.y - y) < APART);
    const places = placed.flatMap((_, i) => [x - ASIDE * (i + 1), x + ASIDE * (i + 1)]);
    return [x, ...places].find((at) => !hides(at)) ?? x;
  }

  mark(mark, placed) {
    const { rows } = this.picture;
    const y = this.picture.y(mark.threshold);
    const x = this.free(this.picture.x(mark.year), y, placed);
    const row = rows.find((one) => one.id === mark.id);
    if (mark.threshold !== mark.official) {
      const old = this.picture.y(mark.official).toFixed(1);
      this.kept.one(`o-${mark.id}`, "line", { x1: x - 9, x2: x + 9, y1: old, y2: old, class: "dx-official" });
    }
    const { low, high } = this.screen.threshold;
    const group = this.kept.one(`m-${mark.id}`, "g", {
      class: `dx-mark dx-${row ? row.state : "none"}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
      "aria-label": mark.title, ...(this.picture.fixed ? { role: "img", "data-fixed": mark.id } : {
        tabindex: 0, role: "slider", "aria-orientation": "vertical",
        "aria-valuenow": (mark.threshold * 100).toFixed(1), "aria-valuemin": low, "aria-valuemax": high,
        "aria-valuetext": `${mark.label}: ${row ? row.word : ""}`, "data-target": mark.id,
      }),
    });
    if (!group.firstChild) this.furnish(group, mark.id);
    return { x, y, text: mark.label, year: mark.year };
  }

  furnish(group, id) {
    group.append(
      svg("rect", { x: -16, y: -12, width: 32, height: 24, fill: "transparent" }),
      svg("line", { x1: -9, x2: 9, y1: 0, y2: 0, class: "dx-bar" }),
      svg("path", { d: "M0 -6L6 0L0 6L-6 0Z", class: "dx-diamond" }),
    );
    if (this.picture.fixed) return;
    group.addEventListener("pointerdown", (event) => this.drag(group, id, event));
    group.addEventListener("keydown", (event) => {
      const way = REACH[event.key];
      if (!way) return;
      event.preventDefault();
      const now = this.picture.picture.marks.find((mark) => mark.id === id).threshold;
      this.set(id, now + (way * this.screen.threshold.step) / 100, true);
    });
  }

  drag(group, id, event) {
    event.preventDefault();
    group.focus();
    group.setPointerCapture(event.pointerId);
    this.held = true;
    const { top } = this.node.getBoundingClientRect();
    let fresh = true;
    const move = (e) => {
      this.set(id, this.picture.shareAt((e.clientY - top) / this.picture.surface.zoom), fresh);
      fresh = false;
    };
    const drop = () => {
      this.held = false;
      group.removeEventListener("pointermove", move);
      this.picture.draw();
    };
    group.addEventListener("pointermove", move);
    group.addEventListener("pointerup", drop, { once: true });
    group.addEventListener("pointercancel", drop, { once: true });
  }

  set(id, share, fresh) {
    const { low, high, step } = this.screen.threshold;
    const rounded = Math.min(high, Math.max(low, Math.round((share * 100) / step) * step));
    this.screen.edit({ do: "threshold", target: id, text: rounded.toFixed(1), fresh });
  }
}

class Readout {
  constructor(picture) {
    this.picture = picture;
    this.box = el("div", { class: "dx-readout", hidden: true, "aria-hidden": "true" });
    this.cross = el("div", { class: "dx-cross", hidden: true });
    this.nodes = [this.cross, this.box];
    picture.node.addEventListener("pointermove", (event) => this.over(event));
    picture.node.addEventListener("pointerleave", () => this.hide());
  }

  over({ clientX }) {
    if (!this.picture.range || this.picture.marks.held) return;
    this.at = (clientX - this.picture.node.getBoundingClientRect().left) / this.picture.surface.zoom;
    this.show();
  }

  again() {
    if (!this.box.hidden) this.show();
  }

  hide() {
    this.box.hidden = this.cross.hidden = true;
  }

  show() {
    const year = this.picture.yearAt(this.at);
    const rows = this.rows(year);
    if (!rows.length) return this.hide();
    this.box.replaceChildren(
      el("b", {}, String(year)),
      ...rows.map(([name, value]) => el("span", {}, el("span", {}, name), el("b", {}, value))),
    );
    this.box.hidden = this.cross.hidden = false;
    const { zoom } = this.picture.surface;
    const [x, { left, right, top, bottom }] = [this.picture.x(year) * zoom, this.picture.range];
    const side = x > ((left + right) / 2) * zoom ? x - this.box.offsetWidth - 12 : x + 12;
    this.box.style.transform = `translate(${side}px, ${(top + 4) * zoom}px)`;
    this.cross.style.transform = `translate(${x}px, ${top * zoom}px)`;
    this.cross.style.height = `${(bottom - top) * zoom}px`;
  }

  rows(year) {
    const { picture, history } = this.picture;
    const { lang } = this.picture.screen;
    const rows = [];
    const at = picture.years.indexOf(year);
    if (at >= 0) {
      rows.push([picture.total, percentText(picture.share[at], lang)]);
      for (const part of [...picture.parts].reverse()) rows.push([part.label, percentText(part.values[at], lang)]);
    }
    for (const { years, label, share } of picture.ghosts) {
      const own = years.indexOf(year);
      if (own >= 0) rows.push([label, percentText(share[own], lang)]);
    }
    const past = history.years.indexOf(year);
    if (past >= 0) rows.push([history.label, percentText(history.share[past], lang, 2)]);
    return rows;
  }
}
