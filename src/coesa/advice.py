"""Say what is right, as it would stand in a descriptor."""

import json
from collections.abc import Iterable

from coesa.intake import nearest


def right(key: str, value: object) -> str:
    """Give an example of right.

    >>> right("primaryKey", ["notation"])
    'Write "primaryKey": ["notation"]'
    """
    return f'Write "{key}": {json.dumps(value, ensure_ascii=False)}'


def meant(key: str, found: str, candidates: Iterable[str], otherwise: str = "") -> str:
    """Say which of the candidates is meant, or name the first, and give it as what is right.

    >>> meant("scheme", "axsi", ["axis", "unit"])
    'Did you mean "axis"? Write "scheme": "axis"'
    """
    names = list(candidates)
    hint = nearest(found, names).strip()
    if hint:
        return f"{hint} {right(key, hint.split(chr(34))[1])}"
    return right(key, names[0] if names else otherwise)


def listed(names: Iterable[str], most: int = 12) -> str:
    """List names, but no more than a reader can take in.

    >>> listed("abcd", 3)
    'a, b, c, ...'
    """
    found = list(names)
    return ", ".join(found[:most]) + (", ..." if len(found) > most else "")
