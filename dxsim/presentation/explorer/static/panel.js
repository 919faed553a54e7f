// The left side: assumptions in groups, each a slider with a number box, its baseline, a reset.

const STRIDES = [1, 2, 5, 10, 20, 50, 100];

class Control {
  constructor(screen, data) {
    this.screen = screen;
    this.data = data;
    this.touched = false;
    const { path, full, low, high, step, unit } = data;
    const t = screen.texts;
    const id = `dx-${screen.number}-${path.replace(/\W/g, "-")}`;
    this.slider = el("input", {
      type: "range", min: low, max: high, step, id: `${id}-slider`, "data-path": path,
      "aria-label": `${full}, ${unit}`,
      onpointerdown: () => this.grasp(), oninput: () => this.dragged(), onchange: () => this.arrived(),
      onfocus: () => this.screen.choose(path),
    });
    this.box = el("input", {
      type: "text", inputmode: "decimal", autocomplete: "off", id: `${id}-box`, "data-box": path,
      "aria-label": `${full}, ${unit}`, "aria-describedby": `${id}-fault`,
      onchange: () => this.entered(), onfocus: () => { this.screen.choose(path); this.box.select(); },
      onkeydown: (event) => { if (event.key === "Escape") this.set(this.value); },
    });
    this.mark = el("span", { class: "dx-baseline", "aria-hidden": "true", title: t.baseline });
    this.back = el("button", {
      type: "button", class: "dx-reset", title: t.reset_one, "aria-label": `${t.reset_one}: ${full}`,
      "data-reset": path, onclick: () => this.screen.edit({ do: "reset", what: path }),
    }, "↺");
    this.fault = el("p", { class: "dx-fault", id: `${id}-fault`, role: "alert" });
    this.label = el("label", { for: `${id}-slider` }, data.label);
    const track = el("span", { class: "dx-track" }, this.mark, this.slider);
    const entry = el("span", { class: "dx-entry" }, this.box, el("span", { class: "dx-unit" }, unit));
    this.node = el("div", { class: "dx-control", "data-control": path }, this.label, track, entry, this.back, this.fault);
    say(this.fault, data.caution);
    this.set(data.value);
  }

  // A pointer has fewer places than a slider has steps: a hand moves by the greatest round number
  // of steps within a pixel. Keys and the number box keep the slider's own step.
  grasp() {
    const { min, max, clientWidth } = this.slider;
    const pixel = (max - min) / this.data.step / (clientWidth || Infinity);
    this.stride(Math.max(1, ...STRIDES.filter((one) => one <= pixel)));
    window.addEventListener("pointerup", () => this.release(), { once: true, capture: true });
  }

  release() {
    this.stride(1);
    this.screen.link.ahead.rest();
    if (!this.touched && !this.screen.link.waits(this.data.path)) this.slider.value = this.value;
  }

  stride(steps) {
    this.slider.step = Number((this.data.step * steps).toPrecision(12));
  }

  arrived() {
    this.touched = false;
    this.stride(1);
    this.screen.link.hurry();
  }

  dragged() {
    const { slider } = this;
    this.box.value = typed(Number(slider.value), this.screen.lang);
    this.screen.move({ path: this.data.path, text: slider.value, fresh: !this.touched }, slider);
    this.touched = true;
    this.clear();
  }

  entered() {
    this.clear();
    this.screen.edit({ do: "move", path: this.data.path, text: this.box.value, fresh: true });
  }

  // The value the package holds now; a slider that has moved on since keeps its place.
  set(value) {
    this.value = value;
    const { low, high, baseline } = this.data;
    if (value < Number(this.slider.min)) put(this.slider, { min: value });
    if (value > Number(this.slider.max)) put(this.slider, { max: value });
    if (!this.touched) this.slider.value = value;
    if (!this.touched || document.activeElement === this.box) this.box.value = typed(value, this.screen.lang);
    const from = Number(this.slider.min);
    const to = Number(this.slider.max);
    this.mark.hidden = baseline === null;
    if (baseline !== null) {
      const part = (baseline - from) / (to - from || 1);
      this.mark.style.left = `calc(7px + (100% - 14px) * ${part.toFixed(4)})`;
    }
    const changed = baseline !== null && Math.abs(value - baseline) > 1e-9 * Math.max(1, Math.abs(baseline));
    this.node.classList.toggle("dx-changed", changed);
    this.back.style.visibility = changed ? "visible" : "hidden";
    this.box.style.minWidth = `${this.box.value.length + 1}ch`;
    put(this.slider, { "aria-valuetext": `${typed(value, this.screen.lang)} ${this.data.unit}` });
  }

  refuse(words) {
    say(this.fault, words);
    put(this.box, { "aria-invalid": "true" });
    this.node.scrollIntoView({ block: "nearest" });
  }

  clear() {
    say(this.fault, "");
    put(this.box, { "aria-invalid": null });
  }
}

class Panel {
  constructor(screen) {
    this.screen = screen;
    this.controls = new Map();
    this.node = el("aside", { class: "dx-panel" });
    this.closed = new Set();
    this.opened = new Set();
  }

  show(panel) {
    const focused = this.node.contains(document.activeElement) ? document.activeElement : null;
    const again = focused && (focused.id || focused.dataset.key);
    const scrolled = this.node.scrollTop;
    this.controls.clear();
    this.sayings = new Map();
    put(this.node, { "aria-label": this.screen.texts.assumptions });
    this.node.replaceChildren(
      el("h2", {}, this.screen.texts.assumptions),
      this.frame(panel.frame),
      ...panel.groups.map((group) => this.group(group)),
      ...(panel.programmes.rows.length ? [this.programmes(panel.programmes)] : []),
    );
    this.chosen(panel.chosen);
    this.laws(panel.laws);
    this.node.scrollTop = scrolled;
    if (again) {
      const found = this.node.querySelector(`[id="${again}"],[data-key="${again}"]`);
      if (found) found.focus({ preventScroll: true });
    }
  }

  // Who measures stands open; how prices are read and what closes the model fold until wanted.
  frame([first, ...others]) {
    const t = this.screen.texts;
    const changed = others.some((one) => one.value !== one.baseline);
    const details = el("details", { class: "dx-part", "data-key": "frame" },
      el("summary", {}, t.frame_more), ...others.map((one) => this.choice(one)));
    return el("div", { class: "dx-frame" }, this.choice(first), this.folding(details, "frame", changed));
  }

  // A fold stays as the reader left it; before that it is open only where something in it was moved.
  folding(details, key, changed) {
    details.open = this.opened.has(key) || (changed && !this.closed.has(`${key}!`));
    const summary = details.firstElementChild;
    summary.addEventListener("click", () => {
      const [to, from] = details.open ? [this.closed, this.opened] : [this.opened, this.closed];
      to.add(details.open ? `${key}!` : key);
      from.delete(details.open ? key : `${key}!`);
    });
    return details;
  }

  choice({ key, label, value, baseline, options, help }) {
    const select = el("select", {
      "data-key": key, title: help, "aria-label": label,
      onchange: (event) => this.screen.edit({ do: "frame", key, value: event.target.value }),
    }, ...options.map((one) => option(one.value, one.label, one.value === value)));
    const changed = value !== baseline ? "dx-choice dx-changed" : "dx-choice";
    return el("label", { class: changed, title: help }, el("span", {}, label), select);
  }

  multiple(block, title, of) {
    const select = el("select", {
      "data-key": `of-${block}`, "aria-label": `${title}: ${of.label}`,
      onchange: (event) => this.screen.edit({ do: "multiple", block, of: event.target.value }),
    }, ...of.options.map((one) => option(one.value, one.label, one.value === of.value)));
    return el("label", { class: "dx-choice" }, el("span", {}, of.label), select);
  }

  group({ id, title, law, of, source, note, parts, flag }) {
    const t = this.screen.texts;
    const words = el("span", { class: "dx-law-words" });
    this.sayings.set(id, words);
    const info = el("button", {
      type: "button", class: "dx-info", title: source, "aria-label": `${t.source}: ${source}`,
      onclick: () => this.screen.tell([title, note, source, flag && flag.full].filter(Boolean).join(". ")),
    }, "i");
    const select = law && el("select", {
      "data-key": `law-${id}`, "aria-label": `${t.law}: ${title}`, title: t.law,
      onchange: (event) => this.screen.edit({ do: "law", block: id, law: event.target.value }),
    }, ...law.options.map((one) => option(one.value, one.label, one.value === law.value)));
    const back = el("button", {
      type: "button", class: "dx-reset", title: t.reset_group, "aria-label": `${t.reset_group}: ${title}`,
      onclick: () => this.screen.edit({ do: "reset", what: id }),
    }, "↺");
    const colour = this.screen.colours[id];
    const swatch = colour && el("span", { class: "dx-dot", style: `background:${colour}` });
    return el("section", { class: "dx-group", "aria-label": title, "data-group": id },
      el("div", { class: "dx-group-head" }, el("h3", {}, ...(swatch ? [swatch] : []), title), info, select, back),
      words,
      of && this.multiple(id, title, of),
      flag && el("p", { class: "dx-flag", title: flag.full }, flag.short),
      ...parts.map((part) => this.part(id, part)),
    );
  }

  // Folded at first: what the government does, each with a switch, and sliders where it is on.
  programmes({ title, rows }) {
    const details = el("details", { class: "dx-group dx-programmes", "data-key": "programmes" },
      el("summary", {}, title), ...rows.map((row) => this.programme(row)));
    return this.folding(details, "programmes", false);
  }

  programme({ name, title, note, on, controls }) {
    const box = el("input", {
      type: "checkbox", "data-key": `programme-${name}`, checked: on,
      onchange: (event) => this.screen.edit({ do: "programme", name, on: event.target.checked }),
    });
    const nodes = controls.map((data) => {
      const control = new Control(this.screen, data);
      control.label.title = data.source;
      this.controls.set(data.path, control);
      return control.node;
    });
    return el("div", { class: "dx-programme" }, el("label", { title: note }, box, title), ...nodes);
  }

  part(block, part) {
    const controls = part.controls.map((data) => {
      const control = new Control(this.screen, data);
      control.label.title = data.source;
      this.controls.set(data.path, control);
      return control.node;
    });
    if (part.id === "growth") return el("div", { class: "dx-part" }, ...controls);
    const key = `${block}.${part.id}`;
    const details = el("details", { class: "dx-part", "data-key": key },
      el("summary", {}, part.title), ...controls);
    const changed = part.controls.some(({ value, baseline }) => baseline !== null && value !== baseline);
    return this.folding(details, key, changed);
  }

  values(values) {
    for (const [path, value] of Object.entries(values)) {
      const control = this.controls.get(path);
      if (control && !this.screen.link.waits(path)) control.set(value);
    }
  }

  laws(laws) {
    for (const [block, words] of Object.entries(laws)) {
      const node = this.sayings.get(block);
      if (node) say(node, words);
    }
  }

  caution(cautions) {
    for (const [path, words] of Object.entries(cautions)) {
      const control = this.controls.get(path);
      if (control) say(control.fault, words);
    }
  }

  chosen(path) {
    for (const [own, control] of this.controls) {
      control.node.classList.toggle("dx-chosen", own === path);
    }
  }

  refuse(path, words) {
    const control = this.controls.get(path);
    if (!control) return false;
    const fold = control.node.closest("details");
    if (fold) fold.open = true;
    control.refuse(words);
    return true;
  }
}
