// The papers beside the file: from one to the next, larger and smaller, turned. Classes only: the
// page's policy lets no style be written. Without this file the papers stand one below the other.

const ZOOMS = ["fit", "whole", "double"];

for (const pane of document.querySelectorAll("[data-viewer]")) {
  const papers = [...pane.querySelectorAll("[data-paper]")];
  const tools = pane.querySelector(".viewer-tools");
  if (!papers.length || !tools) continue;
  const looks = papers.map(() => ({ zoom: 0, turn: 0 }));
  let at = 0;

  const show = () => {
    papers.forEach((paper, i) => {
      paper.classList.toggle("current", i === at);
      for (const [n, zoom] of ZOOMS.entries()) {
        paper.classList.toggle(`zoom-${zoom}`, n === looks[i].zoom);
      }
      for (const turn of [0, 90, 180, 270]) {
        paper.classList.toggle(`turn-${turn}`, turn === looks[i].turn);
      }
    });
    for (const button of tools.querySelectorAll("[data-zoom]")) {
      button.setAttribute("aria-pressed", button.dataset.zoom === ZOOMS[looks[at].zoom]);
    }
    tools.querySelector("[data-where]").textContent = `${at + 1} / ${papers.length}`;
  };

  const go = (step) => {
    at = Math.min(Math.max(at + step, 0), papers.length - 1);
    show();
    // Its name and verdict stand above it.
    (papers[at].closest("li") || papers[at]).scrollIntoView({ block: "nearest" });
    papers[at].focus({ preventScroll: true });
  };
  const zoom = (to) => {
    looks[at].zoom = Math.min(Math.max(to, 0), ZOOMS.length - 1);
    show();
  };
  const turn = () => {
    looks[at].turn = (looks[at].turn + 90) % 360;
    show();
  };
  const acts = { before: () => go(-1), after: () => go(1), turn };
  const keys = {
    j: acts.after, ArrowRight: acts.after, k: acts.before, ArrowLeft: acts.before, r: turn,
    "+": () => zoom(looks[at].zoom + 1), "-": () => zoom(looks[at].zoom - 1),
  };

  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.zoom) zoom(ZOOMS.indexOf(button.dataset.zoom));
    else acts[button.dataset.do]?.();
    button.focus();
  });
  // Only while the focus is here: single letters must not act elsewhere on the page.
  pane.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  papers.forEach((paper, i) => {
    paper.addEventListener("focus", () => {
      at = i;
      show();
    });
  });

  tools.hidden = false;
  pane.classList.add("viewing");
  show();
}
