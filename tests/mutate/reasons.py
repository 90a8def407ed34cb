"""Why a mutant survives: nothing printed, declared or read a second time is against it."""

from tests.mutate.run import Judged

_FIGURES = ("figure", "first", "second", "number_figure", "date_figure")
_LINKS = ("qualifies", "restates")
_JUDGED = (
    *("certainty", "origin", "relation", "kind", "type", "date_precision", "date_certainty"),
    *("official_code", "holds", "reason", "status", "class", "method", "vocabulary", "operation"),
)
_MEANT = (
    *("axis", "investment_priority", "reference_period", "programme", "population", "sex"),
    *("vulnerability", "statistic", "indicator", "initiative", "unit", "start", "end"),
)


def reason(one: Judged) -> str:
    """Sort a survivor by what it changes, and tell what would have to be known to catch it."""
    if one.column in _FIGURES:
        return "another place of the same page that prints the same: both readings see one token"
    if one.column in _LINKS:
        return "which number a qualifier or a restatement is of: one would have to read it"
    if one.column in _JUDGED:
        return "a judgement of ours, changed for another that is as frequent: a second judge's"
    if one.column in _MEANT:
        return (
            "what a number is of, where the page says it in free words: one would have to read it"
        )
    if one.column:
        return "a text of ours that no page prints and no other cell repeats"
    return "all that is said of two things, exchanged: the same, of several columns together"
