// Draws the conversation. Text is only ever set as text, so nothing said can become a part of the page.

import { WORDS, clock, dayKey, dayName, degrees } from "./words.js";

const labels = new Map();
const pending = new Map();

/** Makes an element; `more` are properties. */
export function make(tag, className = "", more = {}) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  return Object.assign(made, more);
}

export class Lines {
  /** `on` gets: tap (with the button's data), place (a location is wanted). */
  constructor(box, on) {
    this.box = box;
    this.on = on;
    this.day = null;
    box.addEventListener("click", (event) => this.pressed(event.target.closest(".choice")));
  }

  /** Shows a stored line; what this page sent itself takes the place of its waiting bubble. */
  add(line) {
    const at = new Date(line.at);
    const bubble = this.bubble(line.body, line.out, at);
    if (!line.out) this.settle(line.body, bubble);
    this.mark(at);
    this.box.insertBefore(bubble, this.firstPending());
    if (line.out) this.offer(line.body, bubble);
    else this.choose(line.body.tap, bubble);
    this.refresh();
  }

  /** Shows what was just said, before the server has it. */
  addPending(frame, at) {
    const bubble = this.bubble(frame, false, new Date(at));
    pending.set(frame.id, { frame, bubble });
    this.box.append(bubble);
    this.state(frame.id, "sending");
    this.choose(frame.tap, bubble);
    this.refresh();
  }

  /** Writes what became of a waiting bubble: sending, stored or failed. */
  state(id, state) {
    const bubble = pending.get(id)?.bubble;
    if (!bubble) return;
    bubble.dataset.state = state;
    bubble.querySelector(".state").textContent = WORDS[state];
  }

  has(id) {
    return pending.has(id);
  }

  get empty() {
    return !this.box.childElementCount;
  }

  settle(body, bubble) {
    const mine = [...pending].find(([id, one]) => body.id === id || (!body.id && sameWords(one.frame, body)));
    if (!mine) return;
    mine[1].bubble.remove();
    pending.delete(mine[0]);
    bubble.classList.add("settled");
  }

  firstPending() {
    return pending.values().next().value?.bubble ?? null;
  }

  mark(at) {
    if (this.day === dayKey(at)) return;
    this.day = dayKey(at);
    this.box.insertBefore(make("p", "day", { textContent: dayName(at) }), this.firstPending());
  }

  bubble(body, out, at) {
    const made = make("article", `line ${out ? "out" : "in"}`);
    const inner = make("div", "bubble");
    inner.append(make("span", "hush", { textContent: out ? WORDS.us : WORDS.you }));
    if (body.photo) inner.append(picture(body.photo));
    const text = words(body);
    if (text) inner.append(make("p", "text", { textContent: text, dir: "auto" }));
    if (body.point) inner.append(place(body.point));
    const foot = make("p", "foot");
    foot.append(make("time", "", { textContent: clock(at), dateTime: at.toISOString() }));
    if (!out) foot.append(make("span", "state", { textContent: WORDS.stored }));
    inner.append(foot);
    made.append(inner);
    return made;
  }

  offer(body, bubble) {
    const rows = body.buttons ?? [];
    if (!rows.length && body.need !== "place") return;
    const group = make("div", "choices");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", WORDS.choices);
    if (body.need === "place") group.append(row([choice(WORDS.sendPlace, "", "place")]));
    for (const each of rows) group.append(row(each.map(([label, tap]) => choice(label, tap, ""))));
    for (const [label, tap] of rows.flat()) labels.set(tap, label);
    bubble.append(group);
  }

  /** Marks the button that was pressed among those just above. */
  choose(tap, bubble) {
    const groups = [...this.box.querySelectorAll(".choices")];
    const above = groups.filter((group) => group.compareDocumentPosition(bubble) & Node.DOCUMENT_POSITION_FOLLOWING);
    const found = tap && [...(above.at(-1)?.children ?? [])].flatMap((each) => [...each.children]);
    for (const each of found || []) each.setAttribute("aria-pressed", String(each.dataset.tap === tap));
  }

  /** Only the newest buttons can be pressed, and only until something was said after them. */
  refresh() {
    const groups = [...this.box.querySelectorAll(".choices")];
    const said = [...this.box.querySelectorAll(".line.in")].at(-1);
    const newest = groups.at(-1);
    const answered = newest && said && newest.compareDocumentPosition(said) & Node.DOCUMENT_POSITION_FOLLOWING;
    for (const group of groups) {
      const open = group === newest && !answered;
      group.classList.toggle("closed", !open);
      for (const each of group.querySelectorAll(".choice")) {
        each.setAttribute("aria-disabled", String(!open));
        each.tabIndex = open ? 0 : -1;
      }
    }
  }

  pressed(button) {
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    if (button.dataset.need) this.on.place();
    else this.on.tap(button.dataset.tap);
  }
}

function words(body) {
  if (body.text) return body.text;
  if (body.tap) return labels.get(body.tap) ?? WORDS.chosen;
  return body.fault ? WORDS.photoGone : "";
}

function row(buttons) {
  const made = make("div", "choice-row");
  made.append(...buttons);
  return made;
}

function choice(label, tap, need) {
  const made = make("button", `button choice ${need ? "main" : ""}`, { type: "button", textContent: label });
  Object.assign(made.dataset, need ? { need } : { tap });
  return made;
}

function picture(id) {
  const address = `/chat/photo/${encodeURIComponent(id)}`;
  const link = make("a", "picture", { href: address, target: "_blank", rel: "noopener" });
  link.setAttribute("aria-label", WORDS.openPhoto);
  const image = make("img", "", { src: address, alt: WORDS.photo, loading: "lazy" });
  // Some photos are not kept, to protect people; then the words stand alone.
  image.addEventListener("error", () => link.replaceWith(make("p", "text", { textContent: WORDS.photoGone })));
  link.append(image);
  return link;
}

function place(point) {
  const [lat, lon] = Array.isArray(point) ? point : [point.lat, point.lon];
  const made = make("p", "place", { textContent: WORDS.place });
  made.append(make("bdi", "soft small", { textContent: degrees({ lat, lon }), dir: "ltr" }));
  return made;
}

/** Whether a stored line is what a waiting bubble said. */
function sameWords(frame, body) {
  if (body.fault) return Boolean(frame.photo);
  const point = Array.isArray(body.point) ? { lat: body.point[0], lon: body.point[1] } : body.point;
  if (frame.tap) return frame.tap === body.tap;
  if (frame.photo || body.photo) return frame.photo === body.photo;
  if (frame.point) return frame.point.lat === point?.lat && frame.point.lon === point?.lon;
  return frame.text.trim() === (body.text ?? "").trim() && !body.tap;
}
