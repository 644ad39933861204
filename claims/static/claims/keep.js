// Each page of the form is kept while it is filled in, as it is left, and without a signal.

const restored = [...document.querySelectorAll("form[data-keep]")].map((form) => {
  const words = outbox.words, title = form.dataset.title, url = outbox.here;
  const note = form.querySelector("[data-saved]");
  let dirty = false, saving = Promise.resolve(), leaving = false;

  const say = (text, tone = "") => { note.textContent = text; note.className = tone ? `said tone-${tone}` : "hint"; };
  const fields = (next) => {
    const data = [...new FormData(form)].filter(([name, value]) =>
      typeof value === "string" && name !== "next" && name !== "csrfmiddlewaretoken");
    return [...data, ["next", next]];
  };
  const body = (next) => new URLSearchParams(fields(next));

  // From now on the page knows what stands on record: what it changes later is no clash with itself.
  function learn(answer) {
    for (const [name, value] of Object.entries({ ...answer.was, version: answer.version })) {
      let field = form.elements[name];
      if (!field) {
        field = Object.assign(document.createElement("input"), { type: "hidden", name });
        form.append(field);
      }
      field.value = value;
    }
  }
  async function save() {
    if (!dirty || leaving) return;
    dirty = false;
    const sent = fields("stay");
    try {
      const answer = await outbox.post(url, new URLSearchParams(sent));
      if (!answer.ok) return say(answer.sentence, "bad");
      learn(answer);
      if (answer.faults?.length) await outbox.add(url, title, sent, answer.faults.join(" "));
      else await outbox.remove(url);
      say(answer.faults?.length ? `${answer.said}. ${words.except} ${answer.faults.join(" ")}` : answer.said,
        answer.faults?.length ? "warn" : "");
    } catch (error) {
      dirty = true;
      await outbox.add(url, title, sent);
      say(outbox.why(error), "warn");
    }
  }
  // What was typed on this phone comes back; beside it stands what is on record now.
  async function restore() {
    const item = await outbox.find(url);
    if (!item) return;
    // A page that was just refused shows what was typed, and what is wrong with it, by itself.
    if (document.querySelector("[data-faults]")) { dirty = true; return; }
    const blank = "blank" in form.dataset;
    for (const [name, value] of item.fields) {
      const hidden = name.startsWith("was-") || name === "version";
      if (name === "next" || (hidden && !blank && item.refused)) continue;
      const found = form.elements[name];
      if (hidden && !found) learnOne(name, value);
      if (!found) continue;
      const one = found instanceof RadioNodeList ? [...found] : [found];
      const before = found.value;
      for (const field of one) {
        if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
        else field.value = value;
      }
      if (!hidden && item.refused && before && before !== value) beside(one[0], before);
    }
    dirty = true;
    say(item.refused ? `${words.back} ${item.refused}` : words.back, item.refused ? "bad" : "warn");
  }
  function learnOne(name, value) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  function beside(field, before) {
    const told = field.selectedOptions ? [...field.options].find((o) => o.value === before)?.text : before;
    field.closest(".field")?.append(Object.assign(document.createElement("p"),
      { className: "hint", textContent: `${words.record} ${told}` }));
  }

  form.addEventListener("input", () => { dirty = true; });
  if (form.dataset.keep === "each" && outbox.ready)
    form.addEventListener("change", () => { saving = saving.then(save); });
  window.addEventListener("pagehide", () => {
    if (dirty && !leaving && form.dataset.keep === "each" && !("blank" in form.dataset))
      navigator.sendBeacon(url, new URLSearchParams([...new FormData(form), ["next", "stay"]]));
  });
  // Back by the browser's own cache: what stands on record may be newer.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    leaving = true;
    if (!outbox.ready || !button || button.hasAttribute("formaction") || form.dataset.native) return;
    event.preventDefault();
    button.setAttribute("aria-busy", "true");
    const next = button.value;
    await Promise.race([saving, new Promise((done) => setTimeout(done, 3e3))]);
    try {
      const answer = await outbox.post(url, body(next));
      if (answer.ok) {
        await outbox.remove(url);
        location.assign(answer.to);
        return;
      }
      // The page itself says it best, beside each field.
      form.dataset.native = "1";
      form.requestSubmit(button);
    } catch (error) {
      await outbox.add(url, title, fields(next === "home" ? "home" : "on"));
      button.removeAttribute("aria-busy");
      leaving = false;
      dirty = false;
      say(outbox.why(error), "warn");
      const on = next === "home" ? words.home : form.dataset.next;
      if (on && navigator.serviceWorker?.controller) location.assign(on);
    }
  });
  document.addEventListener("kept", ({ detail }) => {
    if (detail.url === url) { learn(detail.answer); say(detail.answer.said); }
  });
  return outbox.ready?.then(restore);
});
// What waits leaves only after it stands on its own page again.
outbox.ready?.then(() => Promise.all(restored)).then(outbox.now).catch(() => {});
