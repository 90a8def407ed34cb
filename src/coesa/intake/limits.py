"""How much is looked at at most: every limit of the gate, each with its reason."""

FILE_BYTES = 1_000_000_000
"""A table of 20 million rows has some 800 MB."""

JSON_BYTES = 5_000_000
"""A descriptor of 200 tables has some 1 MB."""

RESOURCES = 1_000
"""Tables of a publication."""

COLUMNS = 1_000
"""A file that has more is none of ours; libraries take a time that grows with the square."""

CELL_CHARACTERS = 32_767
"""What a cell of a workbook holds."""

ROW_BYTES = 1_000_000
"""So that no row, and no quote left open, is held in memory at more than this."""

ROWS = 20_000_000
"""Records of a file, its header included."""

JSON_DEPTH = 50
"""Objects and lists in each other; our own descriptor has 12."""

KEY_CHARACTERS = 200
"""A key of a file of JSON; the longest of our own has 20."""

JSON_DIGITS = 40
"""Digits of a number in a descriptor."""

LISTED = 20
"""Issues of a file and a rule that are listed; one line says how many there are more."""

COUNTED = 1_000
"""Issues of a file after which it is looked at no longer."""

COUNTED_BY_PROFILE = 100
"""Issues of a descriptor after which it is looked at no longer: each is compared with what is
known, to tell what is meant."""
