// The line at the top: which scenario, compared with which, the fan, undo, story, files, language.

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
    const { screen, choices } = this;
    const t = screen.texts;
    const edit = (message) => screen.edit(message);
    this.undo = el("button", {
      type: "button", title: t.undo_keys, "data-do": "undo", onclick: () => edit({ do: "undo" }),
    }, `↶ ${t.undo}`);
    this.all = el("button", { type: "button", "data-do": "reset", onclick: () => edit({ do: "reset" }) }, `↺ ${t.reset}`);
    const beside = choices.measures > 1 ? this.box("beside", t.beside, t.help_beside, choices.beside_on) : null;
    this.node.replaceChildren(...[
      this.scenario(), this.others(), this.box("fan", t.fan, t.help_fan, choices.fan_on), beside,
      el("span", { class: "dx-space" }), this.undo, this.all, this.files(), this.languages(),
    ].filter(Boolean));
    if (this.fresh) this.follow(this.fresh);
  }

  follow(reply) {
    this.fresh = reply;
    this.undo.disabled = !reply.can_undo;
    this.all.disabled = !reply.changed;
    const named = [...this.open.options].find((one) => one.value === this.choices.open);
    if (named) say(named, reply.opened_as);
    put(this.open, { title: reply.opened_as });
    const drawn = new Set(reply.picture.ghosts.map((one) => one.id));
    for (const box of this.ghosts) box.checked = drawn.has(box.value);
    say(this.count, drawn.size ? ` (${drawn.size})` : "");
  }

  scenario() {
    const { scenarios, open } = this.choices;
    this.open = el("select", {
      "data-do": "open", onchange: (event) => this.screen.edit({ do: "open", scenario: event.target.value }),
    }, ...scenarios.map((one) => option(one.value, one.label, one.value === open)));
    return el("label", {}, el("span", {}, this.screen.texts.scenario), this.open);
  }

  // Up to four other scenarios, each a line in the picture.
  others() {
    const t = this.screen.texts;
    const { scenarios } = this.choices;
    this.ghosts = scenarios.map((one) => el("input", {
      type: "checkbox", value: one.value, "data-compare": one.value,
      onchange: ({ target }) => this.screen.edit({ do: "compare", scenario: target.value, on: target.checked }),
    }));
    this.count = el("span", {});
    const rows = scenarios.map((one, i) => el("label", {}, this.ghosts[i], one.label));
    const none = el("button", {
      type: "button", "data-do": "compare-none", onclick: () => this.screen.edit({ do: "compare", scenario: "" }),
    }, t.compare_none);
    const summary = el("summary", { title: t.compare_help }, t.compare, this.count);
    return this.menu("compare", summary, el("div", { role: "group", "aria-label": t.compare }, ...rows, none));
  }

  box(what, words, help, on) {
    const box = el("input", {
      type: "checkbox", "data-do": what,
      onchange: (event) => {
        this.choices[`${what}_on`] = event.target.checked;
        if (what === "fan") this.screen.fan_on = event.target.checked;
        this.screen.edit({ do: what, on: event.target.checked });
      },
    });
    box.checked = on;
    return el("label", { class: "dx-check", title: help }, box, el("span", {}, words));
  }

  // A menu closes with Escape and where another place of the page is clicked.
  menu(name, summary, list) {
    const menu = el("details", { class: "dx-menu", "data-menu": name }, summary, list);
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      summary.focus();
    });
    menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
    });
    return menu;
  }

  files() {
    const { screen } = this;
    const t = screen.texts;
    const download = (what) => () => {
      screen.tell(t.making);
      screen.edit({ do: "download", what });
    };
    const tasks = {
      save: () => screen.dialog.askTitle(), open: () => screen.dialog.askText(),
      copy_yaml: () => screen.edit({ do: "yaml" }), copy_link: () => screen.copyLink(),
      story_keep: () => screen.dialog.askStep(screen.story.suggestion()),
      briefing_pdf: download("briefing"), briefing_word: download("word"), figure_slide: download("slide"),
      figure_pdf: download("pdf"), fan_pdf: download("fan"), table_csv: download("csv"), workbook: download("workbook"),
    };
    const close = (then) => () => {
      menu.open = false;
      then();
    };
    const items = Object.entries(tasks).map(([key, task]) => el("button", {
      type: "button", role: "menuitem", "data-do": key, onclick: close(task),
    }, t[key]));
    const menu = this.menu("files", el("summary", {}, t.files), el("div", { role: "menu" }, ...items));
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
