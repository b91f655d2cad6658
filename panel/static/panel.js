// The staff pages: what changes elsewhere appears here without a reload, and nothing that somebody types is lost.

import { toast } from "./base.js";
import { drawMap } from "./map.js";

const WORDS = {
  on: "زنده: تغییرها خودشان پیدا می‌شوند",
  off: "ارتباط قطع است؛ دوباره وصل می‌شود",
  fresh: "گزارش تازه‌ای رسید",
};
const QUIET_MS = 600;
const HOLD_MS = 6000;
const waiting = new Map();

// A swap must not carry the styles of a drawn map over to its successor: the security policy refuses them.
htmx.config.attributesToSettle = [];

document.addEventListener("htmx:configRequest", (event) => {
  // Empty filters would only make the address long.
  for (const [name, value] of [...event.detail.parameters.entries()]) {
    if (value === "" && event.detail.verb === "get") event.detail.parameters.delete(name);
  }
});

document.addEventListener("htmx:responseError", (event) => {
  // The conversation went back to the bot, perhaps by a colleague.
  if (event.detail.xhr.status === 404 && document.querySelector("[data-talk]")) location.assign("/panel/talks");
});

document.addEventListener("htmx:afterSettle", () => {
  showPlace();
  scrollLines();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest(".filters-open");
  if (!opener) return;
  const open = opener.closest(".filters").classList.toggle("open");
  opener.setAttribute("aria-expanded", String(open));
});

document.addEventListener("click", (event) => {
  const filler = event.target.closest("[data-fills]");
  if (!filler) return;
  const field = document.getElementById(filler.dataset.fills);
  field.value = filler.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("input", (event) => {
  const sieve = event.target.type === "search" && event.target.closest("[data-sieve]");
  if (sieve) sift(sieve, event.target.value);
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest && event.target.closest("form[data-typed]");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

/** Many changes at once are one refresh. */
function soon(key, act) {
  clearTimeout(waiting.get(key));
  waiting.set(key, setTimeout(() => {
    waiting.delete(key);
    act();
  }, QUIET_MS));
}

function tell(name) {
  soon(name, () => htmx.trigger(document.body, name));
}

const plain = (text) => text.replaceAll("ي", "ی").replaceAll("ك", "ک").replaceAll("\u200c", " ")
  .replace(/[۰-۹]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹".indexOf(digit)).toLowerCase();

function sift(sieve, wanted) {
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  for (const label of sieve.querySelectorAll("label.tick")) {
    const text = plain(label.textContent);
    label.hidden = !words.every((word) => text.includes(word)) && !label.querySelector(":checked");
  }
}

async function freshRow(number) {
  const list = document.getElementById("list");
  if (!list) return;
  const there = document.getElementById(`case-${number}`);
  const answer = await fetch(`/panel/row/${number}${location.search}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.status === 204) return;
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  const row = made.content.querySelector("tr");
  if (there) there.replaceWith(row);
  else if (row.dataset.fits === "yes" && !new URLSearchParams(location.search).has("before")) insert(row);
  setTimeout(() => row.classList.remove("fresh"), HOLD_MS);
}

function insert(row) {
  const rows = document.getElementById("rows");
  // A list in another order has another place for it.
  if (!rows || new URLSearchParams(location.search).get("sort")) {
    freshList();
    return;
  }
  const number = Number(row.id.slice("case-".length));
  const older = [...rows.querySelectorAll("tr.case")].find((one) => Number(one.id.slice("case-".length)) < number);
  rows.insertBefore(row, older || rows.querySelector("#more"));
  toast(WORDS.fresh);
}

function freshList() {
  htmx.ajax("GET", `/panel${location.search}`, { target: "#list", select: "#list", swap: "outerHTML" });
}

/** A case that nobody is writing about is shown anew; else only a word appears, and nothing typed is touched. */
function freshCase(number) {
  const shown = document.querySelector(`[data-case="${number}"]`);
  if (!shown) return;
  const typed = document.querySelector("form[data-typed]")
    || [...shown.querySelectorAll("textarea")].some((field) => field.value.trim())
    || shown.querySelector("details[open]");
  if (typed) document.getElementById("changed").hidden = false;
  else htmx.ajax("GET", location.pathname, { target: "#main", select: "#main", swap: "outerHTML" });
}

function freshTalk(number) {
  tell("fresh-talks");
  tell("fresh-counts");
  const open = document.querySelector("[data-talk]");
  if (open && open.dataset.talk === number) tell("fresh-lines");
}

function pulse(state) {
  const sign = document.getElementById("pulse");
  sign.className = `pulse ${state}`;
  sign.title = WORDS[state];
  sign.firstElementChild.textContent = WORDS[state];
}

function follow() {
  const stream = new EventSource("/panel/live");
  stream.addEventListener("hello", () => pulse("on"));
  stream.addEventListener("error", () => pulse("off"));
  stream.addEventListener("bye", () => {
    stream.close();
    location.reload();
  });
  stream.addEventListener("case", ({ data }) => {
    soon(`case ${data}`, () => {
      freshRow(data);
      freshCase(data);
    });
    tell("fresh-counts");
  });
  stream.addEventListener("talk", ({ data }) => freshTalk(data));
  stream.addEventListener("here", ({ data }) => document.dispatchEvent(new CustomEvent("here", { detail: data })));
  stream.addEventListener("caution", () => tell("fresh-counts"));
  stream.addEventListener("act", () => tell("fresh-acts"));
  stream.addEventListener("again", again);
}

/** Something may have been missed: everything on this page is fetched once more. */
function again() {
  tell("fresh-counts");
  tell("fresh-talks");
  tell("fresh-lines");
  tell("fresh-acts");
  if (document.getElementById("list")) freshList();
  const shown = document.querySelector("[data-case]");
  if (shown) freshCase(shown.dataset.case);
}

async function showPlace() {
  const box = document.getElementById("map");
  if (!box || box.dataset.drawn) return;
  box.dataset.drawn = "yes";
  const spot = [Number(box.dataset.lat), Number(box.dataset.lon)];
  const map = await drawMap(box, { centre: spot, zoom: 16 });
  map.scrollWheelZoom.disable();
  L.circleMarker(spot, { radius: 10, weight: 3, className: "pin" }).addTo(map);
}

function scrollLines() {
  const lines = document.getElementById("lines");
  if (lines) lines.scrollTop = lines.scrollHeight;
}

showPlace();
scrollLines();
if (document.querySelector("[data-live]")) follow();
