"""Faults that keep a publication from being read: no rule on its content is run."""

from collections.abc import Iterator
from typing import Any

from coesa.intake import DESCRIPTOR
from coesa.synthetic.edits import Ground, Place, describe, in_table, pick, resource_number, retype
from coesa.synthetic.fault import Fault
from coesa.synthetic.report import AMOUNT_CUBE


def _in_descriptor(path: str, row: int = 0) -> Place:
    return Place(DESCRIPTOR, row, path)


def the_descriptor_is_no_json(ground: Ground) -> Iterator[Place]:
    """Leave out the last brace of the descriptor."""
    text = ground.descriptor.read_text("utf-8").rstrip().removesuffix("}")
    ground.descriptor.write_text(text, "utf-8")
    yield _in_descriptor("", text.count("\n") + 1)


def a_key_of_the_descriptor_stands_twice(ground: Ground) -> Iterator[Place]:
    """Give the descriptor its name twice."""
    text = ground.descriptor.read_text("utf-8")
    ground.descriptor.write_text(text.replace("{", '{\n  "name": "twice",', 1), "utf-8")
    yield _in_descriptor("", 4)


def the_version_has_two_numbers(ground: Ground) -> Iterator[Place]:
    """Write the version of the publication as 1.0."""
    describe(ground, lambda described: described.update(version="1.0"))
    yield _in_descriptor("$.version")


def an_identity_names_a_table_that_is_not_there(ground: Ground) -> Iterator[Place]:
    """Let an identity be about a cube that does not exist."""
    describe(ground, lambda described: described["coesa"]["identities"][0].update(cube="nowhere"))
    yield _in_descriptor("$.coesa.identities[0].cube")


def two_identities_have_one_name(ground: Ground) -> Iterator[Place]:
    """Give an identity the name of another."""

    def rename(described: Any) -> None:
        first, second, *_ = described["coesa"]["identities"]
        second["name"] = first["name"]

    describe(ground, rename)
    yield _in_descriptor("$.coesa.identities[1].name")


def a_foreign_key_leads_to_no_primary_key(ground: Ground) -> Iterator[Place]:
    """Let a foreign key lead to the labels of the axes."""
    number = resource_number(ground, "axis-thematic-objective")

    def lead(described: Any) -> None:
        keys = described["resources"][number]["schema"]["foreignKeys"]
        keys[0]["reference"]["fields"] = "label_en"

    describe(ground, lead)
    yield _in_descriptor(f"$.resources[{number}].schema.foreignKeys[0].reference.fields")


def a_primary_key_is_made_of_no_field(ground: Ground) -> Iterator[Place]:
    """Name a field in a primary key that the table does not have."""
    number = resource_number(ground, "axis-thematic-objective")

    def rename(described: Any) -> None:
        described["resources"][number]["schema"]["primaryKey"] = ["axis", "nothing"]

    describe(ground, rename)
    yield _in_descriptor(f"$.resources[{number}].schema.primaryKey[1]")


def a_file_is_missing(ground: Ground) -> Iterator[Place]:
    """Take the file of a table away."""
    ground.table("indicator-broader").unlink()
    yield in_table("indicator-broader", 0, "")


def text_is_latin_1(ground: Ground) -> Iterator[Place]:
    """Write an accented letter of a label as Latin-1."""
    path, column = ground.table("programme"), "label_it"
    number = pick(ground, "programme").number
    retype(path, number, lambda line: line.replace(b"sintetico", "sintético".encode("latin-1")))
    yield in_table("programme", number, column)


def a_row_is_too_short(ground: Ground) -> Iterator[Place]:
    """Leave out the last cell of an observation, with its comma."""
    number = pick(ground, AMOUNT_CUBE).number
    retype(ground.table(AMOUNT_CUBE), number, lambda line: line[: line.rindex(b",")] + b"\n")
    yield in_table(AMOUNT_CUBE, number, "")


def a_row_is_too_long(ground: Ground) -> Iterator[Place]:
    """Put a comma too many into an observation."""
    number = pick(ground, AMOUNT_CUBE).number
    retype(ground.table(AMOUNT_CUBE), number, lambda line: line.replace(b",", b",,", 1))
    yield in_table(AMOUNT_CUBE, number, "")


def a_quote_stands_inside_a_cell(ground: Ground) -> Iterator[Place]:
    """Let a quoted cell go on after its closing quote."""
    number = pick(ground, AMOUNT_CUBE).number
    retype(ground.table(AMOUNT_CUBE), number, lambda line: b'"0"' + line)
    yield in_table(AMOUNT_CUBE, number, "programme")


def a_column_has_another_name(ground: Ground) -> Iterator[Place]:
    """Call the values of a cube amounts."""
    retype(ground.table(AMOUNT_CUBE), 1, lambda line: line.replace(b"value", b"amount"))
    yield in_table(AMOUNT_CUBE, 1, "amount")
    yield in_table(AMOUNT_CUBE, 1, "value")


def columns_stand_in_another_order(ground: Ground) -> Iterator[Place]:
    """Let two columns of a cube change places, in the header only."""
    changed = b"statistic,value", b"value,statistic"
    retype(ground.table(AMOUNT_CUBE), 1, lambda line: line.replace(*changed))
    yield in_table(AMOUNT_CUBE, 1, "")


UNREADABLE = (
    Fault(the_descriptor_is_no_json, "descriptor_is_json"),
    Fault(a_key_of_the_descriptor_stands_twice, "json_keys_are_unique"),
    Fault(the_version_has_two_numbers, "descriptor_follows_its_profile"),
    Fault(an_identity_names_a_table_that_is_not_there, "tables_that_are_named_are_there"),
    Fault(two_identities_have_one_name, "names_are_unique"),
    Fault(a_foreign_key_leads_to_no_primary_key, "foreign_keys_lead_to_primary_keys"),
    Fault(a_primary_key_is_made_of_no_field, "keys_are_made_of_fields"),
    Fault(a_file_is_missing, "files_are_there"),
    Fault(text_is_latin_1, "text_is_utf8"),
    Fault(a_row_is_too_short, "rows_are_as_long_as_the_header"),
    Fault(a_row_is_too_long, "rows_are_as_long_as_the_header"),
    Fault(a_quote_stands_inside_a_cell, "files_are_csv"),
    Fault(a_column_has_another_name, "columns_are_those_of_the_schema"),
    Fault(columns_stand_in_another_order, "columns_are_those_of_the_schema"),
)
