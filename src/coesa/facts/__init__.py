r"""What every form of the data says, read back from the written files and held against the tables.

A *fact* is a row of a cube or of a ledger: an observation with every dimension, constants
included, its value as an exact decimal, its unit and its figure; a figure with its document, its
page, what is printed there, its value, its unit and its class. What a fact does not hold is text
in one language, which a file for readers of another need not have.

A fact is written as the name of its table and its cells in the order of the descriptor, constants
last, joined by the sign U+001F. The facts of a table are added up, the SHA-256 digest of each being
a number, modulo 2^256: in whatever order a file has them, the sum is the same. The *fact digest* is
the SHA-256 digest of one line for each table, in the order of their names: name, fields joined by
commas, number of facts, sum in hexadecimal digits, parted by tabulators. It shows that two files
say the same; that nobody has changed them is what SHA256SUMS is for.

All other cells (code lists, entities, links, errata, labels beside codes, tables as printed) are
compared as far as each form carries them, and have no part in the digest.
"""

from coesa.facts.forms import Facts, FormFacts
from coesa.facts.read_back import read_back

__all__ = ["Facts", "FormFacts", "read_back"]
