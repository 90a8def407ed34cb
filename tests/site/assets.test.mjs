// What the build takes of others' packages is what `make assets` makes of them again.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";

const COMMITTED = resolve("src/coesa/site/assets");

test("make assets gives the committed files again", () => {
  const made = mkdtempSync(join(tmpdir(), "coesa-assets-"));
  try {
    execFileSync("node", ["build.mjs", made], { cwd: resolve("frontend") });
    assert.deepEqual(readdirSync(made).sort(), readdirSync(COMMITTED).sort());
    for (const name of readdirSync(made))
      assert.ok(held(made, name).equals(held(COMMITTED, name)), `${name} differs: run make assets`);
  } finally {
    rmSync(made, { recursive: true });
  }
});

// The engine is compressed, and compressed bytes are those of the Node.js that made them.
function held(folder, name) {
  const bytes = readFileSync(join(folder, name));
  if (name === "manifest.json") {
    const { packages, files } = JSON.parse(bytes);
    return Buffer.from(JSON.stringify({ packages, files: { ...files, "engine.js": "" } }));
  }
  if (name !== "engine.js") return bytes;
  const packed = JSON.parse(bytes.toString().replace(/^window\.__engine=|;\n$/g, ""));
  return gunzipSync(Buffer.from(packed, "base64"));
}
