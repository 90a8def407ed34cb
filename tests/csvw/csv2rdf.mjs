// CSV on the Web to RDF: for every `*.csv-metadata.json` of a folder that states triples, write
// N-Triples to `*.nt` in another folder. The processor is rdf-parser-csvw, which is not ours.
//
//   node csv2rdf.mjs FOLDER OUT

import { createReadStream, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import jsonld from 'jsonld'
import { DataFactory, Store, Writer } from 'n3'
import CsvwParser from 'rdf-parser-csvw'

const CSVW = 'http://www.w3.org/ns/csvw'
const require = createRequire(import.meta.url)

// The context of CSVW comes with the processor, so that nothing is fetched. There the three
// templates are IRIs, which would resolve `{+match}` against a base before it is filled.
const context = JSON.parse(readFileSync(require.resolve('rdf-parser-csvw/test/support/csvw.json')))
for (const term of ['aboutUrl', 'propertyUrl', 'valueUrl']) {
  context['@context'][term] = { '@id': `csvw:${term}`, '@type': 'csvw:uriTemplate' }
}

async function documentLoader (url) {
  if (url !== CSVW) {
    throw new Error(`nothing but ${CSVW} may be loaded, not ${url}`)
  }
  return { contextUrl: null, document: context, documentUrl: url }
}

function term ({ termType, value, language, datatype }) {
  switch (termType) {
    case 'NamedNode': return DataFactory.namedNode(value)
    case 'BlankNode': return DataFactory.blankNode(value)
    default: return DataFactory.literal(value, language || DataFactory.namedNode(datatype.value))
  }
}

async function graph (document, base) {
  const quads = await jsonld.toRDF(document, { base, documentLoader })
  return new Store(quads.map(q => DataFactory.quad(term(q.subject), term(q.predicate), term(q.object))))
}

// What the processor says about table and rows themselves hangs on blank nodes, or is csvw:.
function isOurs (quad) {
  return quad.subject.termType === 'NamedNode' && !quad.predicate.value.startsWith(`${CSVW}#`)
}

async function ntriples (csv, metadata) {
  const baseIRI = pathToFileURL(csv).href
  const parser = new CsvwParser({ baseIRI, metadata, timezone: 'utc' })
  const writer = new Writer({ format: 'N-Triples' })
  for await (const quad of parser.import(createReadStream(csv, 'utf8'))) {
    if (isOurs(quad)) {
      writer.addQuad(quad)
    }
  }
  return new Promise((resolve, reject) => {
    writer.end((error, text) => error ? reject(error) : resolve(text))
  })
}

const [folder, out] = process.argv.slice(2)
for (const name of readdirSync(folder).filter(n => n.endsWith('.csv-metadata.json')).sort()) {
  const path = join(folder, name)
  const document = JSON.parse(readFileSync(path, 'utf8'))
  // The processor knows the suppressOutput of columns, not that of tables.
  if (!document.suppressOutput) {
    const metadata = await graph(document, pathToFileURL(path).href)
    const csv = join(folder, name.replace(/-metadata\.json$/, ''))
    writeFileSync(join(out, name.replace(/csv-metadata\.json$/, 'nt')), await ntriples(csv, metadata))
  }
}
