// Shortcuts for whole working days: by the place of a key, so that Persian and Latin layouts do the same; never while typing.

const ROOMS = { KeyI: "/panel", KeyT: "/panel/talks", KeyM: "/panel/map" };
const STEPS = { KeyA: "accept", KeyD: "finish", KeyR: "refer" };
const MOVES = { KeyJ: 1, ArrowDown: 1, KeyK: -1, ArrowUp: -1 };
const CHORD_MS = 1500;
const desk = document.querySelector("[data-keys]");
let chord = 0;

const links = () => [...document.querySelectorAll("#rows tr.case .c-what > a, #map-list a")];
const here = () => links().indexOf(document.activeElement);
const onCase = () => document.querySelector("article[data-case]");

function typing(target) {
  if (target.isContentEditable || target.closest("dialog[open], .leaflet-container")) return true;
  return target.matches("textarea, select, input:not([type=checkbox])");
}

/** Goes up or down the list; the page keeps the arrow keys where there is no list, or nobody stands in it yet. */
function move(by, arrow) {
  const all = links();
  if (!all.length || (arrow && here() < 0)) return false;
  const next = here() < 0 ? 0 : Math.max(0, Math.min(all.length - 1, here() + by));
  all[next].focus();
  all[next].scrollIntoView({ block: "nearest" });
  return true;
}

/** A step on the open case, or on the case of the list on which one stands: its form opens there. */
function step(name) {
  const key = desk.dataset[name];
  if (onCase()) {
    const button = document.querySelector(`#step a[href*="?step=${key}#"]`);
    button?.click();
    return Boolean(button);
  }
  const link = document.activeElement.closest?.("tr.case .c-what > a");
  if (link) location.assign(`${link.href}?step=${key}#step`);
  return Boolean(link);
}

function note() {
  const field = onCase() && document.getElementById("text");
  if (field) {
    field.focus();
    return true;
  }
  const link = document.activeElement.closest?.("tr.case .c-what > a");
  if (link) location.assign(`${link.href}#text`);
  return Boolean(link);
}

function tick() {
  const box = document.activeElement.closest?.("tr.case")?.querySelector("input[name=codes]");
  box?.click();
  return Boolean(box);
}

function search() {
  const field = document.querySelector("form[role=search] input[type=search], form[role=search] select");
  if (!field) return false;
  const closed = field.closest(".filters:not(.open)")?.querySelector(".filters-open");
  if (closed?.checkVisibility()) closed.click();
  field.focus();
  field.select?.();
  return true;
}

function act({ code, shiftKey }) {
  if (Date.now() - chord < CHORD_MS && ROOMS[code]) {
    location.assign(ROOMS[code]);
    return true;
  }
  chord = code === "KeyG" && !shiftKey ? Date.now() : 0;
  if (code === "Slash" && shiftKey) {
    document.getElementById("keys").showModal();
    return true;
  }
  if (shiftKey) return false;
  if (MOVES[code]) return move(MOVES[code], code.startsWith("Arrow"));
  if (STEPS[code]) return step(STEPS[code]);
  if (code === "KeyN") return note();
  if (code === "KeyX") return tick();
  return code === "Slash" && search();
}

if (desk) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat && !MOVES[event.code]) return;
    if (typing(event.target)) return;
    // A letter that did something must not also be typed into the field that it has opened.
    if (act(event)) event.preventDefault();
  });
  if (location.hash === "#text") document.getElementById("text")?.focus();
}
