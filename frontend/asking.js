// The engine in its worker: started once, asked in turn, ended and started anew.
"use strict";

const at = document.currentScript.dataset;
const scripts = {};
let engine = null;
let worker = null;
let ready = null;
let turn = 0;
let stops = 0;

// Parts are scripts, so that they also come from a disk; each comes once, when it is needed.
export function script(name) {
  return (scripts[name] ??= new Promise((done, failed) => {
    const element = document.createElement("script");
    element.fetchPriority = "high";
    element.src = at[name];
    element.addEventListener("load", done);
    element.addEventListener("error", () => failed(new Error(element.src)));
    document.head.append(element);
  }));
}

export function started() {
  return (ready ??= begun());
}

// The page compiles the engine while the worker begins; each part goes to the worker as it comes.
async function begun() {
  const before = stops;
  engine ??= compiled();
  const parts = [script("triples").then(() => ({ triples: window.__triples })), engine.then((engine) => ({ engine }))];
  await script("worker");
  if (stops !== before) throw new Error("stopped");
  const own = new Worker(URL.createObjectURL(new Blob([window.__worker], { type: "text/javascript" })));
  worker = own;
  const failed = new Promise((_, reject) => own.addEventListener("error", ({ message }) => reject(new Error(message))));
  const sent = Promise.all(parts.map(async (part) => own.postMessage(await part)));
  await Promise.race([failed, sent]);
  return { own, failed };
}

// A stream is compiled in the background, beside what the page does; what is compiled outlives a stopped worker.
async function compiled() {
  await script("engine");
  const bytes = Uint8Array.fromBase64?.(window.__engine) ?? Uint8Array.from(atob(window.__engine), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compileStreaming(new Response(stream, { headers: { "Content-Type": "application/wasm" } }));
}

// A query is put behind what the worker has to do before it: nobody waits for it to say that it is ready.
export async function answered(query, language) {
  const { own, failed } = await started();
  const id = ++turn;
  const answer = new Promise((done) => {
    own.addEventListener("message", function one({ data }) {
      if (data.id !== id) return;
      own.removeEventListener("message", one);
      done(data);
    });
  });
  own.postMessage({ id, query, language });
  return Promise.race([failed, answer]);
}

export function stop() {
  stops += 1;
  worker?.terminate();
  worker = null;
  ready = null;
}
