// A canvas as large as its box, sharp on every screen, and the strokes that the pictures are made of.

const INK = {
  ink: "#1a1a1a", quiet: "#595959", bad: "#b3131f", paper: "#ffffff", grid: "#e6e8ec", now: "#9aa1ab",
  band: "#14315f", gone: "#b3131f", cross: "#7b828c", money: "#c9ced6", real: "#5b6573",
  fallen: "#e59aa0", abroad: "#00695c",
};
// The lines of the scenarios compared with, told apart by dash and colour.
const GHOSTS = [
  { colour: "#1a1a1a", dash: [8, 4] },
  { colour: "#0b5d8a", dash: [2, 3] },
  { colour: "#8a4b00", dash: [10, 3, 2, 3] },
  { colour: "#0a6b3d", dash: [14, 5] },
];
const SMALL = "12px";

class Surface {
  constructor(kind, redraw) {
    this.node = el("canvas", { class: kind, role: "img" });
    this.box = el("div", { class: `${kind}-box` }, this.node);
    this.pen = this.node.getContext("2d", { alpha: false });
    this.texts = [];
    this.zoom = 1;
    this.box_size = sized(this.box, redraw);
  }

  // The room in the units that are drawn in, fewer of them where the picture is enlarged.
  get size() {
    const { width, height } = this.box_size;
    return { width: Math.floor(width / this.zoom), height: Math.floor(height / this.zoom) };
  }

  // Wipes the surface; false where there is no room to draw on.
  clear(least = { width: 60, height: 20 }) {
    const { width, height } = this.size;
    if (width < least.width || height < least.height) return false;
    const sharp = (window.devicePixelRatio || 1) * this.zoom;
    const [across, down] = [Math.round(width * sharp), Math.round(height * sharp)];
    if (this.node.width !== across || this.node.height !== down) {
      Object.assign(this.node, { width: across, height: down });
      this.node.style.width = `${width * this.zoom}px`;
      this.node.style.height = `${height * this.zoom}px`;
      this.family = getComputedStyle(this.box).fontFamily;
    }
    this.pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    this.pen.fillStyle = INK.paper;
    this.pen.fillRect(0, 0, width, height);
    this.texts.length = 0;
    return true;
  }

  text(words, x, y, { colour = INK.quiet, align = "left", size = SMALL, weight = "", style = "", halo = false } = {}) {
    const { pen } = this;
    const font = `${style} ${weight} ${size} ${this.family}`.trim();
    if (this.font !== font || pen.font === "10px sans-serif") pen.font = this.font = font;
    pen.textAlign = align;
    if (halo) {
      Object.assign(pen, { strokeStyle: INK.paper, lineWidth: 3, lineJoin: "round" });
      pen.setLineDash([]);
      pen.strokeText(words, x, y);
    }
    pen.fillStyle = colour;
    pen.fillText(words, x, y);
    this.texts.push({ words, x, y, align, font });
  }

  // As much of some words as a width holds.
  fitted(words, width, size = SMALL) {
    const { pen } = this;
    pen.font = this.font = `${size} ${this.family}`;
    let kept = words;
    while (kept.length > 1 && pen.measureText(kept).width > width) kept = `${kept.slice(0, -2).trimEnd()}…`;
    return kept;
  }

  rule(x1, y1, x2, y2, colour, dash = []) {
    const { pen } = this;
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
    this.stroke(colour, 1, dash);
  }

  stroke(colour, width, dash = []) {
    const { pen } = this;
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.stroke();
  }

  // A line through the points that are there; it breaks where one is missing.
  line(xs, ys, colour, width, dash = []) {
    const { pen } = this;
    pen.beginPath();
    let open = false;
    xs.forEach((x, i) => {
      if (ys[i] === null) open = false;
      else if (open) pen.lineTo(x, ys[i]);
      else {
        pen.moveTo(x, ys[i]);
        open = true;
      }
    });
    this.stroke(colour, width, dash);
  }

  // The area between two lines, over the years in which both are there.
  area(xs, upper, lower, colour, opacity = 1) {
    const { pen } = this;
    const alive = xs.map((_, i) => i).filter((i) => upper[i] !== null && lower[i] !== null);
    if (alive.length < 2) return;
    pen.beginPath();
    for (const i of alive) pen.lineTo(xs[i], upper[i]);
    for (const i of alive.reverse()) pen.lineTo(xs[i], lower[i]);
    pen.closePath();
    pen.globalAlpha = opacity;
    pen.fillStyle = colour;
    pen.fill();
    pen.globalAlpha = 1;
  }

  bar(x, width, from, to, colour) {
    this.pen.fillStyle = colour;
    this.pen.fillRect(x, Math.min(from, to), width, Math.max(1, Math.abs(to - from)));
  }

  dot(x, y, radius) {
    const { pen } = this;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fillStyle = INK.paper;
    pen.fill();
    this.stroke(INK.ink, 1.4);
  }
}

// Moves labels apart, each to its own line, between the lowest and the highest place.
function spread(items, lowest, highest, gap = 14) {
  const sorted = [...items].sort((a, b) => a.y - b.y);
  gap = Math.min(gap, (highest - lowest) / Math.max(1, items.length - 1));
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
