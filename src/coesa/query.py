"""Answer SPARQL questions about the published triples; nothing is fetched and nothing changed.

The engine (pyoxigraph) would fetch `SERVICE` over the network and dies of a query nested deep
enough, so both are refused before it sees the query.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pyoxigraph as ox

from coesa import rdf
from coesa.errors import NotFoundError, QueryError
from coesa.statements import XSD

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]

LONGEST = 8192
"""Characters that a query may have."""

DEEPEST = 64
"""Brackets that may stand open in a query at once."""

_PLACE = re.compile(r"error at ([0-9]+):([0-9]+): (?:expected (?:one of )?)?", re.ASCII)
_REASON = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)+")
_SHOWN = 30

# What the query cannot hide a keyword in, in the order in which the engine would try them.
_TOKENS = re.compile(
    r"""
      (?P<unclear>\"{3}|'{3}|\\)
    | (?P<string>"[^"\\\r\n]*"|'[^'\\\r\n]*')
    | (?P<iri><[A-Za-z][A-Za-z0-9+.-]*://[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<operator><=?(?=\s))
    | (?P<comment>\#[^\r\n]*)
    | (?P<name>[?$][A-Za-z0-9_]*|:[A-Za-z0-9_-]*)
    | (?P<rest>["'<])
    """,
    re.VERBOSE | re.ASCII,
)
_SERVICE = re.compile("service", re.IGNORECASE)


class Kind(StrEnum):
    """What a query answers with."""

    SELECT = "select"
    ASK = "ask"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found.

    Attributes:
        variables: the names of the columns (kind select).
        rows: the terms in the order of the variables, None where unbound (kind select).
        truth: yes or no (kind ask).
        triples: what CONSTRUCT or DESCRIBE made (kind graph).
    """

    kind: Kind
    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    truth: bool = False
    triples: tuple[ox.Triple, ...] = ()


def load(paths: Iterable[Path]) -> ox.Store:
    """Load N-Triples files into one store in memory.

    Raises:
        NotFoundError: if a file is not there.
        QueryError: if a file is no N-Triples.
    """
    store = ox.Store()
    for path in paths:
        try:
            store.bulk_load(path=path, format=ox.RdfFormat.N_TRIPLES)
        except FileNotFoundError as error:
            raise NotFoundError(f"there is no {path}; run coesa build first") from error
        except SyntaxError as error:
            message = f"{path} is no N-Triples ({error}); run coesa build again"
            raise QueryError(message) from error
    return store


def answer(store: ox.Store, sparql: str, prefixes: Mapping[str, str]) -> Answer:
    """Answer a query (SPARQL 1.1 Query); the prefixes are declared unless it declares its own.

    Raises:
        QueryError: with line and column if it cannot be read; if it asks another service, is too
            long or too deep, or calls a function that there is not.
    """
    found = _begun(store, sparql, prefixes)
    try:
        return _answer(found)
    except RuntimeError as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


def kind_of(sparql: str, prefixes: Mapping[str, str]) -> Kind:
    """Tell what a query answers with, of which nothing is asked.

    Raises:
        QueryError: as `answer` does of what can be known of the query alone.
    """
    return _kind(_begun(ox.Store(), sparql, prefixes))


_Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def _begun(store: ox.Store, sparql: str, prefixes: Mapping[str, str]) -> _Found:
    _refuse_what_is_too_big(sparql)
    _refuse_services(sparql)
    try:
        return store.query(sparql, prefixes=dict(prefixes))
    except SyntaxError as error:
        raise _explained(sparql, str(error)) from error
    except RuntimeError as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


def _kind(found: _Found) -> Kind:
    if isinstance(found, ox.QueryBoolean):
        return Kind.ASK
    return Kind.GRAPH if isinstance(found, ox.QueryTriples) else Kind.SELECT


def _answer(found: _Found) -> Answer:
    if isinstance(found, ox.QueryBoolean):
        return Answer(Kind.ASK, truth=bool(found))
    if isinstance(found, ox.QueryTriples):
        return Answer(Kind.GRAPH, triples=tuple(sorted(found, key=str)))
    variables = tuple(variable.value for variable in found.variables)
    rows = tuple(tuple(solution[name] for name in variables) for solution in found)
    return Answer(Kind.SELECT, variables, rows)


def _refuse_what_is_too_big(sparql: str) -> None:
    if len(sparql) > LONGEST:
        raise QueryError(f"the query has {len(sparql)} characters; {LONGEST} are allowed")
    depth = 0
    for sign in sparql:
        depth += (sign in "([{") - (sign in ")]}")
        if depth > DEEPEST:
            raise QueryError(f"more than {DEEPEST} brackets stand open in the query; nest it less")


def _refuse_services(sparql: str) -> None:
    """Refuse a query that may ask another endpoint (SPARQL 1.1 Federated Query).

    The engine takes the keyword without a blank around it (`trueSERVICE<...>`), and what is a
    string, an IRI or a comment can be written so that two readings are possible. So a query that
    has the word at all must be written plainly, and what is not plain is refused as well.
    """
    if not _SERVICE.search(sparql):
        return
    end = 0
    for token in _TOKENS.finditer(sparql):
        _refuse_service(sparql, end, token.start())
        if token.lastgroup in {"unclear", "rest"}:
            raise QueryError(
                "a query that has the word SERVICE is read only "
                "if it has no backslash, no string in three quotes, no relative IRI, and a blank "
                "after the signs < and <=; write it so, or take the word out",
                *_place(sparql, token.start()),
            )
        end = token.end()
    _refuse_service(sparql, end, len(sparql))


def _refuse_service(sparql: str, start: int, end: int) -> None:
    keyword = _SERVICE.search(sparql, start, end)
    if keyword:
        raise QueryError(
            "SERVICE asks another endpoint, which coesa never "
            "does; load the other data beside this, or ask the other endpoint itself",
            *_place(sparql, keyword.start()),
        )


def _place(sparql: str, index: int) -> tuple[int, int]:
    """Tell the line and the column of a character, both from 1."""
    before = sparql[:index]
    return before.count("\n") + 1, index - before.rfind("\n")


def _explained(sparql: str, message: str) -> QueryError:
    """Turn the engine's message into place, reason and the text before the place.

    The engine names the farthest place that it came to, and what it would have read there; only
    what it says in words of its own is worth repeating.
    """
    found = _PLACE.match(message)
    if found is None:
        return QueryError(f"the query cannot be read: {message}")
    line, column = int(found[1]), int(found[2])
    before = "".join(sparql.split("\n")[line - 1 : line])[: column - 1].strip()
    reasons = _REASON.findall(re.sub(r"'[^']*'", "", message[found.end() :]))
    reason = ", ".join(reasons) or "wrong or incomplete"
    after = f'after "{before[-_SHOWN:]}"' if before else "at the beginning of the line"
    return QueryError(f"{reason} {after}", line, column)


def as_table(found: Answer, prefixes: Mapping[str, str]) -> list[list[str]]:
    """Lay an answer out as a table: the header, then rows; IRIs shortened, numbers plain."""
    variables, rows = _tabular(found)
    return [list(variables), *([_shown(term, prefixes) for term in row] for row in rows)]


def as_csv(found: Answer) -> str:
    """Write an answer as CSV (SPARQL 1.1 Query Results CSV): whole IRIs, plain literals."""
    variables, rows = _tabular(found)
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(variables)
    writer.writerows([_plain(term) for term in row] for row in rows)
    return written.getvalue()


def as_json(found: Answer) -> str:
    """Write an answer as JSON (SPARQL 1.1 Query Results JSON Format).

    Raises:
        QueryError: if the query made a graph.
    """
    document: dict[str, object]
    if found.kind is Kind.GRAPH:
        raise QueryError("the query makes triples, which JSON results cannot hold; ask for Turtle")
    if found.kind is Kind.ASK:
        document = {"head": {}, "boolean": found.truth}
    else:
        bindings = [
            {name: _binding(term) for name, term in zip(found.variables, row, strict=True) if term}
            for row in found.rows
        ]
        document = {"head": {"vars": list(found.variables)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_turtle(found: Answer, prefixes: Mapping[str, str] = rdf.PREFIXES) -> str:
    """Write the triples of CONSTRUCT or DESCRIBE as Turtle.

    Raises:
        QueryError: if the query made none.
    """
    if found.kind is not Kind.GRAPH:
        raise QueryError("the query makes a table, no triples; begin it with CONSTRUCT or DESCRIBE")
    return rdf.turtle(frozenset(found.triples), prefixes).decode()


def as_text(found: Answer, form: str, prefixes: Mapping[str, str]) -> str:
    """Write an answer as `csv`, `json` or `ttl`."""
    match form:
        case "csv":
            return as_csv(found)
        case "json":
            return as_json(found)
        case _:
            return as_turtle(found, prefixes)


def _tabular(found: Answer) -> tuple[tuple[str, ...], Iterable[Row]]:
    if found.kind is Kind.ASK:
        return ("answer",), [(ox.Literal(found.truth),)]
    if found.kind is Kind.GRAPH:
        rows = ((t.subject, t.predicate, t.object) for t in found.triples)
        return ("subject", "predicate", "object"), rows
    return found.variables, found.rows


def _shown(term: Term | None, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, ox.NamedNode):
        return next(_shortened(term.value, prefixes), f"<{term.value}>")
    return _plain(term)


def _shortened(iri: str, prefixes: Mapping[str, str]) -> Iterator[str]:
    """Give the names that an IRI has by the prefixes, the shortest first."""
    for prefix, namespace in sorted(prefixes.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        local = iri.removeprefix(namespace)
        if local != iri and re.fullmatch(r"\w[\w.-]*", local):
            yield f"{prefix}:{local}"


def _plain(term: Term | None) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, ox.Triple | ox.BlankNode) else term.value


def _binding(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        raise QueryError("the answer has a triple for a value, which JSON results cannot hold")
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == XSD + "string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
