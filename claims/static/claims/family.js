// A slip's QR ends in #code.secret, or #username.code, which the browser sends to nobody. Fill the
// form in with it and take it out of the address, before anybody can read it over a shoulder or in
// the history.
// Without this file people type both.

function fillIn() {
  const form = document.querySelector("[data-slip]");
  const said = decodeURIComponent(location.hash.slice(1));
  // A user name may have dots in it.
  const dot = said.lastIndexOf(".");
  if (!form || dot < 1) return;
  history.replaceState(null, "", location.pathname);
  form.elements[form.dataset.slip || "code"].value = said.slice(0, dot);
  form.elements.secret.value = said.slice(dot + 1).replace(/(.{4})(?=.)/g, "$1-");
  (form.querySelector("[type=password]") || form.querySelector("button")).focus();
}

fillIn();
// A second slip scanned while the page is open changes the address and loads nothing.
window.addEventListener("hashchange", fillIn);
