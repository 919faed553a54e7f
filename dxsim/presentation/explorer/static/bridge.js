// The bridge under the picture: from today's share to the target, the open part hatched.

class Bridge {
  constructor(screen) {
    this.screen = screen;
    this.bar = el("div", { class: "dx-bridge-bar", "aria-hidden": "true" });
    this.words = el("p", { class: "dx-bridge-words" });
    this.node = el("section", { class: "dx-bridge", hidden: true }, this.bar, this.words);
    this.pieces = new Map();
  }

  show(data) {
    this.node.hidden = !data;
    if (!data) return;
    const widths = Object.entries(data.parts).map(([name, value]) => [name, Math.max(0, value)]);
    const whole = widths.reduce((sum, [, width]) => sum + width, 0) || 1;
    for (const [name, width] of widths) {
      const piece = this.piece(name);
      piece.style.width = `${(100 * width / whole).toFixed(3)}%`;
      put(piece, { title: data.labels[name] });
      say(piece, width / whole > 0.16 ? data.labels[name] : "");
    }
    say(this.words, data.words);
  }

  piece(name) {
    if (!this.pieces.has(name)) {
      const piece = el("span", { class: `dx-bridge-${name}` });
      this.pieces.set(name, piece);
      this.bar.append(piece);
    }
    return this.pieces.get(name);
  }
}
