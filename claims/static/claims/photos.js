// Photos are made small on the phone, then sent piece by piece; each shows how far it has come.

(() => {
  const words = outbox.words, MOST = 1600, LIGHT = 300e3;
  const form = document.querySelector("form[data-photos]");
  if (!form || !outbox.ready) return;
  // The papers of a return may also be sent from the claim's page and from the answer.
  const pieces = `${new URL(form.action).pathname}piece/`;

  async function small(file) {
    if (!file.type.startsWith("image/")) return file;
    try {
      // As the camera was held: the turn stands in the photo's EXIF.
      const image = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, MOST / Math.max(image.width, image.height));
      if (scale === 1 && file.size <= LIGHT) return file;
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      for (const quality of [0.82, 0.7, 0.58, 0.46]) {
        const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
        if (made && (made.size <= LIGHT || quality === 0.46)) return made.size < file.size ? made : file;
      }
    } catch { /* The service says what it can't read. */ }
    return file;
  }
  const rows = new Map();
  function row(item) {
    if (rows.has(item.upload)) return rows.get(item.upload);
    const field = document.getElementById(`file-${item.paper}`)?.closest(".field");
    if (!field) return null;
    const line = document.createElement("p");
    const bar = Object.assign(document.createElement("progress"), { max: item.photo.size, value: 0 });
    const text = document.createElement("span");
    line.className = "photo small";
    line.setAttribute("role", "status");
    bar.setAttribute("aria-label", item.title);
    text.textContent = `${item.title} (${Math.ceil(item.photo.size / 1000)} kB)`;
    line.append(text, bar);
    field.append(line);
    rows.set(item.upload, { line, bar, text });
    return rows.get(item.upload);
  }
  form.addEventListener("change", async ({ target }) => {
    if (target.type !== "file") return;
    const files = [...target.files], paper = target.dataset.paper;
    target.value = "";
    for (const file of files) {
      const photo = await small(file);
      const item = {
        person: words.person, url: pieces, title: file.name, paper, photo,
        upload: crypto.randomUUID(), refused: "", at: Date.now(),
      };
      row(item);
      item.id = await outbox.put(item);
    }
    await outbox.now();
    await outbox.render();
  });
  document.addEventListener("photo", (event) => {
    const { item, from, href, refused } = event.detail, shown = row(item);
    if (!shown) return;
    if (refused) {
      event.preventDefault();
      shown.bar.remove();
      shown.line.className = "wrong";
      shown.text.textContent = refused.includes(item.title) ? refused : `${item.title}: ${refused}`;
      return;
    }
    shown.bar.value = from;
    if (!href) return;
    shown.bar.remove();
    shown.line.closest(".field").querySelector("[data-missing]")?.remove();
    const link = Object.assign(document.createElement("a"), { href, textContent: item.title, target: "_blank", rel: "noopener" });
    shown.text.replaceChildren("✓ ", link, ` ${words.arrived}`);
  });
  // A phone's camera at once, beside the choice among files.
  if (matchMedia("(pointer: coarse)").matches)
    for (const field of form.querySelectorAll("input[type=file]")) {
      const camera = Object.assign(document.createElement("input"),
        { type: "file", accept: "image/*", capture: "environment", id: `${field.id}-camera`, className: "unseen" });
      camera.dataset.paper = field.dataset.paper;
      const label = Object.assign(document.createElement("label"),
        { htmlFor: camera.id, textContent: words.camera, className: "button quiet small camera" });
      field.before(camera, label);
    }
})();
