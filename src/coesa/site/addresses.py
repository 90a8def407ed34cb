"""Where a node has its page: the one map from IRIs to addresses in the site.

An address is a path without language and ending, such as `axis/II`. Beside each other lie
`axis/II.it.html`, `axis/II.en.html`, `axis/II.ttl` and `axis/II.jsonld`, so that a server
negotiates language and format by the names of files alone. A node that others lie below, such as
a concept scheme, has the address of the folder's index: `axis/index`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from coesa.iris import DEF

SHARED = "def/"
"""The folder of what all publications share."""

PAGES = "pages/"
"""The folder of the pages that are about no node."""

ASSETS = "assets/"
"""The folder of styles, fonts, pictures and scripts."""

HOME = "index"

MISSING = PAGES + "missing"

_KEPT = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))}
"""What Windows takes for devices, whatever the ending."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of the nodes that have a page, by IRI.

    Attributes:
        apart: the addresses that are not the path of their IRI, by that path.
    """

    of: Mapping[str, str]
    apart: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, iri: object) -> bool:
        return iri in self.of


def addresses(base: str, nodes: Iterable[str]) -> Addresses:
    """Give every node of ours its address.

    >>> addresses("https://example.org/", ["https://example.org/axis/A"]).of
    {'https://example.org/axis/A': 'axis/A'}
    """
    own = {iri: path for iri in nodes if (path := _path(base, iri)) is not None}
    paths = _apart(own)
    folders = {path[:at] for path in paths.values() for at in _slashes(path)}
    found = {iri: f"{path}/{HOME}" if path in folders else path for iri, path in paths.items()}
    return Addresses(found, {own[iri]: a for iri, a in found.items() if a != own[iri]})


def _path(base: str, iri: str) -> str | None:
    """Tell the path of an IRI of ours; none for the IRI of somebody else, or of the base itself."""
    for beginning, folder in ((base, ""), (DEF, SHARED)):
        if iri.startswith(beginning) and iri != beginning:
            return folder + iri[len(beginning) :].rstrip("/")
    return None


def _apart(paths: Mapping[str, str]) -> dict[str, str]:
    """Tell paths apart on a disk that does not know capitals, or keeps a name for itself.

    >>> _apart({"1": "def/Act", "2": "def/act", "3": "unit/NUL"})
    {'1': 'def/Act~1', '2': 'def/act', '3': 'unit/NUL~'}
    """
    alike = Counter(path.casefold() for path in paths.values())
    told = {}
    for iri, path in paths.items():
        name = path.rpartition("/")[2]
        capitals = "".join("1" if sign.isupper() else "0" for sign in name).rstrip("0")
        if alike[path.casefold()] > 1 and capitals:
            path += f"~{int(capitals[::-1], 2):x}"
        elif name.casefold().partition(".")[0] in _KEPT:
            path += "~"
        told[iri] = path
    return told


def _slashes(path: str) -> list[int]:
    return [at for at, sign in enumerate(path) if sign == "/"]


def page(address: str, language: str) -> str:
    """Name the file of a page.

    >>> page("axis/II", "it")
    'axis/II.it.html'
    """
    return f"{address}.{language}.html"


def from_here(here: str, there: str) -> str:
    """Lead from one file of the site to another, on a server and on a disk alike.

    >>> from_here("obs/amounts/A.it.html", "assets/site.css")
    '../../assets/site.css'
    >>> from_here("index.it.html", "index.en.html")
    'index.en.html'
    """
    *folders, _ = here.split("/")
    steps = there.split("/")
    common = 0
    for one, other in zip(folders, steps[:-1], strict=False):
        if one != other:
            break
        common += 1
    return "/".join([".."] * (len(folders) - common) + steps[common:])
