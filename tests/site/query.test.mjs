// The query page: as fast as promised, and the answers of `coesa query`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { opened, started } from "./browser.mjs";
import { COESA, DIST, LANGUAGES, PUBLICATION, SITE } from "./settings.mjs";

const FIRST_MS = 1000;
const WARM_MS = 100;
const RUNS = 5;
let chromium;
before(async () => (chromium = await started()));
after(() => chromium.stop());

const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
const SMALL = "SELECT (COUNT(*) AS ?n) WHERE { ?s a <http://purl.org/linked-data/cube#Observation> }";

// Put a query, ask it and wait for what is told; the exported JSON is the whole answer.
async function asked(page, query) {
  return page.evaluate(async (text) => {
    const form = document.querySelector("[data-query]");
    const told = form.querySelector("[data-told]");
    const before = told.textContent;
    form.querySelector("textarea").value = text;
    const changed = new Promise((resolve) => {
      const watch = new MutationObserver(() => {
        const done = told.dataset.state;
        if (done === "done" || done === "failed") { watch.disconnect(); resolve(); }
      });
      watch.observe(told, { attributes: true, childList: true, characterData: true, subtree: true });
    });
    told.dataset.state = "";
    form.requestSubmit();
    await changed;
    return { told: told.textContent, before, state: told.dataset.state, answer: form.__answer };
  }, query);
}

for (const where of ["http", "file"]) {
  const path = `pages/query.${LANGUAGES[0]}.html`;
  const address = where === "http" ? path : pathToFileURL(join(SITE, path)).href;
  test(`${where}: the first answer of a cold page comes in under a second at the median`, async (t) => {
    const times = [];
    for (let run = 0; run < RUNS; run++) {
      const hash = `#q=${encodeURIComponent(SMALL)}`;
      await opened(chromium, address + hash, {}, async (page) => {
        await page.waitForSelector("[data-told][data-state=done]", { timeout: 30_000 });
        times.push(await page.evaluate(() => Number(document.querySelector("[data-told]").dataset.at)));
      });
    }
    t.diagnostic(`first answer, ms: ${times.map(Math.round)}; median ${Math.round(median(times))}`);
    assert.ok(median(times) < FIRST_MS, `${times}`);
  });
}

for (const language of LANGUAGES) {
  const folder = [language, LANGUAGES[0]].map((tag) => join(PUBLICATION, "queries", tag)).find((f) => existsSync(f));
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".rq"))) {
    test(`${language} ${file}: the browser answers as coesa query does, and fast`, async (t) => {
      const query = readFileSync(join(folder, file), "utf8");
      await opened(chromium, `pages/query.${language}.html`, {}, async (page) => {
        await page.waitForFunction(() => document.querySelector("[data-query]").hidden === false);
        await asked(page, query);
        const times = [];
        let last;
        for (let run = 0; run < 3; run++) {
          const start = await page.evaluate(() => performance.now());
          last = await asked(page, query);
          times.push((await page.evaluate(() => performance.now())) - start);
        }
        assert.equal(last.state, "done", last.told);
        t.diagnostic(`warm, ms: ${times.map(Math.round)}`);
        assert.ok(Math.min(...times) < WARM_MS, `${times}`);
        const expected = execFileSync(COESA, ["query", "--publication", PUBLICATION, "--out", DIST, "--form", "json", join(folder, file)], { encoding: "utf8" });
        assert.deepEqual(JSON.parse(last.answer).results.bindings, JSON.parse(expected).results.bindings);
      });
    });
  }
}
