"""Rules on the ledger: every figure is where it says, says what is printed, and has its class."""

from collections.abc import Callable, Iterator, Mapping

from coesa import iris
from coesa.figures import PATTERN
from coesa.locales import document_convention
from coesa.model import FieldRole, Finding, Issue, Publication, Role
from coesa.numbers import Convention, amount, plain, printed_number
from coesa.rules.descriptor import LEDGER_PROPERTIES
from coesa.rules.places import LISTED, broken_rows, path_of, property_field
from coesa.syntax import quoted, text
from coesa.tables import ROW, Tables

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "datum": ("value", "unit", "resolution", "hedge"),
    "restatement": ("value", "unit", "resolution", "hedge", "restates"),
    "parameter": ("value", "unit", "resolution", "hedge"),
    "qualifier": ("qualifies",),
    "reference": ("reason",),
}
_OPTIONAL = ("value", "unit", "resolution", "hedge", "restates", "qualifies", "reason")
_SIGNS = {"%": "PERCENT", "€": "EUR"}

DECIMAL = "DECIMAL(38, 9)"


def column(tables: Tables, name: str, property_name: str) -> str:
    """Name the column of a ledger that states a property of figures."""
    field = property_field(tables.publication.resource(name), iris.DEF + property_name)
    assert field is not None, "a rule on the descriptor sees to it"
    return field.name


def figures(tables: Tables, name: str) -> str:
    """Give the SQL of a ledger under the names of the properties, whatever its columns are called.

    Values and resolutions that are no numbers are NULL: another rule tells of them.
    """
    resource = tables.publication.resource(name)
    (figure,) = resource.fields_of(FieldRole.NOTATION)
    (document,) = resource.fields_of(FieldRole.KEY)
    columns = [f"{quoted(column(tables, name, p))} AS {quoted(p)}" for p in LEDGER_PROPERTIES]
    numbers = [
        f"TRY_CAST({quoted(column(tables, name, p))} AS {DECIMAL}) AS {p}_number"
        for p in ("value", "resolution")
    ]
    selected = ", ".join([*columns, *numbers])
    return (
        f"(SELECT {quoted(ROW)}, {quoted(figure.name)} AS figure, "
        f"{quoted(document.name)} AS document, {selected} FROM {quoted(name)})"
    )


def ledgers(tables: Tables) -> Iterator[tuple[str, str]]:
    """List the ledgers with their files."""
    for resource in tables.publication.of_role(Role.LEDGER):
        yield resource.name, path_of(tables.publication, resource.name)


def conventions(publication: Publication) -> dict[str, Convention]:
    """Tell how each document prints numbers."""
    return {d.notation: document_convention(d) for d in publication.documents}


def figures_are_named_by_page_and_ordinal(tables: Tables) -> Finding:
    """Name each figure by its page and its ordinal there (chain of trust)."""
    rule = figures_are_named_by_page_and_ordinal.__name__
    checked, issues = 0, list[Issue]()
    for name, path in ledgers(tables):
        checked += tables.count(name)
        (of,) = tables.publication.resource(name).fields_of(FieldRole.KEY)
        before = "''" if of.constant is not None else "concat(document, '/')"
        page = "lpad(page, greatest(2, length(page))::INTEGER, '0')"
        wanted = (
            f"starts_with(figure, concat({before}, 'p', {page}, '-')) "
            f"AND regexp_full_match(figure, {text(PATTERN)})"
        )
        found = tables.query(
            f"SELECT {quoted(ROW)}, figure, page, {before} FROM {figures(tables, name)} "
            f"WHERE NOT coalesce({wanted}, false) ORDER BY 1 LIMIT {LISTED}"
        )
        (figure,) = tables.publication.resource(name).fields_of(FieldRole.NOTATION)
        issues += [
            Issue(
                path,
                row,
                figure.name,
                rule,
                f'"{found_id}" on page {page} found; expected pPP-NNN, page and ordinal, such as '
                f"{document}p{(page or '').zfill(2)}-001; mend the id or the page",
            )
            for row, found_id, page, document in found
        ]
    return Finding(checked, "figures", tuple(issues))


def figures_are_in_reading_order(tables: Tables) -> Finding:
    """Put the figures of the ledger in the order of the document (chain of trust)."""
    rule = figures_are_in_reading_order.__name__
    checked, issues = 0, list[Issue]()
    for name, path in ledgers(tables):
        checked += tables.count(name)
        # What is no ordinal is NULL: another rule tells of it.
        ordinal = "TRY_CAST(split_part(figure, '-', -1) AS HUGEINT)"
        place = f"(TRY_CAST(page AS HUGEINT), {ordinal})"
        source = figures(tables, name)
        found = []
        # Document by document the rows come in their order: there is nothing to be sorted.
        for (document,) in tables.query(f"SELECT DISTINCT document FROM {source} ORDER BY 1"):
            of = "document IS NULL" if document is None else f"document = {text(document)}"
            found += tables.query(
                f"SELECT {quoted(ROW)}, figure, before FROM (SELECT *, "
                "lag(place) OVER () AS place_before, lag(figure) OVER () AS before FROM "
                f"(SELECT {quoted(ROW)}, figure, {place} AS place FROM {source} WHERE {of})) "
                f"WHERE place <= place_before ORDER BY 1 LIMIT {LISTED}"
            )
        (figure,) = tables.publication.resource(name).fields_of(FieldRole.NOTATION)
        issues += [
            Issue(
                path,
                row,
                figure.name,
                rule,
                f"{found_id} stands after {before}; expected the order of reading; move the row",
            )
            for row, found_id, before in sorted(found)[:LISTED]
        ]
    return Finding(checked, "figures", tuple(issues))


def pages_are_in_the_document(tables: Tables) -> Finding:
    """Let every page be one of its document (descriptor: sources, coesa.pages)."""
    rule = pages_are_in_the_document.__name__
    checked, issues = 0, list[Issue]()
    for name, path in ledgers(tables):
        checked += tables.count(name)
        documents = {d.notation: d.pages for d in tables.publication.documents}
        pages = " ".join(f"WHEN {text(d)} THEN {n}" for d, n in documents.items())
        last = f"CASE document {pages} ELSE 0 END" if documents else "0"
        found = tables.query(
            f"SELECT {quoted(ROW)}, page, document, {last} FROM {figures(tables, name)} WHERE NOT "
            f"coalesce(TRY_CAST(page AS HUGEINT) BETWEEN 1 AND {last}, false) "
            f"ORDER BY 1 LIMIT {LISTED}"
        )
        issues += [
            Issue(
                path,
                row,
                column(tables, name, "page"),
                rule,
                f"page {page} of {document} found; expected 1 to {pages_of}; mend the page, or "
                "the pages of the document",
            )
            for row, page, document, pages_of in found
        ]
    return Finding(checked, "figures", tuple(issues))


def classes_have_their_columns(tables: Tables) -> Finding:
    """Fill just the columns that the class of a figure needs (chain of trust)."""
    rule = classes_have_their_columns.__name__
    checked, issues = 0, list[Issue]()
    for name, path in ledgers(tables):
        checked += tables.count(name)
        source = figures(tables, name)
        for class_, needed in _NEEDED.items():
            for property_name in _OPTIONAL:
                wanted = property_name in needed
                wrong = f"{quoted(property_name)} IS {'NULL' if wanted else 'NOT NULL'}"
                condition = f"{quoted('figureClass')} = {text(class_)} AND {wrong}"
                place = column(tables, name, property_name)
                told = f"expected {', '.join(needed)} and no more; "
                issues += [
                    Issue(
                        path,
                        cell.row,
                        place,
                        rule,
                        f"a {class_} without {property_name}; {told}fill it"
                        if wanted
                        else f'a {class_} with {property_name} "{cell.value}"; {told}empty it',
                    )
                    for cell in broken_rows(tables, source, property_name, condition)
                ]
    return Finding(checked, "figures", tuple(issues))


def values_are_as_printed(tables: Tables) -> Finding:
    """Let value and resolution be those of the printed text (chain of trust)."""
    rule = values_are_as_printed.__name__
    checked, issues = 0, list[Issue]()
    known = conventions(tables.publication)
    for name, path in ledgers(tables):
        source = figures(tables, name)
        checked += tables.query(f"SELECT count(value) FROM {source}")[0][0]
        # What is printed plainly is read by SQL. Any other text is read once, however often it is
        # printed: a ledger has few distinct ones.
        distinct = tables.stream(
            f"SELECT document, printed, value, resolution, min({quoted(ROW)}) AS first "
            f"FROM {source} WHERE value IS NOT NULL AND NOT coalesce({read_plainly(known)}, false) "
            "GROUP BY ALL ORDER BY first"
        )
        for document, printed, value, resolution, _ in distinct:
            if document not in known:
                continue  # another rule tells of it
            faults = list(_printed_faults(printed or "", known[document], value, resolution))
            cells = (document, printed, value, resolution)
            rows = _rows_with(tables, source, cells) if faults else []
            issues += [
                Issue(path, row, column(tables, name, property_name), rule, message)
                for property_name, message in faults
                for row in rows
            ]
    return Finding(checked, "printed numbers", tuple(issues))


def read_plainly(known: Mapping[str, Convention]) -> str:
    """Give the SQL condition that value and resolution are those of a number printed plainly."""
    alike = _alike(known, plain)
    conditions = ["false", *(_of_one_convention(*documents) for documents in alike.items())]
    return f"({' OR '.join(conditions)})"


def _alike(
    known: Mapping[str, Convention], pattern: Callable[[Convention], str]
) -> dict[str, list[str]]:
    """Gather the documents that one pattern reads: a question for each would be a scan for each."""
    alike: dict[str, list[str]] = {}
    for document, convention in known.items():
        alike.setdefault(pattern(convention), []).append(document)
    return alike


def _of(documents: list[str]) -> str:
    return f"document IN ({', '.join(map(text, documents))})"


def _of_one_convention(pattern: str, documents: list[str]) -> str:
    """Give the SQL condition for the documents that print numbers alike."""
    number = f"regexp_extract(printed, {text(f'^{pattern}$')}, ['whole', 'decimals'])"
    whole = f"regexp_replace({number}.whole, '[^0-9]', '', 'g')"
    decimals = f"{number}.decimals"
    value = f"rtrim(concat({whole}, '.', rtrim({decimals}, '0')), '.')"
    last = f"concat('0.', repeat('0', length({decimals}) - 1), '1')"
    resolution = f"CASE WHEN {decimals} = '' THEN '1' ELSE {last} END"
    return (
        f"({_of(documents)} AND value = {value} "
        f"AND coalesce(resolution, {resolution}) = {resolution})"
    )


def _rows_with(tables: Tables, source: str, cells: tuple[str | None, ...]) -> list[int]:
    found = tables.query(
        f"SELECT {quoted(ROW)} FROM {source} WHERE document IS NOT DISTINCT FROM ? "
        "AND printed IS NOT DISTINCT FROM ? AND value IS NOT DISTINCT FROM ? "
        "AND resolution IS NOT DISTINCT FROM ? "
        f"ORDER BY 1 LIMIT {LISTED}",
        cells,
    )
    return [row for (row,) in found]


def _printed_faults(
    printed: str, convention: Convention, value: str, resolution: str | None
) -> Iterator[tuple[str, str]]:
    number = printed_number(printed, convention)
    if number is None:
        shown = ("a space" if sign.isspace() else f'"{sign}"' for sign in convention.groups)
        signs = " or ".join(shown) or "no sign"
        message = (
            f'"{printed}" is not one number; expected one, with "{convention.decimal}" before '
            f"decimals and {signs} between thousands; mend what is printed, or tell in "
            "coesa.numbers of the document how it prints numbers"
        )
        yield "printed", message
        return
    if number.value != value:
        message = f'{value} found; expected {number.value}, as printed in "{printed}"; mend it'
        yield "value", message
    if resolution is not None and number.resolution != resolution:
        message = (
            f"{resolution} found; expected {number.resolution}, the weight of the last digit "
            f'printed in "{printed}"; mend it'
        )
        yield "resolution", message


def units_are_as_printed(tables: Tables) -> Finding:
    """Let the unit be that of the printed sign, % or € (chain of trust)."""
    rule = units_are_as_printed.__name__
    checked, issues = 0, list[Issue]()
    for name, path in ledgers(tables):
        source = figures(tables, name)
        for sign, unit in _SIGNS.items():
            has_sign = f"contains(printed, {text(sign)}) AND unit IS NOT NULL"
            checked += tables.query(f"SELECT coalesce(count_if({has_sign}), 0) FROM {source}")[0][0]
            condition = f"{has_sign} AND unit <> {text(unit)}"
            issues += [
                Issue(
                    path,
                    cell.row,
                    column(tables, name, "unit"),
                    rule,
                    f'"{cell.value}" found; expected {unit}, because {sign} is printed; mend it',
                )
                for cell in broken_rows(tables, source, "unit", condition)
            ]
    return Finding(checked, "signs of units", tuple(issues))


def amounts_are_no_references(tables: Tables) -> Finding:
    """Let a printed amount be a reference only for a reason (chain of trust)."""
    rule = amounts_are_no_references.__name__
    checked, issues = 0, list[Issue]()
    for name, path in ledgers(tables):
        source = figures(tables, name)
        is_amount = _is_amount(tables.publication)
        checked += tables.query(f"SELECT coalesce(count_if({is_amount}), 0) FROM {source}")[0][0]
        condition = f"{is_amount} AND {quoted('figureClass')} = 'reference' AND reason IS NULL"
        issues += [
            Issue(
                path,
                cell.row,
                column(tables, name, "reason"),
                rule,
                f'"{cell.value}" is printed as an amount; expected a datum, or a reason why it is '
                "a reference; give the class or the reason",
            )
            for cell in broken_rows(tables, source, "printed", condition)
        ]
    return Finding(checked, "printed amounts", tuple(issues))


def _is_amount(publication: Publication) -> str:
    """Give the SQL that tells a printed amount: a sign of a unit, a scale word, or grouped digits.

    Which words and signs those are, is told document by document.
    """
    signs = " OR ".join(f"contains(printed, {text(sign)})" for sign in _SIGNS)
    alike = _alike(conventions(publication), amount)
    told = [
        f"({_of(documents)} AND regexp_matches(printed, {text(pattern)}))"
        for pattern, documents in alike.items()
        if pattern
    ]
    return f"({' OR '.join([signs, *told])})"
