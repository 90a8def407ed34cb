"""Ask a server whether the addresses of a catalogue answer; the only module that connects.

A server stands for the real ones: the beginning of each address is replaced by that of the
server, and an address that no replacement fits is never opened.
"""

import http.client
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from coesa.errors import ParametersError
from coesa.rehearse.subject import Subject

TIMEOUT = 10
"""Seconds that an address may take."""

REDIRECTS = 5
AT_ONCE = 8

_ORIGIN = re.compile(r"https?://[^/?#]+")
_REDIRECTING = frozenset({301, 302, 303, 307, 308})
_NO_HEAD = frozenset({405, 501})


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered: whether its status is from 200 to 399, and the words for it."""

    fine: bool
    told: str


Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Place:
    """A server that stands for others: what addresses begin with, and what with instead.

    An empty `real` stands for the scheme and host of every address.
    """

    real: str
    server: str

    def moved(self, address: str) -> str | None:
        """Give an address as it is at the server; None if the server does not stand for it.

        >>> Place("", "http://127.0.0.1:80").moved("https://example.org/a/b?c")
        'http://127.0.0.1:80/a/b?c'
        >>> Place("https://a.org/x/", "http://127.0.0.1:80/").moved("https://a.org/x/y")
        'http://127.0.0.1:80/y'
        >>> Place("https://a.org/x/", "http://127.0.0.1:80/").moved("https://b.org/")
        """
        if address.startswith(self.server):
            return address
        if self.real:
            fits = address.startswith(self.real)
            return self.server + address.removeprefix(self.real) if fits else None
        found = _ORIGIN.match(address)
        return self.server.rstrip("/") + address[found.end() :] if found else None


def _is_web_address(text: str) -> bool:
    """Tell whether a text begins as an address of the web does.

    >>> [_is_web_address(t) for t in ("http://[::1]:80/a", "http://[::1", "http://a:99999999", "a")]
    [True, False, False, False]
    """
    try:
        parts = urlsplit(text)
        # A port out of range is an error when it is looked at.
        return bool(_ORIGIN.match(text) and parts.hostname) and parts.port != 0
    except ValueError:
        return False


def places(texts: Iterable[str]) -> tuple[Place, ...]:
    """Read what `--at` was given: URL, or REAL=URL for addresses that begin with REAL.

    Raises:
        ParametersError: one is no web address.
    """
    found = []
    for text in texts:
        real, _, server = text.rpartition("=")
        if not _is_web_address(server) or (real and not _is_web_address(real)):
            message = f"--at {text}: is no web address; expected URL or REAL=URL, such as "
            raise ParametersError(message + "http://127.0.0.1:8000/")
        found.append(Place(real, server))
    return tuple(sorted(found, key=lambda place: -len(place.real)))


def visited(subject: Subject, at: tuple[Place, ...]) -> Answers:
    """Ask each address of the distributions once, and tell what it answered."""
    nodes = {n for d in subject.datasets for n in subject.distributions(d)}
    named = ("dcat:accessURL", "dcat:downloadURL")
    addresses = sorted({str(v) for n in nodes for name in named for v in subject.values(n, name)})
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = pool.map(lambda address: _asked(address, at), addresses)
        return dict(zip(addresses, answers, strict=True))


def _moved(address: str, at: tuple[Place, ...]) -> str | None:
    return next((m for place in at if (m := place.moved(address)) is not None), None)


def _asked(address: str, at: tuple[Place, ...]) -> Answer:
    """Ask one address, following redirections as far as the server stands for them."""
    place = _moved(address, at)
    for _ in range(REDIRECTS + 1):
        if place is None:
            return Answer(False, "no server stands for it")
        try:
            status, location = _status(place)
        except (OSError, http.client.HTTPException, ValueError) as error:
            told = "no answer in time" if isinstance(error, TimeoutError) else _reason(error)
            return Answer(False, told)
        if status not in _REDIRECTING or not location:
            return Answer(200 <= status < 400, f"status {status}")
        place = _moved(urljoin(place, location), at)
    return Answer(False, f"more than {REDIRECTS} redirections")


def _status(address: str) -> tuple[int, str]:
    """Ask by HEAD, or by GET where HEAD is not known; the body is not read."""
    status, location = _request("HEAD", address)
    return _request("GET", address) if status in _NO_HEAD else (status, location)


def _request(method: str, address: str) -> tuple[int, str]:
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, headers={"User-Agent": "coesa rehearse"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or ""
    finally:
        connection.close()


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
