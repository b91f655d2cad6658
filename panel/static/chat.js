// The chat page: joins the line to the server, the drawing of lines, the composer and the dialogs.

import { toast } from "./base.js";
import { Lines } from "./lines.js";
import { Link } from "./link.js";
import { PhotoDialog } from "./photo.js";
import { PinDialog } from "./pin.js";
import { draft, unsent } from "./store.js";
import { WORDS } from "./words.js";

const TYPING_SECONDS = 12;
const BANNER_PATIENCE = 700;
const NEAR_END = 120;
const $ = (id) => document.getElementById(id);

const log = $("log");
const text = $("text");
const pins = new PinDialog((point) => say({ point }));
const photos = new PhotoDialog((photo) => say({ photo }));
const lines = new Lines($("lines"), { tap: (tap) => say({ tap }), place: () => pins.open(true) });
const link = new Link({ open: connected, down: disconnected, frame: told, refused: () => banner(WORDS.cookie, true) });
let typingEnds;
let bannerLater;
let greeted = false;
let following = true;

// What is said and heard.

function say(words) {
  const frame = { id: newId(), ...words };
  const at = Date.now();
  unsent.keep(frame, at);
  lines.addPending(frame, at);
  link.send(frame);
  shown(true);
}

/** Random and unique; crypto.randomUUID exists on secure pages only. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function told(frame) {
  if (frame.ack) settled(frame.ack, "stored");
  if (frame.notice === "bad") settled(frame.id, "failed");
  if (frame.notice === "slow") toast(WORDS.slow);
  if (frame.typing) typing(true);
  if (frame.lines) hear(frame.lines);
}

function settled(id, state) {
  unsent.drop(id);
  lines.state(id, state);
  if (state === "failed") typing(false);
}

function hear(news) {
  const stay = nearEnd();
  for (const line of news) lines.add(line);
  if (news.some((line) => line.out)) typing(false);
  shown(stay || !greeted);
  // Only what comes from now on is read aloud, not the whole history.
  if (!greeted) requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  greeted = true;
}

function typing(on) {
  clearTimeout(typingEnds);
  const stay = nearEnd();
  $("typing").hidden = !on;
  if (on) typingEnds = setTimeout(() => typing(false), TYPING_SECONDS * 1000);
  if (stay) scrollDown();
}

// The connection.

function connected() {
  clearTimeout(bannerLater);
  bannerLater = null;
  if (!$("banner").textContent) return;
  banner("");
  toast(WORDS.back);
}

function disconnected() {
  typing(false);
  clearTimeout(bannerLater);
  const words = navigator.onLine ? WORDS.connecting : WORDS.offline;
  bannerLater = setTimeout(() => banner(words), navigator.onLine ? BANNER_PATIENCE : 0);
}

function banner(words, bad = false) {
  $("banner").textContent = words;
  $("banner").classList.toggle("bad", bad);
}

// What is seen.

function nearEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
}

function scrollDown() {
  log.scrollTop = log.scrollHeight;
  $("newer").hidden = true;
}

function shown(follow) {
  $("empty").hidden = !lines.empty;
  if (follow) scrollDown();
  else $("newer").hidden = false;
}

log.addEventListener("scroll", () => {
  following = nearEnd();
  if (following) $("newer").hidden = true;
}, { passive: true });
// Pictures grow after they are loaded; who reads the end stays at the end.
log.addEventListener("load", () => following && scrollDown(), true);
$("newer").addEventListener("click", () => {
  scrollDown();
  text.focus();
});
window.visualViewport?.addEventListener("resize", () => following && scrollDown());

// The composer.

function grown() {
  text.style.blockSize = "auto";
  text.style.blockSize = `${text.scrollHeight + 2}px`;
  draft.keep(text.value);
}

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (words) say({ text: words });
  text.value = "";
  grown();
  text.focus();
});
text.addEventListener("input", grown);
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("composer").requestSubmit();
});
for (const example of document.querySelectorAll(".example")) {
  example.addEventListener("click", () => {
    text.value = example.textContent;
    grown();
    text.focus();
  });
}

// The attach menu, pasted and dropped photos.

function menu(open) {
  $("menu").hidden = !open;
  $("attach").setAttribute("aria-expanded", String(open));
  if (open) $("menu").querySelector("button").focus();
}

const ATTACH = { here: () => pins.open(true), map: () => pins.open(false), photo: () => $("file").click() };
$("attach").addEventListener("click", () => menu($("menu").hidden));
$("menu").addEventListener("click", (event) => {
  const what = event.target.closest("[data-attach]")?.dataset.attach;
  if (!what) return;
  menu(false);
  $("attach").focus();
  ATTACH[what]();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || $("menu").hidden) return;
  menu(false);
  $("attach").focus();
});
document.addEventListener("click", (event) => !event.target.closest(".attach") && menu(false));
$("menu").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...$("menu").children];
  items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
});

function openImage(event, list) {
  const file = [...(list ?? [])].find((one) => one.type.startsWith("image/"));
  if (!file) return;
  event.preventDefault();
  photos.open(file);
}

text.addEventListener("paste", (event) => openImage(event, event.clipboardData?.files));
document.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
document.addEventListener("drop", (event) => openImage(event, event.dataTransfer?.files));

// The beginning: what was being written, and what could not be sent the last time.

text.value = draft.read();
grown();
for (const { frame, at } of unsent.all()) {
  lines.addPending(frame, at);
  link.send(frame);
}
link.connect();
bannerLater = setTimeout(() => banner(WORDS.connecting), BANNER_PATIENCE);
