// A small dialog: a question, one field, what happens on yes.

class Dialog {
  constructor(screen) {
    this.screen = screen;
    this.node = el("dialog", { class: "dx-dialog" });
  }

  query(words, field, button, action) {
    const cancel = el("button", { type: "button", onclick: () => this.node.close() }, this.screen.texts.cancel);
    const yes = button && el("button", { type: "submit", class: "dx-main-button" }, button);
    const buttons = el("div", { class: "dx-buttons" }, cancel, yes);
    const form = el("form", { method: "dialog", onsubmit: () => action && action() }, el("p", {}, words), field, buttons);
    this.node.replaceChildren(form);
    if (!this.node.open) this.node.showModal();
    if (field) field.focus();
  }

  // A title makes the name; where it cannot, the question is asked again with the reason.
  askTitle(title = "", fault = "") {
    const t = this.screen.texts;
    const field = el("input", {
      type: "text", name: "name", placeholder: t.save_example, "aria-label": t.save_name, "data-field": "name", value: title,
    });
    const save = () => this.screen.edit({ do: "save", title: field.value });
    this.query([fault, t.save_name].filter(Boolean).join(" "), field, t.save_button, save);
  }

  // A step of the story; where the name cannot be, the question is asked again with the reason.
  askStep(name = "", fault = "") {
    const t = this.screen.texts;
    const field = el("input", {
      type: "text", name: "step", "aria-label": t.story_name, "data-field": "step", value: name, maxlength: 80,
    });
    const keep = () => this.screen.edit({ do: "keep", name: field.value });
    this.query([fault, t.story_name].filter(Boolean).join(" "), field, t.save_button, keep);
    field.select();
  }

  ask({ ask, title, name }) {
    const again = () => this.screen.edit({ do: "save", title, name, replacing: true });
    this.query(ask, null, this.screen.texts.replace, again);
  }

  askText() {
    const t = this.screen.texts;
    const field = el("textarea", { rows: 5, "aria-label": t.open_words, "data-field": "text" });
    const file = el("input", {
      type: "file", accept: ".yaml,.yml,.txt", "aria-label": t.open_file,
      onchange: async () => { if (file.files[0]) field.value = await file.files[0].text(); },
    });
    const open = () => this.screen.edit({ do: "restore", text: field.value });
    this.query(t.open_words, el("div", {}, field, file), t.open_button, open);
    field.focus();
  }

  list({ heading, rules }) {
    this.query(heading, el("ol", {}, ...rules.map((rule) => el("li", {}, rule))), null, null);
  }

  showText(words, text) {
    const field = el("textarea", { rows: 12, readonly: true, "aria-label": words });
    field.value = text;
    this.query(words, field, null, null);
    field.select();
  }
}
