// Copy a text with one click; where the clipboard is refused, the text is selected instead.
"use strict";
// What is pasted elsewhere leads here from there.
if (/^http/.test(location.protocol))
  for (const code of document.querySelectorAll("[data-addresses]"))
    code.textContent = code.textContent.replace(/ src="([^"]*)"/g, (_, there) => ` src="${new URL(there, location)}"`);
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const said = button.textContent;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = button.dataset.done;
      setTimeout(() => (button.textContent = said), 2000);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }
  });
}
