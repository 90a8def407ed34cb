// A text area becomes an editor that knows SPARQL, our prefixes, terms and codes.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const KEYWORDS =
  "SELECT CONSTRUCT ASK DESCRIBE WHERE FILTER OPTIONAL UNION MINUS BIND VALUES GROUP ORDER BY HAVING LIMIT OFFSET DISTINCT COUNT SUM AVG MIN MAX EXISTS NOT AS PREFIX".split(" ");
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "#0b4f9e", fontWeight: "600" },
  { tag: tags.variableName, color: "#7a3e9d" },
  { tag: tags.string, color: "#7a4300" },
  { tag: tags.comment, color: "#556270" },
  { tag: tags.atom, color: "#00603f" },
]);

window.__editor = (source, site, ask) => {
  const options = [
    ...KEYWORDS.map((label) => ({ label, type: "keyword" })),
    ...site.terms.map(([label, detail]) => ({ label, detail, type: "constant" })),
  ];
  const complete = (context) => {
    const word = context.matchBefore(/[\w:-]+/);
    return word || context.explicit ? { from: word?.from ?? context.pos, options, validFor: /^[\w:-]*$/ } : null;
  };
  // In a shadow root the editor's styles are sheets of the page, which its security policy lets in.
  const host = document.createElement("div");
  source.parentElement.append(host);
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: source.value,
      extensions: [
        lineNumbers(),
        history(),
        bracketMatching(),
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        autocompletion({ override: [complete] }),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": source.labels[0].textContent }),
        EditorView.theme({ "&": { backgroundColor: "#fff", color: "#17324d", border: "1px solid #5a768a", tabSize: 4 } }),
        // Tab leaves the editor: nobody who uses the keyboard is caught in it.
        keymap.of([
          { key: "Mod-Enter", run: () => (ask(), true) },
          ...completionKeymap,
          ...defaultKeymap,
          ...historyKeymap,
        ]),
      ],
    }),
  });
  source.hidden = true;
  view.focus();
  return {
    text: () => view.state.doc.toString(),
    put: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    select: (at) => {
      view.dispatch({ selection: { anchor: Math.min(at, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
  };
};
