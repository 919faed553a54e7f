// The verdict table: each target with its threshold, whether it is reached, and by how much.

const SIGNS = { reached: "✓", strained: "(✓)", missed: "✗", none: "–" };

class Verdicts {
  constructor(screen) {
    this.screen = screen;
    this.lines = new Map();
    this.head = el("tr", {});
    this.body = el("tbody", {});
    this.caption = el("caption", {});
    const columns = el("colgroup", {}, ...Array.from({ length: 9 }, () => el("col", {})));
    this.table = el("table", {}, this.caption, columns, el("thead", {}, this.head), this.body);
    this.foot = el("p", { class: "dx-choice-words" });
    this.more = el("button", { type: "button", class: "dx-more", "data-do": "more", onclick: () => this.fold(!this.every) });
    const end = el("div", { class: "dx-verdicts-end" }, this.more, this.foot);
    this.node = el("section", { class: "dx-verdicts" }, this.table, end);
    this.every = false;
  }

  name() {
    const t = this.screen.texts;
    say(this.caption, t.verdicts);
    const columns = ["target", "threshold", "verdict", "value", "gap", "money", "first", "missing", "solve"];
    this.head.replaceChildren(
      ...columns.map((key) => el("th", { scope: "col", title: t[`help_column_${key}`] || null }, t[`column_${key}`])),
    );
    this.lines.clear();
    this.body.replaceChildren();
  }

  // Targets whose year is over, or that cannot be judged here, stand behind a button.
  fold(every) {
    this.every = every;
    const folded = [...this.lines.values()].filter((line) => line.folded);
    for (const line of folded) line.node.hidden = !every;
    const t = this.screen.texts;
    this.more.hidden = !folded.length;
    say(this.more, every ? t.fewer_targets : t.more_targets.replace("{count}", folded.length));
    put(this.more, { "aria-expanded": String(every) });
  }

  show(rows) {
    for (const row of rows) {
      if (!this.lines.has(row.id)) this.lines.set(row.id, this.line(row));
      this.write(this.lines.get(row.id), row);
    }
    this.fold(this.every);
  }

  line(row) {
    const t = this.screen.texts;
    const cells = {};
    for (const key of ["verdict", "value", "gap", "money", "first", "missing"]) {
      cells[key] = el("td", { class: `dx-cell-${key}`, "data-cell": key });
    }
    const title = el("span", { class: "dx-target" });
    const judge = el("span", { class: "dx-judge", role: "img" });
    const box = el("input", {
      type: "text", inputmode: "decimal", autocomplete: "off", "data-threshold": row.id,
      onchange: () => this.entered(row.id), onfocus: () => box.select(),
    });
    const fault = el("p", { class: "dx-fault", role: "alert" });
    const back = el("button", {
      type: "button", class: "dx-reset", title: t.reset_target,
      onclick: () => this.screen.edit({ do: "reset", what: `target.${row.id}` }),
    }, "↺");
    const solve = el("button", {
      type: "button", class: "dx-solve", "data-solve": row.id,
      onclick: () => this.screen.edit({ do: "solve", target: row.id }),
    }, t.set);
    const entry = el("span", { class: "dx-entry" }, box, el("span", { class: "dx-unit" }, "%"), back);
    const node = el("tr", { "data-row": row.id },
      el("th", { scope: "row" }, title, judge),
      el("td", {}, entry, fault),
      ...Object.values(cells),
      el("td", {}, solve),
    );
    this.body.append(node);
    const odds = el("span", { class: "dx-odds" });
    return { odds, node, title, judge, box, fault, back, solve, cells };
  }

  write(line, row) {
    const { lang, texts: t } = this.screen;
    line.folded = row.folded;
    if (!row.folded) line.node.hidden = false;
    say(line.title, row.short);
    put(line.title, { title: row.hover });
    say(line.judge, row.judge ? "⚖" : "");
    put(line.judge, { title: row.judge || null, "aria-label": row.judge || null });
    if (document.activeElement !== line.box) {
      line.box.value = typed(row.threshold, lang);
      say(line.fault, "");
      put(line.box, { "aria-invalid": null });
    }
    put(line.box, { "aria-label": `${t.column_threshold}: ${row.title}` });
    put(line.back, { "aria-label": `${t.reset_target}: ${row.title}` });
    put(line.solve, { "aria-label": `${t.solve}: ${row.title}` });
    line.back.style.visibility = row.moved ? "visible" : "hidden";
    put(line.back, { title: row.moved ? `${row.moved}. ${t.reset_target}` : t.reset_target });
    put(line.node, { class: `dx-row dx-${row.state}`, "data-state": row.state });
    if (line.said !== row.word) {
      line.said = row.word;
      line.cells.verdict.replaceChildren(el("span", { class: "dx-sign", "aria-hidden": "true" }, SIGNS[row.state]), row.word, line.odds);
      put(line.cells.verdict, { title: row.full });
    }
    line.odds.classList.add("dx-old");
    for (const key of ["value", "gap", "money", "first"]) say(line.cells[key], row[key]);
    line.cells.missing.classList.add("dx-old");
  }

  // The growth still missing comes when the hand rests: until then the last one is shown pale.
  missing(missing) {
    for (const [id, words] of Object.entries(missing)) {
      const line = this.lines.get(id);
      if (!line) continue;
      say(line.cells.missing, words);
      const t = this.screen.texts;
      put(line.cells.missing, { title: words === t.missing_none ? t.help_missing_none : null });
      line.cells.missing.classList.remove("dx-old");
    }
  }

  odds(odds) {
    for (const [id, line] of this.lines) {
      const own = odds && odds[id];
      say(line.odds, own ? own.short : "");
      put(line.odds, { title: own ? own.full : null });
      line.odds.classList.remove("dx-old");
    }
  }

  entered(id) {
    const line = this.lines.get(id);
    say(line.fault, "");
    put(line.box, { "aria-invalid": null });
    this.screen.edit({ do: "threshold", target: id, text: line.box.value, fresh: true });
  }

  refuse(id, words) {
    const line = this.lines.get(id);
    if (!line) return false;
    say(line.fault, words);
    put(line.box, { "aria-invalid": "true" });
    return true;
  }
}
