// The typeface comes with the sheet, but is read when a text first needs it: by then a page that stands in another
// has been laid out. Asked for here, before there is a text, it is there when the page is first laid out.
"use strict";
for (const face of document.fonts) if (!/stand-in/i.test(face.family)) face.load();
