// The line to the session. At most two messages are under way, one answered while the other travels;
// changes that come meanwhile wait together, the newest of each kind, so no queue of stale pictures
// can form. What is drawn by an answer asked ahead is told to the session all the same, less often.

const TOGETHER = 2;
const PATIENCE = 5000;
const LONG_PATIENCE = 90000;
const QUIET = 140;
const HEARTBEAT = 3000;
// A change that is drawn already waits so long for a newer one that takes its place.
const PACE = 100;
// What leaves the answers ahead true, as does a move of the same slider.
const HARMLESS = new Set(["ahead", "choose", "details", "ping", "yaml", "save", "download", "keep", "drop"]);
const SLOW = new Set(["download", "details", "hello", "restore", "step"]);

class Link {
  constructor(screen, model) {
    this.screen = screen;
    this.model = model;
    this.waiting = new Map();
    this.under = new Map();
    this.last = 0;
    this.shown = 0;
    this.ahead = new Ahead();
    this.own = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    this.received = (message, buffers) => this.receive(message, buffers);
    model.on("msg:custom", this.received);
    this.pulse = setInterval(() => this.beat(), HEARTBEAT);
  }

  send(message) {
    const same = message.do === "move" && message.path === this.ahead.path;
    if (!same && !HARMLESS.has(message.do)) this.ahead.forget();
    const turn = (this.last += 1);
    if (message.drawn) this.shown = turn;
    const key = { move: message.path, threshold: message.target }[message.do];
    const name = key ? `${message.do}:${key}` : `${message.do}:${turn}`;
    const before = this.waiting.get(name);
    this.waiting.set(name, { ...message, turn, fresh: message.fresh || (before && before.fresh) });
    this.next();
  }

  waits(path) {
    if (this.waiting.has(`move:${path}`)) return true;
    return [...this.under.values()].some((one) => one.do === "move" && one.path === path);
  }

  next() {
    while (this.waiting.size && this.under.size < TOGETHER) {
      const [name, message] = this.waiting.entries().next().value;
      if (message.drawn && this.waiting.size === 1 && this.paced()) break;
      this.waiting.delete(name);
      this.post(message);
    }
    const urgent = [...this.waiting.values()].some((one) => !one.drawn);
    if (!urgent && this.under.size < TOGETHER) this.reach();
  }

  // Whether a change that is drawn already is to wait a little longer.
  paced() {
    if (this.due) return false;
    this.pause = this.pause || setTimeout(() => this.hurry(), PACE);
    return true;
  }

  // Nothing that waits for its pace waits any longer.
  hurry() {
    clearTimeout(this.pause);
    Object.assign(this, { due: true, pause: null });
    this.next();
    this.due = false;
  }

  post(message) {
    this.last += 1;
    const id = `${this.own}:${this.last}`;
    this.under.set(id, message);
    const patience = SLOW.has(message.do) ? LONG_PATIENCE : PATIENCE;
    message.alarm = setTimeout(() => this.screen.lost(), patience);
    this.model.send({ ...message, alarm: undefined, known: undefined, id });
  }

  reach() {
    if ([...this.under.values()].some((one) => one.do === "ahead")) return;
    const texts = this.ahead.wanted();
    const { path, known } = this.ahead;
    if (texts.length) this.post({ do: "ahead", path, texts, known });
  }

  receive(reply, buffers) {
    const request = this.under.get(reply.id) || null;
    if (!request && !reply.picture && !reply.panel) return;
    if (!request) this.ahead.forget();
    if (request) {
      clearTimeout(request.alarm);
      this.under.delete(reply.id);
      this.screen.found();
    }
    if (reply.ahead && request.known === this.ahead.known) this.ahead.take(reply.ahead);
    this.next();
    if (!this.overtaken(reply, request)) this.screen.take(reply, request, buffers || []);
    if (reply.picture) this.unsettled = true;
    clearTimeout(this.rest);
    if (this.unsettled && this.idle()) this.rest = setTimeout(() => this.settle(), QUIET);
  }

  // Whether a newer place of a slider is on the screen already.
  overtaken(reply, request) {
    if (!request || request.do !== "move" || reply.error) return false;
    if (request.turn < this.shown) return true;
    this.shown = request.turn;
    return false;
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
    clearTimeout(this.pause);
    for (const message of this.under.values()) clearTimeout(message.alarm);
    this.model.off("msg:custom", this.received);
  }
}
