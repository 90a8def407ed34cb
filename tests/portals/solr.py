"""A stand-in for the Solr that CKAN wants, which no package registry has: an index in memory.

It keeps what CKAN indexes and answers what CKAN asks of it: all datasets, by name or identifier,
narrowed by fields. It ranks nothing and knows no language.
"""

import contextlib
import http.server
import json
import re
import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import Any

from tests.portals.services import listening

SCHEMA = '<schema name="ckan-2.12" version="1.6"></schema>'
CLAUSE = re.compile(
    r'(?P<sign>[+-]?)(?P<field>\w+):(?:"(?P<value>[^"]*)"|\((?P<any>[^)]*)\)|(?P<word>[^\s)]+))'
)

Document = dict[str, Any]


class Index:
    """Documents by `index_id`."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}

    def update(self, message: Any) -> None:
        """Add or delete documents (Solr's JSON and XML update messages)."""
        if isinstance(message, list):
            for document in message:
                self.documents[document["index_id"]] = document
        elif "delete" in message:
            query = message["delete"]["query"]
            gone = [key for key, one in self.documents.items() if matches(one, query)]
            for key in gone:
                del self.documents[key]

    def select(self, asked: Mapping[str, list[str]]) -> Document:
        """Answer a search: every clause of `q` alone suffices, all of each `fq` must hold."""
        questions = asked.get("q", ["*:*"])
        found = [
            document
            for document in self.documents.values()
            if any(matches(document, question) for question in questions[0].split(" OR "))
            and all(matches(document, filter_) for filter_ in asked.get("fq", []))
        ]
        start, rows = int(asked.get("start", ["0"])[0]), int(asked.get("rows", ["10"])[0])
        return {
            "responseHeader": {"status": 0},
            "response": {
                "numFound": len(found),
                "start": start,
                "docs": found[start : start + rows],
            },
            "facet_counts": {"facet_fields": {}},
        }


def matches(document: Document, query: str) -> bool:
    """Tell whether all clauses `field:value` of a query hold for a document."""
    for clause in CLAUSE.finditer(query):
        held = document.get(clause["field"], [])
        values = {str(one) for one in (held if isinstance(held, list) else [held])}
        wanted = {clause["value"] or clause["word"] or ""}
        if clause["any"] is not None:
            wanted = {one.strip('"') for one in clause["any"].split(" OR ")}
        if bool(values & wanted) == (clause["sign"] == "-"):
            return False
    return True


def _message(body: bytes, kind: str) -> Any:
    if "json" in kind:
        return json.loads(body)
    query = re.search(r"<query>(.*?)</query>", body.decode())
    return {"delete": {"query": query[1].replace("&quot;", '"')}} if query else {}


@contextlib.contextmanager
def solr() -> Iterator[str]:
    """Run the stand-in on loopback; give the address of its core."""
    index, lock = Index(), threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            self._answer(self.rfile.read(size).decode())

        def _answer(self, body: str) -> None:
            path, _, query = self.path.partition("?")
            with lock:
                if path.rstrip("/").endswith("/update"):
                    index.update(_message(body.encode(), self.headers.get("Content-Type", "")))
                    self._send("{}")
                elif path.rstrip("/").endswith("/select"):
                    form = "&".join(filter(None, (query, body)))
                    self._send(json.dumps(index.select(urllib.parse.parse_qs(form))))
                else:
                    self._send(SCHEMA)

        def _send(self, text: str) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    with listening(Handler) as address:
        yield f"{address}solr/ckan"
