// Find pages by the words of their titles, figures by those of their sentences too; what is looked for stands in the address.
"use strict";
(() => {
  const form = document.querySelector("[data-search]");
  const input = form.querySelector("input");
  const list = document.querySelector("[data-found]");
  const count = form.querySelector("[data-count]");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  // 244.885, 244,885 and 244885 are one number.
  const ungrouped = (text) => text.replace(/(\d)[.,\u00a0\u202f](?=\d{3}(?!\d))/g, "$1");
  const ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
  const whole = (words) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})(?![\\p{L}\\p{N}])`, "u");
  const shown = 50;

  let index = null;

  // The index is as heavy as the page: it comes when somebody is about to look for something.
  function loaded() {
    return (index ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = form.dataset.index;
      script.addEventListener("error", failed);
      script.addEventListener("load", () =>
        done(window.__index.map(([title, address, kind, said = ""]) => [told(`${title} ${kind} ${said}`), title, address, kind, said])),
      );
      document.head.append(script);
    }));
  }

  function told(text) {
    const [said, digits] = [plain(text), ungrouped(plain(text))];
    return said === digits ? said : `${said} ${digits}`;
  }

  // A small number is also that of an axis, which is a Roman one, and never a part of another. A long word may end otherwise.
  function sought(word) {
    const roman = /^\d{1,2}$/.test(word) && ROMAN[word - 1];
    if (roman) {
      const exact = whole([word, roman]);
      return { exact, has: (text) => exact.test(text) };
    }
    const part = /^\p{L}{5,}$/u.test(word) ? word.slice(0, -1) : word;
    const bare = part.replace(/[^\p{L}\p{N}]/gu, "");
    return { exact: bare && whole([part === word ? bare : `${bare}\\p{L}?`]), has: (text) => text.includes(part) };
  }

  async function search() {
    const entries = await loaded();
    const wanted = plain(input.value).split(/\s+/).filter(Boolean).map(sought);
    const exact = ([text]) => wanted.filter((word) => word.exact && word.exact.test(text)).length;
    const found = (wanted.length ? entries : [])
      .filter(([text]) => wanted.every((word) => word.has(text)))
      .map((entry) => [...entry, exact(entry)]);
    // What has the words whole; figures are what most look for; then what is called by little more than the words.
    found.sort((a, b) => b[5] - a[5] || !a[4] - !b[4] || a[1].length - b[1].length);
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
