// Lighthouse as on a phone: the heaviest page of each type.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { kinds } from "./kinds.mjs";
import { BELOW, TRIVIAL, served } from "./served.mjs";
import { CHROMIUM, DIST, FULL, LANGUAGES, SITE } from "./settings.mjs";

// Performance depends on who else is at work on the machine: the whole measure is for SIZE=full, on a quiet one.
const LEAST = { performance: FULL ? 0.99 : 0.7, accessibility: 1, "best-practices": 1, seo: 1 };
const SAMPLE = ["home", "observation", "figures", "query"];
const RUNS = 3;
// Runs that must be good: most of them, on a quiet machine.
const GOOD = FULL ? 2 : 1;
let server, origin, chrome;
before(async () => {
  ({ server, origin } = await served(DIST));
  chrome = await launch({ chromePath: CHROMIUM, chromeFlags: ["--headless=new", "--no-sandbox"] });
});
after(async () => {
  await chrome.kill();
  server.close();
});

for (const language of FULL ? LANGUAGES : LANGUAGES.slice(0, 1)) {
  for (const [kind, path] of kinds(SITE, language)) {
    // A frame to embed asks not to be listed, and so has no score for search; nor has the page for what is missing.
    if (kind.startsWith("embed") || kind === "missing" || !(FULL || SAMPLE.includes(kind))) continue;
    test(`${kind} (${path}): Lighthouse`, async (t) => {
      const all = await audited(`${origin}${BELOW}site/${path}`);
      const scores = FULL ? middle(all) : all.at(-1);
      t.diagnostic(`${JSON.stringify(scores)}, performance of each run: ${all.map(({ performance }) => performance)}`);
      const told = async () => `${JSON.stringify(all)}; a trivial page at once: ${JSON.stringify(await measured(`${origin}${TRIVIAL}`))}`;
      for (const [category, least] of Object.entries(LEAST))
        if (scores[category] < least) assert.fail(`${category} is ${scores[category]}: ${await told()}`);
    });
  }
}

// No more runs are made than it takes to know that enough are good, or that they cannot be.
async function audited(address) {
  const runs = [];
  const are = (good) => runs.filter((run) => run.performance >= LEAST.performance === good).length;
  while (are(true) < GOOD && are(false) <= RUNS - GOOD) runs.push(await measured(address));
  return runs;
}

async function measured(address) {
  const { lhr } = await lighthouse(address, { port: chrome.port, output: "json", logLevel: "error" });
  const scores = Object.fromEntries(Object.entries(lhr.categories).map(([id, { score }]) => [id, score]));
  const failed = Object.values(lhr.audits).filter((a) => a.score !== null && a.score < 0.9 && a.scoreDisplayMode === "binary");
  return { ...scores, failed: failed.map((a) => a.id) };
}

const middle = (runs) => runs.toSorted((a, b) => a.performance - b.performance)[Math.floor(runs.length / 2)];
