"""Small graphs read back by others than pyoxigraph, which wrote them: rdflib, and the grammar."""

import re
from collections.abc import Iterator

from rdflib import Graph, Literal
from rdflib.exceptions import ParserError
from rdflib.store import Store
from rdflib.term import Node

from coesa.facts.subjects import IRI, PLAIN, Term

Triple = tuple[str, str, Term]

_NODE = r'<([^<>"{}|^`\\\x00-\x20]*)>'
_LINE = re.compile(
    rf'{_NODE} {_NODE} (?:{_NODE}|"((?:[^"\\\n\r]|\\.)*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)'
    rf"|\^\^{_NODE})?) \."
)
"""A line of canonical N-Triples without blank nodes (RDF 1.1 N-Triples, sections 4 and 7)."""

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SIGNS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def ntriples(content: bytes) -> Iterator[Triple]:
    r"""Read N-Triples line by line; ValueError where a line is none.

    >>> list(ntriples(b'<http://a> <http://b> "a\\u0062"@en .\n'))
    [('http://a', 'http://b', ('ab', 'en'))]
    """
    for line in content.decode().split("\n")[:-1]:
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"is no triple: {line[:200]}")
        subject, predicate, node, text, language, datatype = match.groups()
        if node is not None:
            yield subject, predicate, (node, IRI)
        else:
            yield subject, predicate, (_ESCAPE.sub(_sign, text), language or datatype or PLAIN)


def _sign(escape: re.Match[str]) -> str:
    if escape[3] is not None:
        return _SIGNS[escape[3]]
    return chr(int(escape[1] or escape[2], 16))


class _Listed(Store):
    """Lists triples as they are read: a store of rdflib's own would index each three times."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[tuple[Node, Node, Node]] = []

    def add(self, triple: tuple[Node, Node, Node], *_: object, **__: object) -> None:
        """Take one triple."""
        self.read.append(triple)


def turtle(content: bytes) -> Iterator[Triple]:
    """Read Turtle by rdflib; ValueError or SyntaxError if it is none."""
    store = _Listed()
    try:
        Graph(store, bind_namespaces="none").parse(data=content, format="turtle")
    except ParserError as error:
        raise ValueError(str(error)) from error
    for subject, predicate, node in store.read:
        kind = (node.language or str(node.datatype or PLAIN)) if isinstance(node, Literal) else IRI
        yield str(subject), str(predicate), (str(node), kind)
