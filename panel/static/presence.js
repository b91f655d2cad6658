// Two people on one case see each other: a sign of life every few seconds, and at once when somebody begins to write.

const BEAT_MS = 15000;
const WRITING_MS = 20000;
const { code, number: mine, csrf } = document.getElementById("presence")?.dataset ?? {};
const known = new Set();
let wrote = 0;
let said = "";

const state = () => (Date.now() - wrote < WRITING_MS && typed() ? "writes" : "open");

/** A step that was opened by mistake and holds no word is no writing. */
function typed() {
  return [...document.querySelectorAll(".file textarea")].some((field) => field.value.trim());
}

function show(text) {
  // The page of an idle case is drawn anew when the case changes, and this place with it.
  const place = document.getElementById("presence");
  if (place.innerHTML.trim() !== text.trim()) place.innerHTML = text;
}

async function beat() {
  said = state();
  const body = new URLSearchParams({ csrf, state: said });
  const answer = await fetch(`/panel/cases/${code}/here`, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.status === 200) show(await answer.text());
}

async function look() {
  const answer = await fetch(`/panel/cases/${code}/here`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.status === 200) show(await answer.text());
}

function leave() {
  const body = new FormData();
  body.set("csrf", csrf);
  body.set("state", "gone");
  navigator.sendBeacon(`/panel/cases/${code}/here`, body);
}

if (code) {
  document.addEventListener("here", ({ detail }) => {
    const [number, person] = detail.split(" ");
    if (number !== mine) return;
    // A newcomer may have missed my earlier signs, so one more is given; those whom I know need none.
    const isNew = !known.has(person);
    known.add(person);
    if (isNew) beat();
    else look();
  });
  document.addEventListener("input", (event) => {
    if (!event.target.closest(".file textarea")) return;
    wrote = Date.now();
    if (said !== "writes" && typed()) beat();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") beat();
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!document.getElementById("presence")?.innerHTML.trim()) look();
  });
  window.addEventListener("pagehide", leave);
  setInterval(() => document.visibilityState === "visible" && beat(), BEAT_MS);
  beat();
}
