// What every page can do: open and close dialogs by attributes, and say something short in a toast.

const TOAST_SECONDS = 5;

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog").close();
  // A press beside a dialog lands on the dialog itself, because its content covers the rest.
  if (event.target instanceof HTMLDialogElement && outside(event, event.target)) event.target.close();
});

function outside(event, dialog) {
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right
    && event.clientY >= box.top && event.clientY <= box.bottom;
  return !inside && event.detail > 0;
}

/** Shows a short text for some seconds; screen readers hear it. */
export function toast(text) {
  const made = document.createElement("div");
  made.className = "toast";
  made.textContent = text;
  document.getElementById("toasts").append(made);
  setTimeout(() => made.remove(), TOAST_SECONDS * 1000);
}
