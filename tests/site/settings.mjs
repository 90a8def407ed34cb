// What is tested: `make site-test` takes a sample of pages, SIZE=full every one of a type's languages.
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

export const DIST = resolve(process.env.DIST ?? "dist");
export const SITE = join(DIST, "site");
export const FULL = process.env.SIZE === "full";
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const FIREFOX = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
export const COESA = resolve(process.env.COESA ?? ".venv/bin/coesa");
export const PUBLICATION = resolve(process.env.PUBLICATION ?? "datapackage");
export const LANGUAGES = readdirSync(SITE).flatMap((name) => /^index\.([a-z]{2,3})\.html$/.exec(name)?.[1] ?? []).sort().reverse();
