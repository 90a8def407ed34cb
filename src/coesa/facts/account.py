"""What has been read of one form so far."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from coesa.facts.digest import TableFacts, fact_fields, fact_tables, table_facts
from coesa.facts.forms import Cells, FormFacts, Place, agreed
from coesa.tables import Tables


@dataclass(slots=True)
class Account:
    """Counts files and cells of a form as they are read, and adds up its facts."""

    files: int = 0
    cells: int = 0
    tables: list[TableFacts] = field(default_factory=list)

    def hold(
        self, place: Place, found: Iterable[Cells], wanted: Iterable[Cells]
    ) -> Iterator[Cells]:
        """Give the rows of a file that agree with those that must be there."""
        for cells in agreed(place, found, wanted):
            self.cells += len(cells)
            yield cells

    def add(
        self, tables: Tables, name: str, columns: tuple[str, ...], rows: Iterator[Cells]
    ) -> None:
        """Read rows to their end; add up the facts of a cube or of a ledger."""
        publication = tables.publication
        if name in {resource.name for resource in fact_tables(publication)}:
            fields = fact_fields(publication, name)
            self.tables.append(table_facts(name, fields, columns, rows))
        else:
            finish(rows)

    def told(self, form: str, reader: str, left_out: tuple[str, ...] = ()) -> FormFacts:
        """Give the account of a form that has been read whole."""
        return FormFacts(form, reader, self.files, self.cells, tuple(self.tables), left_out)


def finish(rows: Iterable[Cells]) -> None:
    """Read rows to their end."""
    for _ in rows:
        pass
