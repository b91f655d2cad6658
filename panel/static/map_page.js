// The map of cases: what the server has counted for this part of the city, beside the same cases as a list.

import { drawMap } from "./map.js";

const MOVE_MS = 250;
const LIVE_MS = 2500;
const TINY = 0.00004;
const COARSE_ZOOM = 14;
const LISTED_AT_ONCE = 8;

const box = document.getElementById("floor-map");
const list = document.getElementById("map-list");
const form = document.getElementById("map-filters");
const whole = document.getElementById("whole-view");
const exact = box.dataset.exact === "yes";
const marks = new Map();
let map;
let layer;
let chosen;
let asked = 0;
let timer;

function wish() {
  const made = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) made.set(name, value);
  return made;
}

function part([south, west, north, east]) {
  const made = wish();
  for (const [name, value] of Object.entries({ south, west, north, east })) {
    made.set(name, Math.max(-180, Math.min(180, value)).toFixed(6));
  }
  made.set("zoom", String(map.getZoom()));
  return made;
}

function seen() {
  const now = map.getBounds();
  return [now.getSouth(), now.getWest(), now.getNorth(), now.getEast()];
}

async function fetched(path, query) {
  const answer = await fetch(`${path}?${query}`, { headers: { "HX-Request": "true" } });
  // Signed out meanwhile: the page itself asks to sign in.
  if (answer.headers.has("HX-Redirect")) location.assign(answer.headers.get("HX-Redirect"));
  return answer.ok && answer.status !== 204 ? answer : null;
}

function icon(kind, tone, number, sign) {
  const html = document.createElement("span");
  html.className = `spot ${kind} ${tone}`;
  if (number) html.append(Object.assign(document.createElement("b"), { textContent: number }));
  if (sign) html.append(Object.assign(document.createElement("i"), { textContent: sign }));
  return L.divIcon({ className: "spot-place", html, iconSize: null });
}

/** A sign on the map that a keyboard and a screen reader find too. */
function mark(one, kind, number, act) {
  const made = L.marker([one.lat, one.lon], {
    icon: icon(kind, one.tone, number, one.sign),
    title: one.label,
    alt: one.label,
    keyboard: true,
    autoPanOnFocus: false,
    riseOnHover: true,
  }).addTo(layer);
  const sign = made.getElement();
  sign.setAttribute("aria-label", one.label);
  made.on("click", act);
  // Leaflet makes a sign a button for screen readers, but leaves its keys to us.
  sign.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  return made;
}

function open(cell) {
  const [south, west, north, east] = cell.box;
  const small = cell.size <= LISTED_AT_ONCE || map.getZoom() >= map.getMaxZoom();
  if (small) return choose(cell.box);
  return map.fitBounds([[south, west], [north, east]], { maxZoom: map.getMaxZoom() });
}

async function draw() {
  const mine = ++asked;
  const answer = await fetched("/panel/map/cells", part(seen()));
  if (!answer || mine !== asked) return;
  const { cells, pins, total } = await answer.json();
  const focused = document.activeElement?.getAttribute?.("aria-label");
  layer.clearLayers();
  marks.clear();
  for (const cell of cells) mark(cell, `cell${cell.size >= 100 ? " big" : ""}`, cell.count, () => open(cell));
  for (const pin of pins) {
    const spot = [pin.lat - TINY, pin.lon - TINY, pin.lat + TINY, pin.lon + TINY];
    marks.set(pin.code, mark(pin, "one", "", () => choose(spot)));
  }
  box.dataset.total = String(total);
  // A live change must not throw the keyboard out of the map.
  if (focused) layer.getLayers().find((one) => one.options.alt === focused)?.getElement().focus({ preventScroll: true });
}

async function fill(focus) {
  const answer = await fetched("/panel/map/list", part(chosen ?? seen()));
  if (!answer) return;
  const open = document.activeElement?.dataset?.code;
  list.innerHTML = await answer.text();
  whole.hidden = !chosen;
  const back = open && list.querySelector(`[data-code="${CSS.escape(open)}"]`);
  (focus ? list.querySelector("a") : back)?.focus();
}

function choose(spot) {
  chosen = spot;
  fill(true);
}

function fresh() {
  draw();
  fill(false);
}

function soon(wait) {
  clearTimeout(timer);
  timer = setTimeout(fresh, wait);
}

function remember() {
  const { lat, lng } = map.getCenter();
  const query = wish().toString();
  history.replaceState(null, "", `${location.pathname}${query ? `?${query}` : ""}#${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`);
}

function remembered() {
  const found = location.hash.match(/^#(\d+)\/(-?[\d.]+)\/(-?[\d.]+)$/);
  return found ? { zoom: Number(found[1]), centre: [Number(found[2]), Number(found[3])] } : { zoom: 11 };
}

function light(code, on) {
  marks.get(code)?.getElement()?.classList.toggle("lit", on);
}

async function begin() {
  map = await drawMap(box, remembered());
  map.setMaxZoom(exact ? 18 : COARSE_ZOOM);
  layer = L.layerGroup().addTo(map);
  map.on("moveend", () => {
    chosen = null;
    remember();
    soon(MOVE_MS);
  });
  form.addEventListener("change", () => {
    chosen = null;
    remember();
    fresh();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  whole.addEventListener("click", () => {
    chosen = null;
    fill(true);
  });
  for (const [kind, on] of [["focusin", true], ["pointerover", true], ["focusout", false], ["pointerout", false]]) {
    list.addEventListener(kind, (event) => light(event.target.closest("[data-code]")?.dataset.code, on));
  }
  // Every changed case of this person refreshes the numbers of a page; the map goes with them.
  document.body.addEventListener("fresh-counts", () => soon(LIVE_MS));
  fresh();
}

begin();
