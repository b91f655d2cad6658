// The operators' desk: keys that choose, sentences that are put in by a click, a place picked on a map.

import { drawMap } from "./map.js";

const plain = (text) => text.replaceAll("ي", "ی").replaceAll("ك", "ک").replaceAll("\u200c", " ").toLowerCase();

/** 1 to 9, 0 and letters, wherever they stand on the keyboard and whatever its language. */
function keyOf(event) {
  const found = /^(?:Digit|Numpad)(\d)$|^Key([A-Z])$/.exec(event.code);
  return found ? (found[1] ?? found[2].toLowerCase()) : event.key;
}

document.addEventListener("keydown", (event) => {
  if (!document.querySelector("[data-review]") || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, textarea, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const wanted = document.querySelector(`[data-key="${CSS.escape(keyOf(event))}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.tagName === "INPUT") wanted.focus();
  else wanted.click();
});

document.addEventListener("click", (event) => {
  const sentence = event.target.closest("[data-inserts]");
  if (!sentence) return;
  const field = document.getElementById(sentence.dataset.inserts);
  const [from, to] = [field.selectionStart, field.selectionEnd];
  const before = field.value.slice(0, from);
  const gap = before && !/\s$/.test(before) ? " " : "";
  field.setRangeText(gap + sentence.dataset.text, from, to, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("input", (event) => {
  const list = event.target.dataset.searches && document.getElementById(event.target.dataset.searches);
  if (!list) return;
  const words = plain(event.target.value).split(/\s+/).filter(Boolean);
  for (const one of list.querySelectorAll("[data-inserts]")) {
    const text = plain(`${one.textContent} ${one.dataset.text}`);
    one.hidden = !words.every((word) => text.includes(word));
  }
  for (const group of list.querySelectorAll("[data-occasion]")) {
    group.hidden = !group.querySelector("[data-inserts]:not([hidden])");
    if (group.tagName === "DETAILS" && words.length) group.open = !group.hidden;
  }
});

/** A map on which a click names the place; the form beside it sends the point. */
async function pickPlace() {
  const box = document.getElementById("pick");
  if (!box || box.dataset.drawn) return;
  box.dataset.drawn = "yes";
  const map = await drawMap(box);
  let mark = null;
  map.on("click", ({ latlng }) => {
    mark?.remove();
    mark = L.circleMarker(latlng, { radius: 10, weight: 3, className: "pin" }).addTo(map);
    document.getElementById("pick-lat").value = latlng.lat.toFixed(6);
    document.getElementById("pick-lon").value = latlng.lng.toFixed(6);
    document.getElementById("pick-send").disabled = false;
  });
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details:has(#pick)") && event.target.open) pickPlace();
}, true);
// Whoever was quicker than this script has opened it already.
if (document.querySelector("details[open] #pick")) pickPlace();

// From now on keys are heard.
document.querySelector("[data-review]")?.setAttribute("data-ready", "");
