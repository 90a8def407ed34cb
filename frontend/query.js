// Ask the triples of the publication in the page: answers as a readable table, files and links.
"use strict";
import { answered, script, started, stop as end } from "./asking.js";

const DWELT = 5000;
const given = new URLSearchParams(location.hash.slice(1)).get("q");

// Whoever comes with a query waits for its answer: the engine does not wait for the page.
if (given) started().catch(() => {});
if (document.readyState === "loading") addEventListener("DOMContentLoaded", page);
else page();

function page() {
  const form = document.querySelector("[data-query]");
  const source = form.querySelector("textarea");
  const told = form.querySelector("[data-told]");
  const result = document.querySelector("[data-result]");
  const [run, stop, share] = ["run", "stop", "share"].map((n) => form.querySelector(`[data-${n}]`));
  const exports = form.querySelector("[data-exports]");
  const words = form.dataset;
  const lang = document.documentElement.lang;
  let site = null;
  let editor = null;
  let last = null;
  let asked = 0;

  // What is told has a state too, for styles and for whoever waits for an answer.
  function tell(state, text) {
    told.dataset.state = state;
    told.textContent = text;
  }

  function terminate() {
    asked += 1;
    end();
    busy(false);
    tell("stopped", words.stopped);
  }

  function busy(is) {
    run.disabled = is;
    stop.hidden = !is;
    result.setAttribute("aria-busy", String(is));
  }

  // Prefixes that the query does not declare itself stand on a line of their own before it.
  function declared(query) {
    return Object.entries(site.prefixes)
      .filter(([name]) => !new RegExp(`prefix\\s+${name}\\s*:`, "i").test(query))
      .map(([name, iri]) => `PREFIX ${name}: <${iri}>`)
      .join(" ");
  }

  // How nodes are addressed, numbers written and terms called: needed for an answer, not for the page.
  async function learnt() {
    await script("site");
    site = window.__coesa;
  }

  // What comes after it was stopped is the answer to nothing.
  async function ask() {
    const query = text();
    const own = ++asked;
    busy(true);
    tell("working", words.working);
    const begun = performance.now();
    try {
      await learnt();
      if (own !== asked) return;
      const answer = await answered(`${declared(query)}\n${query}`, lang);
      if (own !== asked) return;
      show(answer, performance.now() - begun);
      history.replaceState(null, "", `#q=${encodeURIComponent(query)}`);
    } catch (error) {
      if (own !== asked) return;
      fail(String(error.message ?? error));
    }
    busy(false);
  }

  function fail(message) {
    const place = /error at (\d+):(\d+)/.exec(message);
    const [line, column] = place ? [Number(place[1]) - 1, Number(place[2])] : [0, 0];
    const wrong = place && words.wrong.replace("{line}", line).replace("{column}", column);
    tell("failed", wrong || `${words.failed} ${message}`);
    told.dataset.line = line;
    if (place) select(line, column);
    exports.hidden = true;
    result.replaceChildren();
  }

  function select(line, column) {
    const before = text().split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    const at = Math.min(before + column - 1, text().length);
    if (editor) editor.select(at);
    else source.setSelectionRange(at, at);
  }

  function show(answer, time) {
    if (answer.kind === "error") return fail(answer.message);
    last = answer;
    exports.hidden = answer.kind === "ask";
    for (const button of exports.querySelectorAll("button"))
      button.hidden = (button.dataset.form === "ttl") !== (answer.kind === "graph");
    const rows = answer.kind === "select" ? answer.rows.length : 1;
    const said = words.done.replace("{rows}", grouped(String(rows))).replace("{time}", grouped(String(Math.round(time))));
    queueMicrotask(() => tell("done", said));
    if (answer.kind === "ask") return result.replaceChildren(paragraph(answer.truth ? words.yes : words.no));
    if (answer.kind === "graph") {
      const pre = document.createElement("pre");
      pre.tabIndex = 0;
      pre.textContent = answer.turtle;
      return result.replaceChildren(pre);
    }
    result.replaceChildren(tabular(answer));
  }

  function paragraph(text) {
    const made = document.createElement("p");
    made.textContent = text;
    return made;
  }

  function tabular({ variables, rows, labels }) {
    const table = role(document.createElement("table"), "table");
    table.className = "answer";
    const head = role(role(table.createTHead(), "rowgroup").insertRow(), "row");
    for (const name of variables) {
      const cell = role(document.createElement("th"), "columnheader");
      cell.scope = "col";
      cell.textContent = headed(name);
      if (rows.length && rows.every((row) => !row[name] || isNumber(row[name]))) cell.className = "number";
      head.append(cell);
    }
    const body = role(table.createTBody(), "rowgroup");
    for (const row of rows) {
      const line = role(body.insertRow(), "row");
      for (const name of variables) {
        const cell = role(line.insertCell(), "cell");
        cell.dataset.head = headed(name);
        fill(cell, row[name], labels, measured(name)[1]);
      }
    }
    return table;
  }

  // On a phone rows are laid out as lists: what they are has to be said.
  function role(element, name) {
    element.setAttribute("role", name);
    return element;
  }

  const headed = (name) => measured(name)[0].replaceAll("_", " ");

  // A name such as "paid_EUR" ends with the unit of its column.
  function measured(name) {
    const [, said, unit] = /^(.+)_([^_]+)$/.exec(name) ?? [];
    return unit in site.units ? [said, unit] : [name, null];
  }

  const isNumber = (term) => /#(decimal|integer)$/.test(term.datatype ?? "");

  function fill(cell, term, labels, unit) {
    if (!term) return;
    if (term.type === "uri") {
      const link = document.createElement("a");
      link.href = target(term.value);
      link.textContent = labels[term.value] ?? term.value.replace(site.base, "");
      if (/^(https?|mailto):/.test(term.value)) cell.append(link);
      else cell.textContent = term.value;
    } else if (isNumber(term)) {
      cell.className = "number";
      const [whole, cents] = term.value.split(".");
      const number = unit === "EUR" && cents ? `${whole}.${cents.padEnd(2, "0")}` : term.value;
      cell.textContent = unit ? site.units[unit].replace("{number}", grouped(number)) : grouped(number);
    } else cell.textContent = joined(term.value);
  }

  // An amount as it is printed is not broken before its sign.
  const joined = (text) => text.replace(/(\d) (?=[€%])/g, "$1\u00a0");

  function grouped(number) {
    const [whole, fraction] = number.split(".");
    const parts = whole.replace(/\B(?=(\d{3})+(?!\d))/g, site.group);
    return fraction ? `${parts}${site.decimal}${fraction}` : parts;
  }

  // Where the page of a node is: the rule of the site's addresses, with its exceptions.
  function target(iri) {
    const own = [[site.base, ""], [site.shared, "def/"]].find(([b]) => iri.startsWith(b) && iri !== b);
    if (!own) return iri;
    const path = own[1] + iri.slice(own[0].length);
    return `../${site.apart[path] ?? path}.${lang}.html`;
  }

  function text() {
    return editor ? editor.text() : source.value;
  }

  function put(query) {
    if (editor) editor.put(query);
    else source.value = query;
  }

  function download(name, type, content) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function csv({ variables, rows }) {
    const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const lines = rows.map((row) => variables.map((name) => quoted(row[name]?.value ?? "")).join(","));
    return [variables.join(","), ...lines, ""].join("\r\n");
  }

  exports.addEventListener("click", ({ target: button }) => {
    const form = button.dataset.form;
    if (form === "csv") download("query.csv", "text/csv", csv(last));
    if (form === "json") download("query.json", "application/sparql-results+json", last.text);
    if (form === "ttl") download("query.ttl", "text/turtle", last.turtle);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  stop.addEventListener("click", terminate);
  share.addEventListener("click", async () => {
    history.replaceState(null, "", `#q=${encodeURIComponent(text())}`);
    await navigator.clipboard?.writeText(location.href).catch(() => {});
    tell("shared", words.shared);
  });
  source.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask();
  });
  // The editor is heavy: it comes when somebody is about to write.
  source.addEventListener("focus", async () => {
    await Promise.all([learnt(), script("editor")]);
    editor = window.__editor(source, site, ask);
  }, { once: true });
  for (const button of document.querySelectorAll("[data-example]")) {
    button.addEventListener("click", () => {
      put(document.getElementById(button.dataset.example).textContent.trim() + "\n");
      form.scrollIntoView();
      ask();
    });
  }
  if (given) {
    put(given);
    ask();
    return;
  }
  // Whoever has asked is told by the question that it failed.
  const prepare = () => started().catch((error) => asked || fail(error.message));
  for (const sign of ["pointermove", "touchstart", "keydown", "focusin"]) addEventListener(sign, prepare, { once: true });
  // Whoever stays is likely to ask; whoever pays for bytes, or waits for them, decides by asking.
  const { saveData, effectiveType = "4g" } = navigator.connection ?? {};
  if (!saveData && effectiveType === "4g")
    setTimeout(() => (window.requestIdleCallback ?? setTimeout)(prepare), DWELT);
}
