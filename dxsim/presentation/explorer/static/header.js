// The line at the top: which scenario, compared with which, the fan, undo, files, the language.

const LANGUAGE_NAMES = { en: "English", vi: "Tiếng Việt" };

class Header {
  constructor(screen) {
    this.screen = screen;
    this.node = el("header", { class: "dx-header" });
  }

  show(choices) {
    this.choices = choices;
    this.draw();
  }

  draw() {
    if (!this.choices) return;
    const { screen } = this;
    const t = screen.texts;
    const edit = (message) => screen.edit(message);
    this.undo = el("button", {
      type: "button", title: t.undo_keys, "data-do": "undo", onclick: () => edit({ do: "undo" }),
    }, `↶ ${t.undo}`);
    this.all = el("button", { type: "button", "data-do": "reset", onclick: () => edit({ do: "reset" }) }, `↺ ${t.reset}`);
    this.node.replaceChildren(
      this.scenario(), this.other(), this.fan(), el("span", { class: "dx-space" }),
      this.undo, this.all, this.files(), this.languages(),
    );
    if (this.fresh) this.follow(this.fresh);
  }

  follow(reply) {
    this.fresh = reply;
    this.undo.disabled = !reply.can_undo;
    this.all.disabled = !reply.changed;
  }

  scenario() {
    const { scenarios, open } = this.choices;
    const select = el("select", {
      "data-do": "open", onchange: (event) => this.screen.edit({ do: "open", scenario: event.target.value }),
    }, ...scenarios.map((one) => option(one.value, one.label, one.value === open)));
    return el("label", {}, el("span", {}, this.screen.texts.scenario), select);
  }

  other() {
    const { scenarios, other } = this.choices;
    const t = this.screen.texts;
    const select = el("select", {
      "data-do": "compare",
      onchange: (event) => {
        this.choices.other = event.target.value;
        this.screen.edit({ do: "compare", scenario: event.target.value });
      },
    }, option("", t.nothing, !other), ...scenarios.map((one) => option(one.value, one.label, one.value === other)));
    return el("label", {}, el("span", {}, t.compare), select);
  }

  fan() {
    const t = this.screen.texts;
    const box = el("input", {
      type: "checkbox", "data-do": "fan",
      onchange: (event) => {
        this.choices.fan_on = this.screen.fan_on = event.target.checked;
        this.screen.edit({ do: "fan", on: event.target.checked });
      },
    });
    box.checked = this.choices.fan_on;
    return el("label", { class: "dx-check", title: t.help_fan }, box, el("span", {}, t.fan));
  }

  files() {
    const { screen } = this;
    const t = screen.texts;
    const download = (what) => () => screen.edit({ do: "download", what });
    const tasks = {
      save: () => screen.dialog.askTitle(), open: () => screen.dialog.askText(),
      copy_yaml: () => screen.edit({ do: "yaml" }), copy_link: () => screen.copyLink(),
      figure_pdf: download("pdf"), figure_slide: download("slide"), fan_pdf: download("fan"), table_csv: download("csv"), workbook: download("workbook"),
    };
    const close = (then) => () => {
      menu.open = false;
      then();
    };
    const items = Object.entries(tasks).map(([key, task]) => el("button", {
      type: "button", role: "menuitem", "data-do": key, onclick: close(task),
    }, t[key]));
    const menu = el("details", { class: "dx-menu" }, el("summary", {}, t.files), el("div", { role: "menu" }, ...items));
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close(() => menu.firstChild.focus())();
    });
    return menu;
  }

  languages() {
    const buttons = this.choices.languages.map((lang) => el("button", {
      type: "button", "data-lang": lang, lang, "aria-pressed": String(lang === this.screen.lang),
      onclick: () => this.screen.edit({ do: "speak", lang }),
    }, LANGUAGE_NAMES[lang] || lang));
    return el("span", { class: "dx-languages", role: "group", "aria-label": this.screen.texts.language }, ...buttons);
  }
}
