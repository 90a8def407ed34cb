// The query engine, in a worker: it takes the compiled engine, the triples and queries, and answers them.
import init, { Store, namedNode } from "oxigraph/web.js";

const LABELS = [
  "http://www.w3.org/2004/02/skos/core#prefLabel",
  "http://www.w3.org/2000/01/rdf-schema#label",
  "http://purl.org/dc/terms/title",
].map((iri) => namedNode.bind(null, iri));
const USUAL = 'SELECT ?s (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER(STR(?o) = "") } GROUP BY ?s ORDER BY ?n LIMIT 1';
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

// Engine and triples come in any order; a query waits for both.
const [engine, triples] = [expected(), expected()];
const store = loaded();

function expected() {
  let come;
  const here = new Promise((done) => (come = done));
  return { here, come };
}

// Within a transaction a store takes a tenth of the memory: what is touched for the first time costs most.
async function loaded() {
  const [text] = await Promise.all([triples.here, engine.here.then((module) => init({ module_or_path: module }))]);
  const store = new Store();
  store.load(text, { format: "nt", lenient: true });
  // Functions are compiled when they are first called: who asks later finds those of queries compiled.
  setTimeout(() => store.query(USUAL, { results_format: "json" }));
  return store;
}

addEventListener("message", async ({ data }) => {
  try {
    if (data.engine) engine.come(data.engine);
    else if (data.triples) triples.come(ntriples(JSON.parse(data.triples)));
    else postMessage({ id: data.id, ...answer(await store, data) });
  } catch (error) {
    postMessage({ id: data.id, kind: "error", message: String(error.message ?? error) });
  }
});
