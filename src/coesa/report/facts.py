"""What was read back of the written files, in the report."""

from typing import Any

from coesa.facts import Facts
from coesa.facts.digest import digest

Json = dict[str, Any]


def facts_told(facts: Facts) -> Json:
    """Tell which forms of the data were read back, and that they say the same."""
    return {
        "digest": facts.digest,
        "observations": facts.observations,
        "figures": facts.figures,
        "forms": [
            {
                "form": form.form,
                "readBy": form.reader,
                "files": form.files,
                "cells": form.cells,
                "digest": digest(form.tables),
                "leftOut": list(form.left_out),
            }
            for form in facts.forms
        ],
    }
