// The strip under the picture: the growth of the rest of the economy, in money and after inflation.

class RestStrip {
  constructor(screen) {
    this.screen = screen;
    this.surface = new Surface("dx-strip", () => this.draw());
    this.surface.node.texts = this.surface.texts;
    this.words = el("p", { class: "dx-rest-words", role: "status" });
    this.caption = el("h3", {});
    this.key = el("p", { class: "dx-key" });
    const text = el("div", { class: "dx-rest-text" }, this.caption, this.key, this.words);
    this.node = el("section", { class: "dx-rest" }, text, this.surface.box);
  }

  show(rest) {
    this.rest = rest;
    this.draw();
  }

  name() {
    const { rest } = this;
    const t = this.screen.texts;
    say(this.caption, t.rest_title);
    say(this.words, rest.words);
    this.words.classList.toggle("dx-alarm", !rest.sound);
    say(this.key, t.rest_key);
    put(this.surface.node, { "aria-label": `${t.rest_title}. ${rest.words}` });
  }

  draw() {
    const { rest, surface } = this;
    if (!rest || !surface.clear()) return;
    const { width, height } = surface.size;
    const shown = [...rest.growth, ...rest.real].filter((v) => v !== null);
    const [top, low] = [Math.max(0.05, ...shown), Math.min(0, ...shown)];
    const foot = height - 14;
    const y = (v) => 12 + ((top - v) / (top - low)) * (foot - 22);
    const step = (width - 8) / rest.years.length;
    rest.years.forEach((year, i) => this.year(i, 4 + i * step, step, y));
    surface.rule(0, Math.round(y(0)) + 0.5, width, Math.round(y(0)) + 0.5, INK.ink);
    this.label(step, y, foot);
  }

  year(i, x, step, y) {
    const [money, real] = [this.rest.growth[i], this.rest.real[i]];
    if (money !== null) this.surface.bar(x + step * 0.12, step * 0.76, y(0), y(money), money < 0 ? INK.fallen : INK.money);
    if (real !== null) this.surface.bar(x + step * 0.3, step * 0.4, y(0), y(real), real < 0 ? INK.bad : INK.real);
  }

  // A label stands over its year, the first and the last within the strip.
  label(step, y, foot) {
    const { rest, surface } = this;
    const { width, height } = surface.size;
    rest.years.forEach((year, i) => {
      if (i !== 0 && year % 5 !== 0) return;
      const align = i === 0 ? "left" : i === rest.years.length - 1 ? "right" : "center";
      const x = { left: 2, center: 4 + (i + 0.5) * step, right: width - 2 }[align];
      surface.text(String(year), x, height - 2, { align });
      const real = rest.real[i];
      if (real === null) return;
      const above = Math.min(y(Math.max(rest.growth[i], real, 0)) - 3, foot);
      const form = { align, colour: real < 0 ? INK.bad : INK.quiet, weight: real < 0 ? "700" : "" };
      surface.text(percentText(real, this.screen.lang), x, above, form);
    });
  }
}
