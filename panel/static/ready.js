// Ready sentences: after one is put into the field, its blanks are chosen one after the other until none is left.

const BLANK = /\{([^{}\n]{1,30})\}/g;

function select(field, blank) {
  const at = blank ? field.value.indexOf(`{${blank}}`) : field.value.search(BLANK);
  if (at < 0) return;
  field.focus();
  field.setSelectionRange(at, field.value.indexOf("}", at) + 1);
}

/** Shows what still has to be filled in; a press on one selects it in the field. */
function show(field) {
  const list = field.form?.querySelector(`#blanks[data-for="${field.id}"]`);
  if (!list) return;
  const left = [...new Set([...field.value.matchAll(BLANK)].map((found) => found[1]))];
  for (const button of [...list.querySelectorAll("button")]) button.remove();
  for (const blank of left) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "badge amber", textContent: blank });
    button.addEventListener("click", () => select(field, blank));
    list.append(button);
  }
  list.hidden = left.length === 0;
}

document.addEventListener("input", (event) => {
  if (event.target.id === "note") show(event.target);
});

document.addEventListener("click", (event) => {
  const filler = event.target.closest('[data-fills="note"]');
  if (!filler) return;
  const field = document.getElementById("note");
  field.focus();
  select(field);
});
