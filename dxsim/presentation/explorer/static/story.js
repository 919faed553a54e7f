// The story: states kept under names, stepped through forward and back; hidden while there is none.

class StoryBar {
  constructor(screen) {
    this.screen = screen;
    const button = (what, sign, act) => el("button", { type: "button", "data-story": what, onclick: act }, sign);
    this.back = button("back", "◀", () => this.go(this.place - 1));
    this.next = button("next", "▶", () => this.go(this.place + 1));
    this.drop = button("drop", "×", () => this.screen.edit({ do: "drop", at: this.place }));
    this.again = button("again", "↺", () => this.go(this.place));
    this.steps = el("select", { "data-story": "steps", onchange: () => this.go(Number(this.steps.value)) });
    this.count = el("span", {});
    this.changed = el("span", { class: "dx-story-changed" });
    this.node = el("nav", { class: "dx-story", hidden: true },
      this.back, this.steps, this.next, this.count, this.changed, this.again, this.drop);
    this.names = [];
  }

  show({ names, place, shown }) {
    const t = this.screen.texts;
    Object.assign(this, { names, place });
    this.node.hidden = !names.length;
    this.steps.replaceChildren(...names.map((name, i) => option(String(i), name, i === place)));
    say(this.count, t.story_place.replace("{place}", place + 1).replace("{count}", names.length));
    say(this.changed, shown ? "" : t.story_changed);
    this.back.disabled = place <= 0;
    this.next.disabled = place + 1 >= names.length;
    this.again.hidden = shown;
    const said = { back: t.story_back, next: t.story_next, drop: t.story_drop, again: t.story_again, steps: t.story };
    for (const [key, words] of Object.entries(said)) put(this[key], { title: words, "aria-label": words });
    put(this.node, { "aria-label": t.story });
  }

  go(place) {
    if (place >= 0 && place < this.names.length) this.screen.edit({ do: "step", at: place });
  }

  suggestion() {
    return `${this.screen.texts.story_step} ${this.names.length + 1}`;
  }
}
