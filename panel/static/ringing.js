// What rings is heard and seen on every staff page: a mark in the title, and a sound once a gesture has allowed it.

const TITLE = /^\([۰-۹]+\) /;
const KEY = "hamyar-ring-silent";
const TONES = [880, 660, 880];
const TONE_SECONDS = 0.18;
const PERSIAN = new Intl.NumberFormat("fa-IR");
let heard = new Set();
let player = null;
let silent = localStorage.getItem(KEY) === "yes";

/** Browsers let a page sound only after somebody has touched it. */
function allow() {
  player ??= new AudioContext();
  if (player.state === "suspended") player.resume();
  showSwitch();
}

document.addEventListener("pointerdown", allow, { once: true });
document.addEventListener("keydown", allow, { once: true });

document.addEventListener("click", (event) => {
  if (!event.target.closest("#ring-sound")) return;
  silent = !silent;
  localStorage.setItem(KEY, silent ? "yes" : "no");
  showSwitch();
});

function showSwitch() {
  const button = document.getElementById("ring-sound");
  if (!button) return;
  button.disabled = !player;
  button.setAttribute("aria-pressed", String(!silent));
}

function sound() {
  if (!player || silent) return;
  TONES.forEach((tone, place) => {
    const wave = player.createOscillator();
    const volume = player.createGain();
    const begin = player.currentTime + place * TONE_SECONDS;
    wave.frequency.value = tone;
    volume.gain.value = 0.15;
    wave.connect(volume).connect(player.destination);
    wave.start(begin);
    wave.stop(begin + TONE_SECONDS * 0.8);
  });
}

/** The title tells how many ring, also in a window that nobody looks at. */
function mark(whole) {
  const plain = document.title.replace(TITLE, "");
  document.title = whole ? `(${PERSIAN.format(whole)}) ${plain}` : plain;
}

function look() {
  const strip = document.querySelector("#ringing .rings");
  const now = new Set([...document.querySelectorAll("[data-rings]")].map((one) => one.dataset.rings));
  if ([...now].some((one) => !heard.has(one))) sound();
  heard = now;
  mark(strip ? Number(strip.dataset.whole) : 0);
  showSwitch();
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "ringing") look();
});
