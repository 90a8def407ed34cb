"""The command line: parse, call, report; the only package that knows Click.

A file for each family of commands. What a command needs is imported inside it, so that
`coesa --help` does not wait for engines.
"""

from coesa.cli import asking, checking, making, rehearsing, sealing
from coesa.cli.group import main

__all__ = ["asking", "checking", "main", "making", "rehearsing", "sealing"]
