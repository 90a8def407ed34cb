// The built folder on loopback, below a path, compressed as web servers do; and what is asked of it.
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

export const BELOW = "/some/where/";
const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2", ".csv": "text/csv", ".ttl": "text/turtle",
  ".jsonld": "application/ld+json", ".xml": "application/xml", ".txt": "text/plain",
};
const COMPRESSED = new Set([".html", ".css", ".js", ".json", ".svg", ".csv", ".ttl", ".jsonld", ".xml", ".txt"]);

// The least that a page can be: what it takes is what the machine takes, whoever else is at work on it.
export const TRIVIAL = `${BELOW}trivial.html`;
const LEAST = '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>t</title><h1>t</h1></html>';

export async function served(folder) {
  // Compressed once, as by a web server that is in use.
  const held = new Map();
  const compressed = (file) => {
    if (!held.has(file)) held.set(file, gzipSync(readFileSync(file)));
    return held.get(file);
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    if (path === TRIVIAL) {
      response.writeHead(200, { "Content-Type": TYPES[".html"] }).end(LEAST);
      return;
    }
    const file = normalize(join(folder, path.slice(BELOW.length)));
    if (!path.startsWith(BELOW) || !file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const ending = extname(file);
    const headers = { "Content-Type": TYPES[ending] ?? "application/octet-stream", "Cache-Control": "max-age=600" };
    const zip = COMPRESSED.has(ending) && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    response.writeHead(200, zip ? { ...headers, "Content-Encoding": "gzip" } : headers);
    response.end(zip ? compressed(file) : readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}
