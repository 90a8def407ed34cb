// For the page around a frame: make it as high as it tells that it is.
"use strict";
addEventListener("message", ({ source, data }) => {
  if (data?.coesa !== "height" || !(data.height > 0)) return;
  for (const frame of document.querySelectorAll("iframe"))
    if (frame.contentWindow === source) frame.style.height = `${data.height}px`;
});
for (const frame of document.querySelectorAll("iframe")) frame.contentWindow?.postMessage({ coesa: "ask" }, "*");
