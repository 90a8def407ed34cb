"use strict";for(const t of document.fonts)/stand-in/i.test(t.family)||t.load();
