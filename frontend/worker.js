// The query engine, in a worker: it takes the engine, the triples and queries, and answers them.
import init, { Store, namedNode } from "oxigraph/web.js";

const LABELS = [
  "http://www.w3.org/2004/02/skos/core#prefLabel",
  "http://www.w3.org/2000/01/rdf-schema#label",
  "http://purl.org/dc/terms/title",
].map((iri) => namedNode.bind(null, iri));
let engine = null;
let store = null;

function unpacked(base64) {
  const bytes = Uint8Array.fromBase64?.(base64) ?? Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream, { headers: { "Content-Type": "application/wasm" } });
}

// N-Triples are read in half the time of Turtle; their terms come once each, the triples as places among them.
function ntriples([terms, places]) {
  const lines = [];
  for (let at = 0; at < places.length; at += 3)
    lines.push(`${terms[places[at]]} ${terms[places[at + 1]]} ${terms[places[at + 2]]} .\n`);
  return lines.join("");
}

function label(store, iri, language) {
  for (const property of LABELS) {
    const found = store.match(namedNode(iri), property(), null, null).map((quad) => quad.object);
    if (found.length)
      return (found.find((term) => term.language === language) ?? found[0]).value;
  }
  return null;
}

function answer(store, { query, language }) {
  const text = store.query(query, { results_format: "json" });
  const read = JSON.parse(text);
  if (Array.isArray(read))
    return { kind: "graph", turtle: store.query(query, { results_format: "ttl" }) };
  if ("boolean" in read) return { kind: "ask", truth: read.boolean };
  const iris = new Set();
  for (const row of read.results.bindings)
    for (const term of Object.values(row)) if (term.type === "uri") iris.add(term.value);
  const labels = {};
  for (const iri of iris) labels[iri] = label(store, iri, language);
  return { kind: "select", text, variables: read.head.vars, rows: read.results.bindings, labels };
}

async function loaded(text) {
  await engine;
  const store = new Store();
  store.load(text, { format: "nt", no_transaction: true, lenient: true });
  return store;
}

// Messages come in order: the engine is compiled while the triples are on their way, queries wait for both.
addEventListener("message", async ({ data }) => {
  try {
    if (data.engine) engine = init({ module_or_path: unpacked(data.engine) });
    else if (data.triples) store = loaded(ntriples(JSON.parse(data.triples)));
    else postMessage({ id: data.id, ...answer(await store, data) });
  } catch (error) {
    postMessage({ id: data.id, kind: "error", message: String(error.message ?? error) });
  }
});
