// The types of pages of a site, each with its heaviest page.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";

// Where a page was laid out by the template of nodes, its first folder tells its type.
export function kinds(site, language) {
  const heaviest = new Map();
  for (const file of files(site)) {
    if (!file.endsWith(`.${language}.html`)) continue;
    const kind = kindOf(readFileSync(file, "utf8"), relative(site, file));
    const size = statSync(file).size;
    if (size > (heaviest.get(kind)?.size ?? -1)) heaviest.set(kind, { path: relative(site, file), size });
  }
  return new Map([...heaviest].sort().map(([kind, { path }]) => [kind, path]));
}

export function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

function kindOf(text, path) {
  const template = /data-page="([a-z]+)"/.exec(text)?.[1];
  if (!template) return path.startsWith("pages/embed/") ? "embed of a figure" : "embed of a chart";
  return template === "node" ? `node ${path.split("/")[0]}` : template;
}
