// The line to the server: connects, connects again, and sends frames one by one until each is acknowledged.

const ACK_SECONDS = 10;
const SLOW_SECONDS = 10;
const NO_COOKIE = 4401;

export class Link {
  /** `on` gets: open, down, frame (with what the server said), refused (without a cookie there is no chat). */
  constructor(on) {
    this.on = on;
    this.seen = 0;
    this.queue = [];
    this.tries = 0;
    window.addEventListener("online", () => this.connect());
    window.addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && !this.socket) this.connect();
    });
  }

  /** Opens the socket, unless one is there. */
  connect() {
    clearTimeout(this.again);
    if (this.socket) return;
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/chat`);
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = (event) => this.socket === socket && this.told(JSON.parse(event.data));
    socket.onclose = (event) => this.socket === socket && this.closed(event.code);
  }

  /** Puts a frame at the end of the queue. */
  send(frame) {
    this.queue.push(frame);
    this.pump();
  }

  /** Lets go of a socket that is likely dead. */
  drop() {
    const socket = this.socket;
    if (!socket) return;
    this.closed(1006);
    socket.close();
  }

  opened() {
    this.tries = 0;
    this.ready = true;
    this.socket.send(JSON.stringify({ hello: this.seen }));
    this.on.open();
    this.pump();
  }

  closed(code) {
    this.socket = null;
    this.ready = false;
    this.flying = null;
    clearTimeout(this.patience);
    if (code === NO_COOKIE) return this.on.refused();
    this.on.down();
    const wait = Math.min(15000, 500 * 2 ** this.tries++) * (0.7 + 0.6 * Math.random());
    clearTimeout(this.again);
    this.again = setTimeout(() => this.connect(), wait);
  }

  told(frame) {
    for (const line of frame.lines ?? []) this.seen = Math.max(this.seen, line.id);
    if (frame.ack) this.landed(frame.ack);
    if (frame.notice === "bad") this.landed(frame.id ?? this.flying);
    if (frame.notice === "slow") this.rest();
    this.on.frame(frame);
  }

  landed(id) {
    if (this.flying !== id) return;
    clearTimeout(this.patience);
    this.flying = null;
    this.queue = this.queue.filter((frame) => frame.id !== id);
    this.pump();
  }

  /** The server asks for a pause: the same frame goes out again after it. */
  rest() {
    clearTimeout(this.patience);
    this.patience = setTimeout(() => {
      this.flying = null;
      this.pump();
    }, SLOW_SECONDS * 1000);
  }

  pump() {
    if (!this.ready || this.flying || !this.queue.length) return;
    const frame = this.queue[0];
    this.flying = frame.id;
    this.socket.send(JSON.stringify(frame));
    this.patience = setTimeout(() => this.drop(), ACK_SECONDS * 1000);
  }
}
