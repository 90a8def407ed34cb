"""Why a mutant survives: nothing that is printed, and nothing that is declared, is against it."""

from tests.mutate.run import Judged

_JUDGED = (
    *("certainty", "origin", "operation", "relation", "kind", "type", "date_precision"),
    *("date_certainty", "official_code", "holds", "reason", "status", "role", "class"),
)
_TIED = (
    *("statement", "erratum", "first", "second", "related", "group", "initiative", "event", "act"),
    *("question", "qualifies", "restates", "figure", "pair", "place", "number_figure", "notation"),
    *("date_figure", "thematic_objective", "place", "printed", "corrected"),
)
_MEANT = (
    *("axis", "investment_priority", "reference_period", "programme", "population", "sex"),
    *("vulnerability", "statistic", "indicator", "unit", "start", "end"),
)
_WHERE = ("page", "section")


def reason(one: Judged) -> str:
    """Sort a survivor by what it changes."""
    if one.column in _JUDGED:
        return "a judgement: a code by which the curator judges, and no page states it"
    if one.column in _TIED:
        return "a tie: the page tells in free words, if at all, what belongs to what"
    if one.column in _MEANT:
        return "a meaning: the page tells in free words, away from the figure, what it is of"
    if one.column in _WHERE:
        return "a place of our own words: nothing is quoted there that could be looked for"
    if one.column:
        return "a wording without a page: nothing tells where to look for it"
    return "a row or several columns: the same, of all of them together"
