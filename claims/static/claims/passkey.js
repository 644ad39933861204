// A passkey is asked for by the browser alone: without a script these forms stay hidden, and what
// stands in their place stays.

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!webauthnJSON.supported()) continue;
  form.hidden = false;
  for (const other of document.querySelectorAll("[data-without-passkey]")) other.hidden = true;
  const silent = form.querySelector("[role=alert]");
  form.addEventListener("submit", async (event) => {
    const field = form.elements.credential;
    if (field.value) return;
    event.preventDefault();
    silent.hidden = true;
    const ask = form.dataset.passkey === "create" ? webauthnJSON.create : webauthnJSON.get;
    try {
      field.value = JSON.stringify(await ask(JSON.parse(form.dataset.options)));
      form.submit();
    } catch {
      // Turned away, or no key of this page here: the button may be pressed again.
      silent.hidden = false;
    }
  });
}
