// Filter, sort and export the rows of a table; what is chosen stands in the address.
"use strict";
(() => {
  const form = document.querySelector("[data-filter]");
  const bodies = [...document.querySelectorAll("main table tbody")];
  const first = bodies[0];
  const rest = document.querySelector("[data-rest]");
  const rows = [...document.querySelectorAll("main tbody tr")];
  const words = form.querySelector("#words");
  const table = form.querySelector("#table");
  const count = form.querySelector("[data-count]");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const read = new Map();
  let order = null;
  let gathered = false;

  // Nothing is moved before it is asked for: a page that is only looked at stays as light as it is.
  function gather() {
    if (gathered) return;
    first.append(...rows);
    rest?.remove();
    gathered = true;
  }

  function told(row) {
    if (!read.has(row)) read.set(row, plain(row.textContent));
    return read.get(row);
  }

  function chosen() {
    const wanted = plain(words.value).split(/\s+/).filter(Boolean);
    return rows.filter(
      (row) =>
        (!table.value || row.dataset.table === table.value) &&
        wanted.every((word) => told(row).includes(word)),
    );
  }

  function show() {
    const kept = new Set(chosen());
    for (const row of rows) row.hidden = !kept.has(row);
    count.textContent = count.dataset.pattern
      .replace("{shown}", kept.size)
      .replace("{count}", rows.length);
  }

  function apply() {
    gather();
    show();
    const state = new URLSearchParams();
    if (words.value) state.set("q", words.value);
    if (table.value) state.set("t", table.value);
    if (order) state.set("s", order.join(","));
    history.replaceState(null, "", state.size ? `#${state}` : location.pathname + location.search);
  }

  function key(row, column, isNumber) {
    const cell = row.cells[column];
    if (!isNumber) return cell.textContent;
    return Number(cell.matches(":has(a)") ? row.dataset.value : cell.textContent);
  }

  function sort(column, descending) {
    const head = first.parentElement.tHead.rows[0].cells[column];
    const isNumber = head.dataset.sort === "number";
    const compare = isNumber ? (a, b) => a - b : (a, b) => a.localeCompare(b, document.documentElement.lang);
    rows.sort((a, b) => compare(key(a, column, isNumber), key(b, column, isNumber)) * (descending ? -1 : 1));
    for (const cell of first.parentElement.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    order = [column, descending ? 1 : 0];
    gather();
    first.append(...rows);
  }

  for (const [column, head] of [...first.parentElement.tHead.rows[0].cells].entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      sort(column, head.getAttribute("aria-sort") === "ascending");
      apply();
    });
  }

  function csv() {
    const heads = ["iri", ...[...first.parentElement.tHead.rows[0].cells].map((c) => c.textContent.trim()), "value"];
    const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const lines = chosen().map((row) => [row.dataset.iri, ...[...row.cells].map((c) => c.textContent.trim()), row.dataset.value]);
    return [heads, ...lines].map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
  }

  form.querySelector("[data-export]").addEventListener("click", (event) => {
    const file = new Blob(["\ufeff", csv()], { type: "text/csv" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${event.target.dataset.name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  words.addEventListener("input", apply);
  table.addEventListener("change", apply);

  const state = new URLSearchParams(location.hash.slice(1));
  words.value = state.get("q") ?? "";
  table.value = state.get("t") ?? "";
  if (state.get("s")) {
    const [column, descending] = state.get("s").split(",").map(Number);
    sort(column, descending === 1);
  }
  if (state.size) apply();
  else count.textContent = count.dataset.pattern.replace("{shown}", rows.length).replace("{count}", rows.length);
})();
