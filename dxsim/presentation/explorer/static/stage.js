// What a meeting looks at: story, answer, picture, what is compared. It fills the screen on request,
// larger, with the basis under it; the keys of a presenter then step through the story.

const FULL_WIDTH = 1050;
const LARGEST = 2.4;

class Stage {
  constructor(screen) {
    this.screen = screen;
    this.picture = new Picture(screen);
    this.others = [];
    this.pictures = el("div", { class: "dx-pictures" }, this.picture.frame);
    this.sentence = el("p", { class: "dx-sentence" });
    this.aside = el("div", { class: "dx-aside" });
    this.compared = el("ul", { class: "dx-compared" });
    this.basis = el("p", { class: "dx-basis dx-full-only" });
    this.full = el("button", { type: "button", class: "dx-full", "data-do": "full", onclick: () => this.toggle() },
      svg("svg", { width: 15, height: 15, viewBox: "0 0 15 15", "aria-hidden": "true" },
        svg("path", { d: "M1 5V1H5M10 1H14V5M14 10V14H10M5 14H1V10", fill: "none", stroke: "currentColor", "stroke-width": 1.8 })));
    const head = el("div", { class: "dx-stage-head" }, this.sentence, this.full);
    this.node = el("div", { class: "dx-stage" }, screen.story.node, head, this.pictures, this.aside, this.compared, this.basis);
    this.node.addEventListener("fullscreenchange", () => this.fit());
    this.node.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("resize", () => this.fit());
  }

  get filled() {
    return document.fullscreenElement === this.node || this.node.getRootNode().fullscreenElement === this.node;
  }

  toggle() {
    if (this.filled) document.exitFullscreen();
    else this.node.requestFullscreen();
  }

  fit() {
    const zoom = this.filled ? Math.min(LARGEST, Math.max(1, this.node.clientWidth / FULL_WIDTH)) : 1;
    this.node.style.setProperty("--zoom", zoom.toFixed(3));
    for (const one of [this.picture, ...this.others]) one.zoomed(zoom);
    this.name();
  }

  // A presenter's remote sends PageUp and PageDown.
  key(event) {
    const way = { PageDown: 1, PageUp: -1 }[event.key];
    if (!way || !this.filled || event.target.closest(".dx-mark")) return;
    event.preventDefault();
    this.screen.story.go(this.screen.story.place + way);
  }

  name() {
    const t = this.screen.texts;
    const words = this.filled ? t.full_end : t.full;
    put(this.full, { title: words, "aria-label": words });
  }

  show(reply, fan_data) {
    const beside = reply.beside;
    while (this.others.length > beside.length) this.others.pop().frame.remove();
    while (this.others.length < beside.length) {
      const one = new Picture(this.screen, { fixed: true });
      one.zoomed(this.picture.surface.zoom);
      this.others.push(one);
      this.pictures.append(one.frame);
    }
    const top = Math.max(0, ...beside.map((one) => this.highest(one)));
    this.picture.show({ picture: reply.picture, rows: reply.rows, fan_data, moving: true, least: top });
    beside.forEach((one, i) => {
      this.others[i].show({ ...one, fan_data: null, least: this.picture.highest() });
    });
    this.picture.head(beside.length ? reply.picture.heading : "");
    beside.forEach((one, i) => this.others[i].head(one.heading));
    this.aside.replaceChildren(...beside.map((one) => el("p", {}, el("b", {}, one.heading), ` – ${one.sentence}`)));
    say(this.sentence, reply.sentence);
    this.lines(reply.picture.ghosts);
  }

  highest({ picture, history }) {
    return Math.max(...[...picture.share, ...history.share].filter((v) => v !== null));
  }

  lines(ghosts) {
    const t = this.screen.texts;
    this.compared.replaceChildren(...ghosts.map((one, i) => {
      const key = svg("svg", { width: 30, height: 8, "aria-hidden": "true" }, svg("line", {
        x1: 0, x2: 30, y1: 4, y2: 4, stroke: GHOSTS[i].colour, "stroke-width": 2, "stroke-dasharray": GHOSTS[i].dash.join(" "),
      }));
      const drop = el("button", {
        type: "button", title: t.compare_drop, "aria-label": `${t.compare_drop}: ${one.label}`, "data-drop": one.id,
        onclick: () => this.screen.edit({ do: "compare", scenario: one.id, on: false }),
      }, "×");
      return el("li", { title: one.words }, key, " ", one.brief, drop);
    }));
  }
}
