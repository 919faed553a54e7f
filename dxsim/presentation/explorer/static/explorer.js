// The screen: joins the parts and shows what the session answers.

const KEPT = "dxsim-explorer";
const SPOKEN = "dxsim-explorer-language";
// A screen made ahead of files that changed since loads again, a few times at most.
const RELOADED = "dxsim-explorer-reloaded";
const MOST_RELOADS = 3;
let screens = 0;

class Screen {
  constructor(model) {
    this.number = screens += 1;
    this.standalone = model.get("standalone");
    this.lang = "en";
    this.texts = {};
    this.colours = {};
    this.story = new StoryBar(this);
    this.stage = new Stage(this);
    this.picture = this.stage.picture;
    this.bridge = new Bridge(this);
    this.strip = new RestStrip(this);
    this.panel = new Panel(this);
    this.verdicts = new Verdicts(this);
    this.sentence = this.stage.sentence;
    this.live = el("p", { class: "dx-hidden", "aria-live": "polite" });
    this.adds = el("p", { class: "dx-difference dx-adds" });
    this.rests = el("p", { class: "dx-difference" });
    this.basis = el("span", {});
    this.quoting = el("button", { type: "button", class: "dx-quoting", onclick: () => this.dialog.list(this.rules) });
    this.notice = el("div", { class: "dx-notice", role: "status", hidden: true });
    this.banner = el("div", { class: "dx-banner", role: "alert", hidden: true });
    this.header = new Header(this);
    this.dialog = new Dialog(this);
    const answer = el("div", { class: "dx-answer" }, this.stage.node, this.bridge.node, this.strip.node,
      this.verdicts.node);
    const basis = el("p", { class: "dx-basis" }, this.basis, " ", this.quoting);
    const right = el("main", { class: "dx-main" }, answer, this.adds, this.rests, basis);
    const columns = el("div", { class: "dx-columns" }, this.panel.node, right);
    this.root = el("div", { class: this.standalone ? "dx dx-alone" : "dx", tabindex: -1 },
      this.header.node, this.banner, this.notice, columns, this.live, this.dialog.node);
    sized(this.header.node, (size) => this.root.style.setProperty("--head", `${size.height + 1}px`), "border-box");
    this.root.addEventListener("keydown", (event) => {
      const typing = event.target.matches("input[type=text], textarea");
      if ((event.ctrlKey || event.metaKey) && event.key === "z" && !typing) {
        event.preventDefault();
        this.edit({ do: "undo" });
      }
      event.stopPropagation();
    });
    this.link = new Link(this, model);
    const again = Number(sessionStorage.getItem(RELOADED) || 0);
    this.link.send({ do: "hello", can_reload: this.standalone && again < MOST_RELOADS });
  }

  // A message that is no longer true goes with the change that makes it so.
  edit(message) {
    if (!HARMLESS.has(message.do)) this.notice.hidden = true;
    if (message.do === "speak") sessionStorage.setItem(SPOKEN, message.lang);
    this.link.send(message);
  }

  // A place that was answered for ahead is drawn at once; the session is told of it all the same.
  move(message, slider) {
    const { ahead } = this.link;
    this.notice.hidden = true;
    ahead.follow(message, slider);
    const known = ahead.answer(message.text);
    this.link.send({ do: "move", ...message, drawn: Boolean(known) });
    if (known) this.take(known, { do: "move", ...message });
  }

  choose(path) {
    if (path === this.chosen) return;
    this.chosen = path;
    this.panel.chosen(path);
    this.link.send({ do: "choose", path });
  }

  // What a reply holds is drawn; what it does not hold stays as it is.
  take(reply, request, buffers) {
    if (reply.reload) {
      sessionStorage.setItem(RELOADED, Number(sessionStorage.getItem(RELOADED) || 0) + 1);
      location.reload();
      return;
    }
    if (reply.texts) this.name(reply);
    if (reply.panel) this.panel.show(reply.panel);
    if (reply.history) this.picture.history = reply.history;
    if (reply.picture) this.show(reply);
    if (reply.values) this.panel.values(reply.values);
    if (reply.laws) this.panel.laws(reply.laws);
    if (reply.panel || reply.chosen) this.choice(reply.panel || reply);
    if (reply.basis) say(this.basis, reply.basis);
    if (reply.basis_brief) say(this.stage.basis, reply.basis_brief);
    if (reply.story) this.story.show(reply.story);
    if (reply.token) this.keepToken(reply.token);
    if ("fan" in reply) this.spread(reply.fan);
    if (reply.missing) this.settle(reply);
    if (reply.error) this.refuse(reply);
    if (reply.caution) this.panel.caution(reply.caution);
    if (reply.notice) this.tell(reply.notice);
    else if (reply.picture && request && !HARMLESS.has(request.do)) this.notice.hidden = true;
    if (reply.ask) this.dialog.ask(reply);
    if (reply.ask_step) this.dialog.askStep(reply.name, reply.ask_step);
    if (reply.ask_title) this.dialog.askTitle(reply.title, reply.ask_title);
    if (reply.copy) this.copied(reply.copy);
    if (reply.file) {
      this.notice.hidden = true;
      saveFile(reply.file.name, reply.file.kind, buffers[0]);
    }
    if (request && request.do === "move") this.root.dataset.shows = request.text;
    if (request && request.do === "hello") this.begin();
  }

  show(reply) {
    if ("fan_on" in reply) this.fan_on = reply.fan_on;
    const fan_data = this.fan_on ? this.picture.fan_data : null;
    this.strip.show(reply.rest);
    this.bridge.show(reply.bridge);
    if (!reply.bridge) say(this.adds, "");
    this.stage.show(reply, fan_data);
    this.strip.name();
    this.verdicts.show(reply.rows);
    this.header.follow(reply);
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
    say(this.adds, reply.bridge_words);
    say(this.live, this.sentence.textContent);
    if (reply.warning) this.alarm(reply.warning);
    else if (!this.silent) this.banner.hidden = true;
    this.root.dataset.settled = this.root.dataset.drawn;
  }

  keepToken(token) {
    this.token = token;
    if (this.standalone && this.begun) history.replaceState(null, "", `#${token}`);
  }

  refuse({ error, at }) {
    if (at && (this.panel.refuse(at, error) || this.verdicts.refuse(at, error))) return;
    this.tell(error, "dx-bad");
    this.header.draw();
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
    sessionStorage.removeItem(RELOADED);
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    const linked = this.standalone && location.hash.length > 1 ? decodeURIComponent(location.hash.slice(1)) : null;
    window.addEventListener("hashchange", () => this.linked());
    const text = linked || kept;
    if (text) this.edit({ do: "restore", text, lang: sessionStorage.getItem(SPOKEN) });
  }

  // Another link was put into the address of the page.
  linked() {
    const text = decodeURIComponent(location.hash.slice(1));
    if (this.standalone && text && text !== this.token) this.edit({ do: "restore", text });
  }

  copied(text) {
    copyText(text).then(
      () => this.tell(this.texts.copied),
      () => this.dialog.showText(this.texts.copy_yaml, text),
    );
  }

  name(reply) {
    Object.assign(this, {
      lang: reply.lang, texts: reply.texts, colours: reply.colours, threshold: reply.threshold,
      fan_on: reply.fan_on,
    });
    this.rules = reply.quoting;
    say(this.quoting, this.rules.heading);
    put(this.root, { lang: reply.lang });
    this.header.show(reply);
    this.verdicts.name();
    this.stage.name();
    if (this.standalone) document.title = reply.texts.title;
  }

  copyLink() {
    const link = this.standalone ? `${location.origin}${location.pathname}#${this.token}` : this.token;
    copyText(link).then(
      () => this.tell(this.texts.link_copied),
      () => this.dialog.showText(this.texts.copy_link, link),
    );
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
