"""The rule on example queries: what a build answers on the page to query is known to be a query."""

from collections.abc import Iterator

from coesa.errors import QueryError
from coesa.model import ExampleQuery, Finding, Issue, Publication
from coesa.query import Kind, kind_of
from coesa.rdf import prefixes
from coesa.tables import Tables


def example_queries_can_be_asked(tables: Tables) -> Finding:
    """Give each example query a title, and let it be a SELECT that can be read (SPARQL 1.1)."""
    publication = tables.publication
    return Finding(len(publication.queries), "queries", tuple(query_issues(publication)))


def query_issues(publication: Publication) -> Iterator[Issue]:
    """Find the example queries that have no title, or are no SELECT."""
    names = prefixes(publication)
    yield from (issue for query in publication.queries if (issue := _fault(query, names)))


def _fault(query: ExampleQuery, names: dict[str, str]) -> Issue | None:
    rule = example_queries_can_be_asked.__name__
    if not query.title:
        message = 'no title found; expected a comment such as "# Paid by axis"; write it'
        return Issue(query.path, 1, "", rule, message)
    try:
        kind = kind_of(query.text, names)
    except QueryError as error:
        where = f"at column {error.column}, " if error.line else ""
        message = f"{where}{error.reason}; expected a query (SPARQL 1.1); mend it"
        return Issue(query.path, error.line, "", rule, message)
    if kind is not Kind.SELECT:
        message = f"a query found that answers with {_ANSWERS[kind]}; expected SELECT"
        return Issue(query.path, 0, "", rule, f"{message}, which makes a table; write it so")
    return None


_ANSWERS = {Kind.ASK: "yes or no", Kind.GRAPH: "triples"}
