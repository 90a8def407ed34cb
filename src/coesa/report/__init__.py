"""What validation found, for people and for machines.

`account` tells it as JSON, `statements` the part that is about words, `page` puts it into pages.
"""

import json
from collections.abc import Callable, Mapping

from coesa.facts import Facts
from coesa.model import Validation
from coesa.report.account import account_of, held, translated
from coesa.report.facts import facts_told
from coesa.report.page import page
from coesa.tables import Tables

__all__ = ["VALIDATION", "held", "report", "translated"]

VALIDATION = "report/validation.json"


def report(
    tables: Tables,
    validation: Validation,
    inputs: Mapping[str, str],
    tool: str,
    facts: Callable[[], Facts | None] = lambda: None,
) -> dict[str, bytes]:
    """Write the report of a validation as JSON and as a page, and the auditor's sample.

    `inputs` are the SHA-256 digests by name of what was validated; `tool` is the version of coesa;
    `facts` gives what was read back, if anything was; it is asked last, for it may be waited for.
    """
    account = account_of(tables, validation, inputs, tool)
    found = facts()
    account["facts"] = found and facts_told(found)
    spoken = tables.publication.spoken
    pages = {
        f"report/{kind}.html": page(account, spoken, kind) for kind in ("validation", "sample")
    }
    told = (json.dumps(account, ensure_ascii=False, indent=2) + "\n").encode()
    return {VALIDATION: told, **pages}
