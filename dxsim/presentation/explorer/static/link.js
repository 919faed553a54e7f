// The line to the session. At most two messages are under way, one answered while the other travels;
// changes that come meanwhile wait together, the newest of each kind, so no queue of stale pictures
// can form.

const TOGETHER = 2;
const PATIENCE = 5000;
const LONG_PATIENCE = 45000;
const QUIET = 140;
const HEARTBEAT = 3000;
const SLOW = new Set(["download", "details", "hello", "restore"]);

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
