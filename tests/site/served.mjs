// The built folder on loopback, below a path, compressed as web servers do; and what is asked of it.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { createGzip } from "node:zlib";

export const BELOW = "/some/where/";
const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2", ".csv": "text/csv", ".ttl": "text/turtle",
  ".jsonld": "application/ld+json", ".xml": "application/xml", ".txt": "text/plain",
};
const COMPRESSED = new Set([".html", ".css", ".js", ".json", ".svg", ".csv", ".ttl", ".jsonld", ".xml", ".txt"]);

export async function served(folder) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = normalize(join(folder, path.slice(BELOW.length)));
    if (!path.startsWith(BELOW) || !file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const ending = extname(file);
    const headers = { "Content-Type": TYPES[ending] ?? "application/octet-stream", "Cache-Control": "max-age=600" };
    const zip = COMPRESSED.has(ending) && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    response.writeHead(200, zip ? { ...headers, "Content-Encoding": "gzip" } : headers);
    const stream = createReadStream(file);
    (zip ? stream.pipe(createGzip()) : stream).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}
