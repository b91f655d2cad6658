// Many cases at once: ticks with ranges that survive live rows, and the countdown of what still can be undone.

const WORDS = { none: "گزارش‌ها را تیک بزنید", some: (n) => `${n.toLocaleString("fa-IR")} گزارش انتخاب شد` };
const chosen = new Set();
let last;

const ticks = () => [...document.querySelectorAll("#rows input[name=codes]")];

/** What is ticked is remembered by its code, so that a row that changes meanwhile keeps its tick. */
function show() {
  const bar = document.getElementById("bulk");
  if (!bar) return;
  const boxes = ticks();
  const here = new Set(boxes.map((box) => box.value));
  for (const code of chosen) if (!here.has(code)) chosen.delete(code);
  for (const box of boxes) box.checked = chosen.has(box.value);
  const told = chosen.size ? WORDS.some(chosen.size) : WORDS.none;
  const sign = document.getElementById("ticked");
  if (sign.textContent !== told) sign.textContent = told;
  const all = document.getElementById("all-ticks");
  all.checked = boxes.length > 0 && chosen.size === boxes.length;
  all.indeterminate = chosen.size > 0 && !all.checked;
  bar.classList.toggle("on", chosen.size > 0);
}

function set(box, on) {
  if (on) chosen.add(box.value);
  else chosen.delete(box.value);
}

function range(box, on) {
  const boxes = ticks();
  const [from, to] = [boxes.findIndex((one) => one.value === last), boxes.indexOf(box)].sort((a, b) => a - b);
  if (from < 0) return;
  for (const one of boxes.slice(from, to + 1)) set(one, on);
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("#rows input[name=codes]");
  if (!box) return;
  set(box, box.checked);
  if (event.shiftKey && last) range(box, box.checked);
  last = box.value;
  show();
});

document.addEventListener("change", (event) => {
  if (event.target.id === "all-ticks") {
    for (const box of ticks()) set(box, event.target.checked);
    show();
  }
});

const main = document.getElementById("main");
if (main && document.getElementById("bulk")) {
  for (const box of ticks()) set(box, box.checked);
  new MutationObserver(show).observe(main, { childList: true, subtree: true });
  show();
}

/** Seconds run down here; when they are over the server says what became of it. */
setInterval(() => {
  for (const clock of document.querySelectorAll("[data-left]")) {
    const left = Math.max(0, Number(clock.dataset.left) - 1);
    clock.dataset.left = String(left);
    clock.textContent = left.toLocaleString("fa-IR");
  }
  const over = document.querySelector('[data-left="0"]');
  if (over) htmx.trigger(document.body, "fresh-acts");
}, 1000);
