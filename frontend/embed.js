// Tell the page around the frame how high the frame wants to be.
"use strict";
const tell = () =>
  parent.postMessage({ coesa: "height", height: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
addEventListener("load", tell);
// Whoever listens later than the frame was loaded asks for it.
addEventListener("message", ({ data }) => data?.coesa === "ask" && tell());
new ResizeObserver(tell).observe(document.body);
