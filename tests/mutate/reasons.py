"""Why a mutant survives: nothing that is printed, and nothing that is declared, is against it."""

from tests.mutate.run import Judged

_PAIRED = ("first", "second", "operation", "related")
_ARGUED = ("statement", "erratum", "question", "pair", "role", "number_figure", "date_figure")
_JUDGED = (
    *("certainty", "origin", "relation", "kind", "type", "date_precision", "date_certainty"),
    *("official_code", "holds", "reason", "status", "class", "corrected", "qualifies", "restates"),
)
_NAMED = ("notation", "act", "event", "group", "initiative", "thematic_objective")
_QUOTED = ("printed", "wording_it", "name_it")
_MEANT = (
    *("axis", "investment_priority", "reference_period", "programme", "population", "sex"),
    *("vulnerability", "statistic", "indicator", "unit", "start", "end"),
)


def reason(one: Judged) -> str:
    """Sort a survivor by what it changes, and tell what would have to be known to catch it."""
    if one.column in _PAIRED:
        return "a warning of ours about two figures: one would have to know which two were meant"
    if one.column == "figure" or one.column in _ARGUED:
        return "which figure a remark is about: one would have to understand the sentence it is on"
    if one.column in _JUDGED:
        return "a judgement of ours, changed for another that is as frequent: a second reader's"
    if one.column in _QUOTED:
        return "other words of the same page, or fewer of them: one would have to know how many"
    if one.column in _MEANT:
        return (
            "what a number is of, where the page says it in free words: one would have to read it"
        )
    if one.column in _NAMED:
        return (
            "a code of ours, which no page prints, for another: its labels are prose, read by eye"
        )
    if one.column:
        return "a place of words of ours, which are not quoted: one would have to find the sentence"
    return "all that is said of two things, exchanged: the same, of several columns together"
