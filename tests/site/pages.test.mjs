// Every type of page in Chromium: nothing leaves the site, nothing is refused, everybody can read it.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { OF_COLOURS, audited, opened, started, unexplained } from "./browser.mjs";
import { kinds } from "./kinds.mjs";
import { FULL, LANGUAGES, SITE } from "./settings.mjs";

const HEAVIEST_VIEW = 70_000;
const HEAVIEST_EMBED = 10_000;
const MOST_MOVED = 0.01;
// In a sample these stand for all the pages that the template of nodes lays out.
const NODES = ["node axis", "node checksum", "node cube", "node errata", "node figure", "node initiative"];
let chromium;
before(async () => (chromium = await started()));
after(() => chromium.stop());

const every = LANGUAGES.flatMap((language) => [...kinds(SITE, language)].map(([kind, path]) => ({ language, kind, path })));
const isSampled = ({ language, kind }) => FULL || (language === LANGUAGES[0] && (!kind.startsWith("node ") || NODES.includes(kind)));
// Pages of the same template differ in their words alone from one language to the other.
const isAudited = ({ language, kind }) => FULL || language === LANGUAGES[0] || !kind.startsWith("node ") || NODES.includes(kind);

const COLOURS = [{ colorScheme: "dark" }, { colorScheme: null, forcedColors: "active" }];

// Nothing of these depends on how long it takes; a page is opened once for all that is looked at in it.
describe("every type of page", { concurrency: availableParallelism() }, () => {
  for (const one of every) {
    const { kind, path } = one;
    const looked = [isAudited(one) && "axe finds nothing", isSampled(one) && "also in dark and forced colours; the first view is light"];
    test(`${kind} (${path}): ${["nothing leaves, nothing is refused", ...looked].filter(Boolean).join(", ")}`, async (t) => {
      const seen = await opened(chromium, path, {}, async (page, { bytes }) => {
        if (isSampled(one)) isLight(t, kind, bytes);
        if (!isAudited(one)) return;
        const { violations, incomplete } = await audited(page);
        assert.deepEqual(violations, []);
        assert.deepEqual(unexplained(incomplete), []);
        for (const look of isSampled(one) ? COLOURS : []) {
          await page.emulateMedia(look);
          assert.deepEqual((await audited(page, FULL ? undefined : OF_COLOURS)).violations, [], JSON.stringify(look));
        }
      });
      assert.deepEqual(seen.away, []);
      assert.deepEqual(seen.wrong, []);
    });
  }
  for (const { kind, path } of every.filter(isSampled)) {
    test(`${kind} (${path}): from a disk, at 320 px, and nothing moves`, async () => {
      const address = pathToFileURL(join(SITE, path)).href;
      const look = async (page) => {
        await narrow(page);
        await still(page);
      };
      const seen = await opened(chromium, address, { viewport: { width: 320, height: 640 } }, look, watched);
      assert.deepEqual(seen.away, []);
      assert.deepEqual(seen.wrong, []);
    });
  }
});

// By how much what is in sight has moved (Layout Instability API), from the first time that a page was laid out.
const watched = (context) =>
  context.addInitScript(() => {
    globalThis.moved = [];
    const told = ({ value, sources }) => ({ value, parts: sources.map(({ node }) => node?.nodeName) });
    const observer = new PerformanceObserver((list) => moved.push(...list.getEntries().map(told)));
    observer.observe({ type: "layout-shift", buffered: true });
  });

async function still(page) {
  await page.evaluate(() => document.fonts.ready.then(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))));
  const moved = await page.evaluate(() => globalThis.moved);
  const sum = moved.reduce((all, { value }) => all + value, 0);
  assert.ok(sum <= MOST_MOVED, `moved by ${sum}: ${JSON.stringify(moved)}`);
}

// The engine of the query page comes when somebody stays or asks: its time is held by query.test.mjs.
function isLight(t, kind, bytes) {
  const most = kind.startsWith("embed") ? HEAVIEST_EMBED : HEAVIEST_VIEW;
  t.diagnostic(`${bytes} bytes`);
  assert.ok(bytes <= most, `${bytes} bytes`);
}

// What readers type: a number without its signs, an axis by its number, a word with another ending.
test("the search finds a number however it is grouped, an axis by its number, a word that ends otherwise", async () => {
  const [language] = LANGUAGES;
  const context = await chromium.browser.newContext();
  const page = await context.newPage();
  await page.goto(chromium.at(`pages/search.${language}.html`), { waitUntil: "load" });
  const found = async (words) => {
    await page.fill("#wanted", words);
    await page.waitForFunction(() => window.__index && document.querySelector("[data-count]").textContent);
    return page.$$eval("[data-found] li", (items) => items.map((item) => item.textContent));
  };
  await found("1");
  const said = await page.evaluate(() => window.__index.map(([, , , sentence = ""]) => sentence).filter(Boolean));
  const some = (pattern) => said.map((sentence) => pattern.exec(sentence)).find(Boolean);
  const [number] = some(/\d{1,3}([.,]\d{3})+/);
  assert.ok((await found(number.replace(/[.,]/g, "")))[0].includes(number), number);
  const axis = some(/(\S+) II\b/);
  if (axis) {
    const first = await found(`${axis[1].replace(/^.*'/, "")} 2`);
    assert.ok(first.length && first.every((text) => /\b(II|2)\b/.test(text)), first.join("\n"));
  }
  const [word] = some(/\p{L}{8,}/u);
  assert.ok((await found(`${word.slice(0, -1)}x`)).some((text) => text.includes(word)), word);
  assert.deepEqual(await found("qqqq"), []);
  await context.close();
});

// A page of somebody else holds the frames, and the script that fits them.
for (const path of [...kinds(SITE, LANGUAGES[0])].filter(([kind]) => kind.startsWith("embed")).map(([, path]) => path)) {
  test(`${path}: the frame is as high as what it holds, also after the page has become narrow`, async () => {
    const { page, close } = await framed(chromium, path);
    const high = () => page.$eval("iframe", (frame) => frame.clientHeight);
    const within = () => page.frames()[1].evaluate(() => Math.ceil(document.body.getBoundingClientRect().height));
    for (const width of [1000, 340]) {
      await page.setViewportSize({ width, height: 800 });
      await page.waitForTimeout(300);
      assert.equal(await high(), await within());
    }
    await close();
  });
}

// Another port of the same machine is another origin.
async function framed({ browser, at }, path) {
  const body = `<iframe src="${at(path)}" width="100%" height="200"></iframe><script async src="${at("assets/resize.js")}"></script>`;
  const server = createServer((_, response) => response.setHeader("Content-Type", "text/html").end(body));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`, { waitUntil: "load" });
  const close = async () => {
    await page.close();
    server.close();
  };
  return { page, close };
}

// 320 px is also what 1280 px are at a zoom of 400 % (WCAG 1.4.10, Reflow).
async function narrow(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `scrolls sideways by ${over} px`);
}
