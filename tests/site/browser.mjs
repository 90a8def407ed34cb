// Chromium through Playwright, and the site that it opens: below a path on loopback, or on the disk.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { BELOW, served } from "./served.mjs";
import { CHROMIUM, DIST } from "./settings.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// The rules that hold colours against each other; what else there is in a page is the same in any colours.
export const OF_COLOURS = ["color-contrast", "link-in-text-block"];

// What axe leaves to people, and why it is fine here.
const EXPLAINED = [
  // Text of a drawing lies on a white sheet of its own: tests/test_chart_colours.py holds its colours to the contrast.
  /^color-contrast: .*(svg|text|tspan)/,
];

export async function started(dist = DIST) {
  const { server, origin } = await served(dist);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  const stop = async () => {
    await browser.close();
    server.close();
  };
  return { browser, origin, at: (path) => `${origin}${BELOW}site/${path}`, stop };
}

// Open a page; tell what it asked of others, what was refused or went wrong, and how much it loaded.
export async function opened({ browser, origin, at }, where, options = {}, look = async () => {}, prepare = async () => {}, before = async () => {}) {
  const address = where.startsWith("file:") ? where : at(where);
  const own = address.startsWith("file:") ? "file:" : origin;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  await prepare(context);
  const page = await context.newPage();
  await before(page);
  const seen = { away: [], wrong: [], bytes: 0 };
  page.on("request", (request) => {
    if (!request.url().startsWith(own) && !/^(data|blob):/.test(request.url())) seen.away.push(request.url());
  });
  page.on("requestfailed", (request) => seen.wrong.push(`failed: ${request.url()}`));
  page.on("response", (response) => {
    if (response.status() >= 400) seen.wrong.push(`${response.status()}: ${response.url()}`);
  });
  // A policy that refuses something says so in the console.
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) seen.wrong.push(message.text());
  });
  page.on("pageerror", (error) => seen.wrong.push(String(error)));
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  // What a file has in itself, such as a typeface in a sheet, comes with the file.
  const within = new Set();
  session.on("Network.requestWillBeSent", ({ requestId, request }) => request.url.startsWith("data:") && within.add(requestId));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!within.has(requestId)) seen.bytes += encodedDataLength;
  });
  try {
    await page.goto(address, { waitUntil: "load" });
    await page.waitForTimeout(50);
    await look(page, seen);
  } finally {
    await context.close();
  }
  return seen;
}

export async function audited(page, rules = RULES) {
  // What is far below is laid out when somebody comes near: axe looks at it as whoever has come there.
  await page.evaluate(() => {
    for (const part of document.querySelectorAll("main > section")) part.style.contentVisibility = "visible";
  });
  await page.evaluate(axe);
  const found = await page.evaluate((runOnly) => axe.run(document, { runOnly }), rules);
  const told = (results) =>
    results.flatMap(({ id, nodes }) => nodes.map((n) => `${id}: ${n.target} ${n.html.slice(0, 120)}`));
  return { violations: told(found.violations), incomplete: told(found.incomplete) };
}

export const unexplained = (incomplete) => incomplete.filter((one) => !EXPLAINED.some((e) => e.test(one)));
