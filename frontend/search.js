// Find pages by the words of their titles, figures by those of their sentences too; what is looked for stands in the address.
"use strict";
(() => {
  const form = document.querySelector("[data-search]");
  const input = form.querySelector("input");
  const list = document.querySelector("[data-found]");
  const count = form.querySelector("[data-count]");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const shown = 50;

  let index = null;

  // The index is as heavy as the page: it comes when somebody is about to look for something.
  function loaded() {
    return (index ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = form.dataset.index;
      script.addEventListener("error", failed);
      script.addEventListener("load", () =>
        done(window.__index.map(([title, address, kind, said = ""]) => [plain(`${title} ${kind} ${said}`), title, address, kind, said])),
      );
      document.head.append(script);
    }));
  }

  async function search() {
    const entries = await loaded();
    const wanted = plain(input.value).split(/\s+/).filter(Boolean);
    const found = wanted.length ? entries.filter(([text]) => wanted.every((word) => text.includes(word))) : [];
    // Figures are what most look for; then what is called by little more than the words.
    found.sort((a, b) => !a[4] - !b[4] || a[1].length - b[1].length);
    list.replaceChildren(
      ...found.slice(0, shown).map(([, title, address, kind, said]) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = `../${address}`;
        link.textContent = title;
        item.append(link, said ? `: ${said}` : ` (${kind})`);
        return item;
      }),
    );
    count.textContent = wanted.length ? count.dataset.pattern.replace("{count}", found.length) : "";
    history.replaceState(null, "", input.value ? `#q=${encodeURIComponent(input.value)}` : location.pathname);
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("focus", loaded, { once: true });
  input.addEventListener("input", search);
  input.value = new URLSearchParams(location.hash.slice(1)).get("q") ?? "";
  if (input.value) search();
})();
