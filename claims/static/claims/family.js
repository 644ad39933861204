// The slip's QR ends in #code.secret, which the browser sends to nobody. Fill the form in with it
// and take it out of the address, before anybody can read it over a shoulder or in the history.
// Without this file the family types both.

function fillIn() {
  const form = document.querySelector("[data-slip]");
  const [code, secret] = decodeURIComponent(location.hash.slice(1)).split(".");
  if (!form || !secret) return;
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = code;
  form.elements.secret.value = secret.replace(/(.{4})(?=.)/g, "$1-");
  form.querySelector("button").focus();
}

fillIn();
// A second slip scanned while the page is open changes the address and loads nothing.
window.addEventListener("hashchange", fillIn);
