// The screen: joins the parts, and speaks with the session. At most two messages are under way, one
// answered while the other travels; changes that come meanwhile wait together, the newest of each
// kind, so no queue of stale pictures can form.

const TOGETHER = 2;
const PATIENCE = 5000;
const LONG_PATIENCE = 45000;
const QUIET = 140;
const HEARTBEAT = 3000;
const KEPT = "dxsim-explorer";
const SLOW = new Set(["download", "details", "hello", "restore"]);
let screens = 0;

class Link {
  constructor(screen, model) {
    this.screen = screen;
    this.model = model;
    this.waiting = new Map();
    this.under = new Map();
    this.last = 0;
    this.own = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    this.received = (message, buffers) => this.receive(message, buffers);
    model.on("msg:custom", this.received);
    this.pulse = setInterval(() => this.beat(), HEARTBEAT);
  }

  send(message) {
    const key = { move: message.path, threshold: message.target }[message.do];
    const name = key ? `${message.do}:${key}` : `${message.do}:${(this.last += 1)}`;
    const before = this.waiting.get(name);
    this.waiting.set(name, { ...message, fresh: message.fresh || (before && before.fresh) });
    this.next();
  }

  waits(path) {
    if (this.waiting.has(`move:${path}`)) return true;
    return [...this.under.values()].some((one) => one.do === "move" && one.path === path);
  }

  next() {
    while (this.waiting.size && this.under.size < TOGETHER) {
      const [name, message] = this.waiting.entries().next().value;
      this.waiting.delete(name);
      this.last += 1;
      const id = `${this.own}:${this.last}`;
      this.under.set(id, message);
      const patience = SLOW.has(message.do) ? LONG_PATIENCE : PATIENCE;
      message.alarm = setTimeout(() => this.screen.lost(), patience);
      this.model.send({ ...message, alarm: undefined, id });
    }
  }

  receive(reply, buffers) {
    const request = this.under.get(reply.id) || null;
    if (!request && !reply.picture && !reply.panel) return;
    if (request) {
      clearTimeout(request.alarm);
      this.under.delete(reply.id);
      this.screen.found();
    }
    this.next();
    this.screen.take(reply, request, buffers || []);
    if (reply.picture) this.unsettled = true;
    clearTimeout(this.rest);
    if (this.unsettled && this.idle()) this.rest = setTimeout(() => this.settle(), QUIET);
  }

  idle() {
    return !this.under.size && !this.waiting.size;
  }

  settle() {
    if (!this.idle()) return;
    this.unsettled = false;
    this.send({ do: "details" });
  }

  beat() {
    if (!this.screen.root.isConnected && this.screen.seen) return this.stop();
    this.screen.seen = this.screen.seen || this.screen.root.isConnected;
    if (this.idle()) this.send({ do: "ping" });
  }

  stop() {
    clearInterval(this.pulse);
    clearTimeout(this.rest);
    for (const message of this.under.values()) clearTimeout(message.alarm);
    this.model.off("msg:custom", this.received);
  }
}

class Screen {
  constructor(model) {
    this.number = screens += 1;
    this.standalone = model.get("standalone");
    this.lang = "en";
    this.texts = {};
    this.colours = {};
    this.picture = new Picture(this);
    this.strip = new RestStrip(this);
    this.panel = new Panel(this);
    this.verdicts = new Verdicts(this);
    this.sentence = el("p", { class: "dx-sentence" });
    this.live = el("p", { class: "dx-hidden", "aria-live": "polite" });
    this.difference = el("p", { class: "dx-difference" });
    this.rests = el("p", { class: "dx-difference" });
    this.basis = el("p", { class: "dx-basis" });
    this.notice = el("div", { class: "dx-notice", role: "status", hidden: true });
    this.banner = el("div", { class: "dx-banner", role: "alert", hidden: true });
    this.bar = el("header", { class: "dx-header" });
    this.dialog = el("dialog", { class: "dx-dialog" });
    const right = el("main", { class: "dx-main" }, this.sentence, this.picture.node, this.difference, this.rests,
      this.strip.node, this.verdicts.node, this.basis);
    const columns = el("div", { class: "dx-columns" }, this.panel.node, right);
    this.root = el("div", { class: this.standalone ? "dx dx-alone" : "dx", tabindex: -1 },
      this.bar, this.banner, this.notice, columns, this.live, this.dialog);
    this.root.addEventListener("keydown", (event) => {
      const typing = event.target.matches("input[type=text], textarea");
      if ((event.ctrlKey || event.metaKey) && event.key === "z" && !typing) {
        event.preventDefault();
        this.edit({ do: "undo" });
      }
      event.stopPropagation();
    });
    this.link = new Link(this, model);
    this.link.send({ do: "hello" });
  }

  edit(message) {
    this.link.send(message);
  }

  choose(path) {
    if (path === this.chosen) return;
    this.chosen = path;
    this.panel.chosen(path);
    this.link.send({ do: "choose", path });
  }

  // What a reply holds is drawn; what it does not hold stays as it is.
  take(reply, request, buffers) {
    if (reply.texts) this.name(reply);
    if (reply.panel) this.panel.show(reply.panel);
    if (reply.history) this.picture.history = reply.history;
    if (reply.picture) this.show(reply);
    if (reply.values) this.panel.values(reply.values);
    if (reply.laws) this.panel.laws(reply.laws);
    if (reply.panel || reply.chosen) this.choice(reply.panel || reply);
    if (reply.basis) say(this.basis, reply.basis);
    if ("fan" in reply) this.spread(reply.fan);
    if (reply.missing) this.settle(reply);
    if (reply.error) this.refuse(reply);
    if (reply.notice) this.tell(reply.notice);
    if (reply.ask) this.ask(reply);
    if (reply.copy) this.copied(reply.copy);
    if (reply.file) saveFile(reply.file.name, reply.file.kind, buffers[0]);
    if (request && request.do === "move") this.root.dataset.shows = request.text;
    if (request && request.do === "hello") this.begin();
  }

  show(reply) {
    this.fresh = reply;
    if ("fan_on" in reply) this.fan_on = reply.fan_on;
    const fan_data = this.fan_on ? this.picture.fan_data : null;
    this.strip.show(reply.rest);
    this.picture.show({ picture: reply.picture, rows: reply.rows, fan_data, moving: true });
    this.strip.name();
    this.verdicts.show(reply.rows);
    say(this.sentence, reply.sentence);
    say(this.difference, reply.picture.ghost ? reply.picture.ghost.words : "");
    this.undo.disabled = !reply.can_undo;
    this.all.disabled = !reply.changed;
    this.root.dataset.drawn = String(Number(this.root.dataset.drawn || 0) + 1);
  }

  spread(fan) {
    this.picture.show({ fan_data: fan, moving: false });
    this.verdicts.odds(fan && fan.odds);
    say(this.rests, fan ? fan.words : "");
  }

  choice({ chosen, chosen_label }) {
    this.chosen = chosen;
    this.panel.chosen(chosen);
    say(this.verdicts.foot, this.texts.chosen.replace("{assumption}", chosen_label));
  }

  settle(reply) {
    this.verdicts.missing(reply.missing);
    say(this.live, this.sentence.textContent);
    this.token = reply.token;
    if (this.standalone) history.replaceState(null, "", `#${reply.token}`);
    if (reply.warning) this.alarm(reply.warning);
    else if (!this.silent) this.banner.hidden = true;
    this.root.dataset.settled = this.root.dataset.drawn;
  }

  refuse({ error, at }) {
    if (at && (this.panel.refuse(at, error) || this.verdicts.refuse(at, error))) return;
    this.tell(error, "dx-bad");
    if (this.bar.firstChild) this.header();
  }

  tell(words, kind = "") {
    this.notice.className = `dx-notice ${kind}`;
    const close = el("button", { type: "button", "aria-label": this.texts.close, onclick: () => (this.notice.hidden = true) }, "×");
    this.notice.replaceChildren(el("span", {}, words), close);
    this.notice.hidden = false;
  }

  alarm(words, ...buttons) {
    if (this.banner.dataset.words === words && !this.banner.hidden) return;
    this.banner.dataset.words = words;
    this.banner.replaceChildren(el("span", {}, words), ...buttons);
    this.banner.hidden = false;
  }

  // The kernel does not answer. The state is kept in the page; it comes back with a new kernel.
  lost() {
    this.silent = true;
    if (this.token) sessionStorage.setItem(KEPT, this.token);
    const t = this.texts;
    const again = el("button", { type: "button", onclick: () => location.reload() }, t.reload || "↻");
    this.alarm(this.standalone ? t.lost_alone : t.lost, ...(this.standalone ? [again] : []));
    this.root.classList.add("dx-lost");
    if (this.standalone) this.reviving = setInterval(() => this.revive(), 3000);
  }

  async revive() {
    const there = await fetch(location.href, { method: "HEAD" }).then((r) => r.status < 500, () => false);
    if (there && this.silent) location.reload();
  }

  found() {
    if (!this.silent) return;
    this.silent = false;
    clearInterval(this.reviving);
    sessionStorage.removeItem(KEPT);
    this.banner.hidden = true;
    this.root.classList.remove("dx-lost");
  }

  begin() {
    if (this.begun) return;
    this.begun = true;
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    const linked = this.standalone && location.hash.length > 1 ? decodeURIComponent(location.hash.slice(1)) : null;
    const text = linked || kept;
    if (text) this.edit({ do: "restore", text });
  }

  copied(text) {
    copyText(text).then(
      () => this.tell(this.texts.copied),
      () => this.showText(this.texts.copy_yaml, text),
    );
  }

  name(reply) {
    Object.assign(this, {
      lang: reply.lang, texts: reply.texts, colours: reply.colours, threshold: reply.threshold,
      fan_on: reply.fan_on, choices: reply,
    });
    put(this.root, { lang: reply.lang });
    this.header();
    this.verdicts.name();
    if (this.standalone) document.title = reply.texts.title;
  }

  header() {
    const t = this.texts;
    const { scenarios, open, other, languages, fan_on } = this.choices;
    const menu = (key, action) => el("button", { type: "button", role: "menuitem", "data-do": key, onclick: () => { files.open = false; action(); } }, t[key]);
    const files = el("details", { class: "dx-menu" }, el("summary", {}, t.files), el("div", { role: "menu" },
      menu("save", () => this.askName()),
      menu("open", () => this.askText()),
      menu("copy_yaml", () => this.edit({ do: "yaml" })),
      menu("copy_link", () => this.copyLink()),
      menu("figure_pdf", () => this.edit({ do: "download", what: "pdf" })),
      menu("fan_pdf", () => this.edit({ do: "download", what: "fan" })),
      menu("table_csv", () => this.edit({ do: "download", what: "csv" })),
      menu("workbook", () => this.edit({ do: "download", what: "workbook" })),
    ));
    files.addEventListener("keydown", (event) => { if (event.key === "Escape") { files.open = false; files.firstChild.focus(); } });
    this.undo = el("button", { type: "button", title: t.undo_keys, "data-do": "undo", onclick: () => this.edit({ do: "undo" }) }, `↶ ${t.undo}`);
    this.all = el("button", { type: "button", "data-do": "reset", onclick: () => this.edit({ do: "reset" }) }, `↺ ${t.reset}`);
    const fan = el("input", { type: "checkbox", "data-do": "fan", onchange: (e) => { this.fan_on = e.target.checked; this.choices.fan_on = e.target.checked; this.edit({ do: "fan", on: e.target.checked }); } });
    fan.checked = fan_on;
    this.bar.replaceChildren(
      el("label", {}, el("span", {}, t.scenario), el("select", { "data-do": "open", onchange: (e) => this.edit({ do: "open", scenario: e.target.value }) },
        ...scenarios.map((one) => option(one.value, one.label, one.value === open)))),
      el("label", {}, el("span", {}, t.compare), el("select", { "data-do": "compare", onchange: (e) => { this.choices.other = e.target.value; this.edit({ do: "compare", scenario: e.target.value }); } },
        option("", t.nothing, !other), ...scenarios.map((one) => option(one.value, one.label, one.value === other)))),
      el("label", { class: "dx-check", title: t.help_fan }, fan, el("span", {}, t.fan)),
      el("span", { class: "dx-space" }), this.undo, this.all, files,
      el("span", { class: "dx-languages", role: "group", "aria-label": t.language }, ...languages.map((lang) => el("button", {
        type: "button", "data-lang": lang, lang, "aria-pressed": String(lang === this.lang),
        onclick: () => this.edit({ do: "speak", lang }),
      }, { en: "English", vi: "Tiếng Việt" }[lang] || lang))),
    );
    if (this.fresh) {
      this.undo.disabled = !this.fresh.can_undo;
      this.all.disabled = !this.fresh.changed;
    }
  }

  // A small dialog: a question, one field, what happens on yes.
  query(words, field, button, action) {
    const cancel = el("button", { type: "button", onclick: () => this.dialog.close() }, this.texts.cancel);
    const yes = button && el("button", { type: "submit", class: "dx-main-button" }, button);
    const form = el("form", { method: "dialog", onsubmit: () => action && action() }, el("p", {}, words), field, el("div", { class: "dx-buttons" }, cancel, yes));
    this.dialog.replaceChildren(form);
    if (!this.dialog.open) this.dialog.showModal();
    if (field) field.focus();
  }

  askName() {
    const t = this.texts;
    const field = el("input", { type: "text", name: "name", placeholder: t.save_example, "aria-label": t.save_name, "data-field": "name" });
    this.query(t.save_name, field, t.save_button, () => this.edit({ do: "save", name: field.value }));
  }

  ask({ ask, name }) {
    this.query(ask, null, this.texts.replace, () => this.edit({ do: "save", name, replacing: true }));
  }

  askText() {
    const t = this.texts;
    const field = el("textarea", { rows: 5, "aria-label": t.open_words, "data-field": "text" });
    const file = el("input", { type: "file", accept: ".yaml,.yml,.txt", "aria-label": t.open_file, onchange: async () => { if (file.files[0]) field.value = await file.files[0].text(); } });
    this.query(t.open_words, el("div", {}, field, file), t.open_button, () => this.edit({ do: "restore", text: field.value }));
    field.focus();
  }

  showText(words, text) {
    const field = el("textarea", { rows: 12, readonly: true, "aria-label": words });
    field.value = text;
    this.query(words, field, null, null);
    field.select();
  }

  copyLink() {
    const link = this.standalone ? `${location.origin}${location.pathname}#${this.token}` : this.token;
    copyText(link).then(() => this.tell(this.texts.link_copied), () => this.showText(this.texts.copy_link, link));
  }
}

export default {
  render({ model, el: place }) {
    const screen = new Screen(model);
    place.classList.add("dx-place");
    place.append(screen.root);
    return () => screen.link.stop();
  },
};
