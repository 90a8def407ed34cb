"""With how many decimals a figure is printed: `6,20 km` has two, though its value is 6.2."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from coesa.iris import DEF
from coesa.model import Field, FieldRole, Resource, Role
from coesa.office.remarks import figure_field
from coesa.syntax import quoted
from coesa.tables import Tables


@dataclass(frozen=True, slots=True)
class Decimals:
    """The decimals of the printed numbers of a table.

    Attributes:
        value: the field that holds the numbers as they are printed; None if there is none.
        figure: the field that names the figure of a row.
        printed: decimals by figure, of those that have any.
    """

    value: str | None = None
    figure: str | None = None
    printed: Mapping[str, int] = field(default_factory=dict)

    def of(self, column: str, figure: str | None) -> int:
        """Tell with how many decimals a number of a column is printed; 0 where it is not known."""
        return self.printed.get(figure or "", 0) if column == self.value else 0


def printed_decimals(tables: Tables, resource: Resource) -> Decimals:
    """Look up the decimals of the figures that a cube is made from, or that a ledger lists."""
    if resource.role is Role.LEDGER:
        (figure,) = resource.fields_of(FieldRole.NOTATION)
        (value,) = resource.stating(DEF + "value")
        return _decimals(tables, resource, resource, figure, value)
    found = figure_field(tables, resource) if resource.role is Role.CUBE else None
    if found is None or found.scheme is None:
        return Decimals()
    ledger = tables.publication.resource(found.scheme)
    return _decimals(tables, resource, ledger, found, resource.measure)


def _decimals(
    tables: Tables, resource: Resource, ledger: Resource, figure: Field, value: Field
) -> Decimals:
    key, (resolution,) = ledger.fields_of(FieldRole.NOTATION)[0], ledger.stating(DEF + "resolution")
    rows = tables.query(
        f"SELECT {quoted(key.name)}, {quoted(resolution.name)} FROM {quoted(ledger.name)} "
        f"WHERE {quoted(resolution.name)} LIKE '0.%' AND {quoted(key.name)} IN "
        f"(SELECT {quoted(figure.name)} FROM {quoted(resource.name)})"
    )
    found = {name: len(weight.partition(".")[2]) for name, weight in rows}
    return Decimals(value.name, figure.name, found)
