// The publication of hostile strings in Chromium: no string of it runs, and nothing has to be refused.
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { opened, started } from "./browser.mjs";
import { kinds } from "./kinds.mjs";

const HOSTILE = resolve(process.env.HOSTILE ?? "build/hostile/dist");
let chromium;
before(async () => (chromium = await started(HOSTILE)));
after(() => chromium.stop());

describe("every type of page", { concurrency: availableParallelism() }, () => {
  for (const [kind, path] of ["en", "it"].flatMap((language) => [...kinds(`${HOSTILE}/site`, language)])) {
    test(`${kind} (${path}): no hostile string runs`, async () => {
      const seen = await opened(chromium, kind === "search" ? `${path}#q=pwned` : path, {}, async (page) => {
        for (const element of await page.$$("details")) await element.evaluate((d) => (d.open = true));
        await page.mouse.move(200, 300);
        await page.waitForTimeout(100);
      }, (context) => context.addInitScript(() => (window.pwned = () => console.error("pwned"))));
      assert.deepEqual(seen.wrong, []);
      assert.deepEqual(seen.away, []);
    });
  }
});
