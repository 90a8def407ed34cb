// Pictures of charts as files of their own, where the typeface is the reader's, however wide: no letter is cut off, none is on another.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";
import { CHROMIUM, FIREFOX, SITE } from "./settings.mjs";

const FOLDER = join(SITE, "pages/charts");
const pictures = readdirSync(FOLDER).filter((name) => name.endsWith(".svg"));
const MOST_OUTSIDE = 0.5;
// Letters of one width each, a fifth wider than ours, are in every browser.
const WIDE = "text { font-family: monospace }";

const browsers = {};
before(async () => {
  browsers.Chromium = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  browsers.Firefox = await puppeteer.launch({ browser: "firefox", executablePath: FIREFOX, headless: true });
});
after(() => Promise.all(Object.values(browsers).map((browser) => browser.close())));

// To be run in a page: the texts that are out of sight, or on another text of their line.
function lost(style, most) {
  const root = document.documentElement;
  root.appendChild(document.createElementNS(root.namespaceURI, "style")).textContent = style;
  const sheet = root.getBoundingClientRect();
  const texts = [...root.querySelectorAll("text")].map((text) => ({ words: text.textContent, at: text.getBoundingClientRect() }));
  const within = ({ at }) => at.left >= sheet.left - most && at.right <= sheet.right + most;
  const middle = ({ top, bottom }) => (top + bottom) / 2;
  const on = (a, b) => a.left < b.right - most && b.left < a.right - most && middle(a) > b.top && middle(a) < b.bottom;
  const alone = (text) => texts.every((other) => other === text || !on(text.at, other.at));
  return texts.length ? texts.filter((text) => !within(text) || !alone(text)).map(({ words }) => words) : ["no text"];
}

for (const name of ["Chromium", "Firefox"]) {
  test(`${name}: in letters wider than ours, every text of every picture is in sight and alone`, async () => {
    assert.ok(pictures.length);
    const page = await browsers[name].newPage();
    for (const picture of pictures) {
      await page.goto(pathToFileURL(join(FOLDER, picture)).href, { waitUntil: "load" });
      assert.deepEqual(await page.evaluate(`(${lost})(${JSON.stringify(WIDE)}, ${MOST_OUTSIDE})`), [], picture);
    }
  });
}
