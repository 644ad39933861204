// Improvements only: every page works without this file.

// A second click on a slow line must not look as if nothing happened.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button) return;
  // After the browser has gathered the form's data, or the button's own value would be lost.
  setTimeout(() => {
    if (event.defaultPrevented) return;
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
  });
});

// Back from the next page by the browser's own cache: the buttons work again.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[aria-busy]")) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
});

// Going back to a page that was the answer to a form asks for it anew instead of an error.
history.replaceState(history.state, "", location.href);

// What was chosen, and how big it is, before a slow upload begins.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.type !== "file") return;
  let list = field.parentElement.querySelector("[data-chosen]");
  if (!list) {
    list = document.createElement("p");
    list.className = "hint";
    list.dataset.chosen = "";
    list.setAttribute("role", "status");
    field.after(list);
  }
  const size = (bytes) => (bytes / 1e6).toFixed(1) + " MB";
  list.textContent = [...field.files].map((file) => `${file.name} (${size(file.size)})`).join(", ");
});

// Printing is the browser's own; the button only saves the way through its menu.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The first fault is where the eyes, and the screen reader, should go.
document.querySelector("[data-faults]")?.focus();
