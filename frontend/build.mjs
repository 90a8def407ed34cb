// Build what the pages need of others into src/coesa/site/assets, with a manifest: `make assets`.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { PurgeCSS } from "purgecss";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../src/coesa/site/assets");
const modules = join(here, "node_modules");
const templates = join(here, "../src/coesa/site/templates");

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

copyFileSync(join(here, "icon.svg"), join(out, "icon.svg"));

for (const name of ["filter.js", "typeface.js", "copy.js", "embed.js", "resize.js", "search.js"]) {
  const { code } = await transform(readFileSync(join(here, name), "utf8"), { minify: true });
  writeFileSync(join(out, name), code);
}

// The editor sets one style as an attribute, which the pages' security policy refuses: our sheet has it.
const STYLE = "style: `${browser.tabSize}: ${this.state.tabSize}`,";
const withoutStyle = {
  name: "without-style",
  setup: ({ onLoad }) =>
    onLoad({ filter: /@codemirror\/view\/dist\/index\.js$/ }, ({ path }) => {
      const contents = readFileSync(path, "utf8");
      if (!contents.includes(STYLE)) throw new Error(`${path}: "${STYLE}" is not there any more`);
      return { contents: contents.replace(STYLE, ""), loader: "js" };
    }),
};

const bundled = async (name) => {
  const made = await build({
    entryPoints: [join(here, name)],
    bundle: true,
    minify: true,
    format: "iife",
    write: false,
    legalComments: "none",
    define: { "import.meta.url": '"coesa:"' },
    logLevel: "error",
    plugins: [withoutStyle],
  });
  return made.outputFiles[0].text;
};
for (const name of ["editor.js", "query.js"]) writeFileSync(join(out, name), await bundled(name));
// The code of the worker is a text in a script: a page on a disk may not start a worker from a file.
writeFileSync(join(out, "worker.js"), `window.__worker=${JSON.stringify(await bundled("worker.js"))};\n`);
// A script holds the engine, so that it also comes from a disk, where nothing can be fetched.
const engine = gzipSync(readFileSync(join(modules, "oxigraph/web_bg.wasm")), { level: 9 }).toString("base64");
writeFileSync(join(out, "engine.js"), `window.__engine="${engine}";\n`);

// Only the rules of bootstrap-italia that a template uses are shipped.
const [{ css }] = await new PurgeCSS().purge({
  content: readdirSync(templates).map((name) => join(templates, name)),
  css: [{ raw: readFileSync(join(modules, "bootstrap-italia/dist/css/bootstrap-italia.min.css"), "utf8") }],
  variables: true,
  keyframes: true,
  fontFace: true,
});
for (const name of ["embed.css", "noscript.css"]) {
  const { code } = await transform(readFileSync(join(here, name), "utf8"), { loader: "css", minify: true });
  writeFileSync(join(out, name), code);
}
// The typeface comes with the sheet: no line breaks anew when it comes later (Lighthouse, layout shift).
const typeface = (weight) => readFileSync(join(modules, `@fontsource/titillium-web/files/titillium-web-latin-${weight}-normal.woff2`));
const own = readFileSync(join(here, "site.css"), "utf8").replace(
  /titillium-(\d+)\.woff2/g,
  (_, weight) => `data:font/woff2;base64,${typeface(weight).toString("base64")}`,
);
const { code } = await transform(css + own, { loader: "css", minify: true, legalComments: "none" });
writeFileSync(join(out, "site.css"), code);

const shipped = [
  "@codemirror/autocomplete",
  "@codemirror/commands",
  "@codemirror/language",
  "@codemirror/legacy-modes",
  "@codemirror/state",
  "@codemirror/view",
  "@fontsource/titillium-web",
  "@lezer/common",
  "@lezer/highlight",
  "bootstrap-italia",
  "crelt",
  "oxigraph",
  "style-mod",
  "w3c-keyname",
];
const manifest = {
  packages: shipped.map((name) => {
    const { version, license } = JSON.parse(readFileSync(join(modules, name, "package.json")));
    const file = readdirSync(join(modules, name)).find((f) => /^licen[cs]e/i.test(f));
    return { name, version, license, text: file ? readFileSync(join(modules, name, file), "utf8") : null };
  }),
  files: Object.fromEntries(
    readdirSync(out).sort().map((name) => [
      name,
      createHash("sha256").update(readFileSync(join(out, name))).digest("hex"),
    ]),
  ),
};
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
