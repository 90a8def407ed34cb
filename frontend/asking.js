// The engine in its worker: started once, asked in turn, ended and started anew.
"use strict";
import code from "worker";

const at = document.currentScript.dataset;
const scripts = {};
let worker = null;
let ready = null;
let turn = 0;

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

// The worker begins while its heavy parts are on their way; they come to it as they arrive.
async function begun() {
  const own = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  worker = own;
  const failed = new Promise((_, reject) => own.addEventListener("error", ({ message }) => reject(new Error(message))));
  const [engine, triples] = ["engine", "triples"].map(script);
  await Promise.race([failed, engine]);
  own.postMessage({ engine: window.__engine });
  await Promise.race([failed, triples]);
  own.postMessage({ triples: window.__triples });
  return { own, failed };
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
  worker?.terminate();
  worker = null;
  ready = null;
}
