// Firefox, through WebDriver BiDi: the pages open, the figures filter, a query is answered; from a disk too.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";
import { BELOW, served } from "./served.mjs";
import { DIST, FIREFOX, LANGUAGES, SITE } from "./settings.mjs";

let server, origin, firefox;
before(async () => {
  ({ server, origin } = await served(DIST));
  firefox = await puppeteer.launch({ browser: "firefox", executablePath: FIREFOX, headless: true });
});
after(async () => {
  await firefox.close();
  server.close();
});

for (const where of ["http", "file"]) {
  const at = (path) => (where === "http" ? `${origin}${BELOW}site/${path}` : pathToFileURL(join(SITE, path)).href);
  const [language] = LANGUAGES;
  const visited = async (path, look) => {
    const page = await firefox.newPage();
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    await page.goto(at(path), { waitUntil: "load" });
    await look(page);
    await page.close();
    assert.deepEqual(wrong, []);
  };

  test(`${where}: the first page shows its title and style`, () =>
    visited(`index.${language}.html`, async (page) => {
      const [title, font] = await page.evaluate(() => [document.querySelector("h1").textContent, getComputedStyle(document.body).fontFamily]);
      assert.ok(title);
      assert.match(font, /Titillium/);
    }));

  test(`${where}: the figures are filtered`, () =>
    visited(`pages/figures.${language}.html`, async (page) => {
      const count = () => page.$eval("[data-count]", (output) => output.textContent);
      const all = await count();
      await page.type("#words", "II");
      await page.waitForFunction((before) => document.querySelector("[data-count]").textContent !== before, {}, all);
    }));

  test(`${where}: a query is answered`, () =>
    visited(`pages/query.${language}.html`, async (page) => {
      await page.waitForFunction(() => !document.querySelector("[data-query]").hidden);
      await page.click("[data-run]");
      await page.waitForSelector("[data-told][data-state=done]", { timeout: 60_000 });
      assert.ok(await page.$("[data-result] table"));
    }));
}
