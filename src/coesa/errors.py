"""The error tree: every error of ours that ends a command.

* CoesaError                 one line for the user, no traceback
  * PublicationError         the publication has issues (exit 1); it carries them
  * DocumentError            the text given is not the document the publication names (exit 1)
  * QueryError               the SPARQL query cannot be read, with line and column (exit 1)
  * CatalogueError           the catalogue to rehearse cannot be read (exit 1)
  * NotFoundError            nothing of that name in the publication or the bundle (exit 1)
  * FactsDifferError         a written file does not say what the tables say (exit 1)
  * SignatureError           a signature cannot be made, or is not that of the bundle (exit 1)
  * ParametersError          what is asked for cannot be made (exit 2)
  * TargetError              the folder to write to refuses (exit 3)
  * OpinionError             another implementation cannot be asked (exit 3)

Bad data is not an error but a value, `coesa.model.Issue`; `PublicationError` only says that
we cannot go on with what was read.
"""

from collections.abc import Sequence

from coesa.model import Issue


class CoesaError(Exception):
    """Say in one line what is wrong, where, and what to do."""

    exit_code = 1


class PublicationError(CoesaError):
    """The publication has issues: nothing is written."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__("\n".join(str(issue) for issue in issues))
        self.issues = tuple(issues)


class DocumentError(CoesaError):
    """The text given is not the document that the publication names by its SHA-256."""


class QueryError(CoesaError):
    """The query cannot be read or answered.

    Attributes:
        reason: what is wrong with it.
        line: where, if that is known; else 0. So is the column.
    """

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        super().__init__(f"line {line}, column {column}: {reason}" if line else reason)
        self.reason, self.line, self.column = reason, line, column


class CatalogueError(CoesaError):
    """The catalogue to rehearse, or what stands beside it, cannot be read."""


class NotFoundError(CoesaError):
    """Nothing of that name is there."""


class SignatureError(CoesaError):
    """A signature cannot be made, or is not that of the bundle."""


class FactsDifferError(CoesaError):
    """A written file does not say what the tables say, so that nothing may be published."""


class ParametersError(CoesaError):
    """What is asked for cannot be made."""

    exit_code = 2


class TargetError(CoesaError):
    """The folder to write to refuses."""

    exit_code = 3


class OpinionError(CoesaError):
    """Another implementation, whose opinion is wanted, cannot be asked."""

    exit_code = 3
