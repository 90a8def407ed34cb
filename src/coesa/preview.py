"""A web server on loopback for looking at a built folder: it negotiates as the site's rules do."""

import glob
import http.server
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlsplit

from coesa.iris import DEF
from coesa.media_types import MEDIA_TYPES
from coesa.site.addresses import HOME, SHARED
from coesa.site.servers import FORMS, TEXTS

LOOPBACK = "127.0.0.1"
SITE = "site/"


def server(
    folder: Path, port: int, languages: Sequence[str], base: str
) -> http.server.ThreadingHTTPServer:
    """Serve a folder on loopback; port 0 takes one that is free.

    Paths of permanent addresses, those of `base` and of what is shared, lead into its site.

    Raises:
        OSError: the port is taken.
    """
    held = {DEF: SITE + SHARED, base: SITE}
    paths = {urlsplit(iri).path: f"/{where}" for iri, where in held.items()}
    handler = partial(
        _Handler, directory=os.fspath(folder), languages=tuple(languages), paths=paths
    )
    return http.server.ThreadingHTTPServer((LOOPBACK, port), handler)


_TYPES = {
    "": "application/octet-stream",
    **{
        f".{ending}": f"{media}; charset=utf-8" if ending in TEXTS else media
        for ending, media in MEDIA_TYPES.items()
    },
}


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(
        self,
        *given: object,
        languages: tuple[str, ...],
        paths: Mapping[str, str],
        directory: str,
    ) -> None:
        self.languages = languages
        self.paths = paths
        self.extensions_map = _TYPES
        super().__init__(*given, directory=directory)  # type: ignore[arg-type]

    def send_head(self):  # type: ignore[no-untyped-def]
        """Answer with the file that is asked for, or send to the one that suits best."""
        for beginning, where in self.paths.items():
            if beginning != "/" and self.path.startswith(beginning):
                self.path = where + self.path.removeprefix(beginning)
                break
        asked = Path(self.translate_path(self.path))
        if asked.is_file():
            return super().send_head()
        stem = f"{asked}/{HOME}" if asked.is_dir() else str(asked)
        found = [form for form in _forms(self.languages) if Path(f"{stem}.{form}").is_file()]
        if not found and (apart := _apart(asked)):
            found, stem = _forms(self.languages), apart
        if not found:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        languages = self.headers.get("Accept-Language", "")
        form = chosen(found, self.headers.get("Accept", "*/*"), languages)
        if form is None:
            self.send_error(HTTPStatus.NOT_ACCEPTABLE)
            return None
        target = Path(f"{stem}.{form}").relative_to(self.directory).as_posix()
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", f"/{quote(target)}")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def end_headers(self) -> None:
        self.send_header("Vary", "Accept, Accept-Language")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""


def _apart(asked: Path) -> str | None:
    """Find the page of a node whose file has another name, for the sake of capitals."""
    found = sorted(asked.parent.glob(f"{glob.escape(asked.name)}~*.ttl"))
    return str(found[0]).removesuffix(".ttl") if found else None


def _forms(languages: Sequence[str]) -> list[str]:
    pages = [f"{tag}.html" for tag in languages]
    return [*pages, *(form for form in FORMS if form != "html")]


def chosen(forms: Sequence[str], accept: str, languages: str) -> str | None:
    """Choose the form of a page that suits best (RFC 9110, sections 12.5.1 and 12.5.4).

    >>> forms = ("it.html", "en.html", "ttl", "jsonld")
    >>> chosen(forms, "text/turtle;q=0.3, application/ld+json;q=0.9", "")
    'jsonld'
    >>> chosen(forms, "*/*", "en, it;q=0.5"), chosen(forms, "text/html", "pt")
    ('en.html', 'it.html')
    >>> chosen(forms, "image/png", "") is None
    True
    """
    types, tags = dict(_weighed(accept)), dict(_weighed(languages))
    best: tuple[float, str | None] = (0, None)
    for form in forms:
        tag, _, ending = form.rpartition(".")
        media_type = MEDIA_TYPES[ending]
        quality = types.get(media_type, types.get(f"{media_type.partition('/')[0]}/*"))
        quality = types.get("*/*", 0) if quality is None else quality
        spoken = tags.get(tag, tags.get("*", 0.001)) if tag and tags else 1
        weight = quality * float(FORMS[ending]) * spoken
        if weight > best[0]:
            best = (weight, form)
    return best[1]


def _weighed(header: str) -> Iterator[tuple[str, float]]:
    """Read what a header accepts, with its quality values; what is no number counts as none."""
    for part in header.split(","):
        name, *parameters = (p.strip().casefold() for p in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                digits = parameter[2:]
                quality = float(digits) if digits.replace(".", "", 1).isdecimal() else 0.0
        if name:
            yield name.partition("-")[0] if "/" not in name else name, quality
