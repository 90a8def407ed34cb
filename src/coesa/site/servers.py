"""Rules by which a web server leads from an IRI to the form that is asked for.

Made from the publication: its languages, the addresses that are not the path of their IRI, and the
address of the site if the descriptor gives it. A node is not a file: whoever asks for it is sent to
a page or to data about it with 303 (Cool URIs for the Semantic Web, section 4).
"""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from coesa.iris import DEF
from coesa.media_types import MEDIA_TYPES
from coesa.site.addresses import HOME, PAGES, SHARED, page
from coesa.site.model import Site

FOLDER = "servers/"
W3ID = "https://w3id.org/"
FORMS = {"html": "1.0", "ttl": "0.7", "jsonld": "0.6", "csv": "0.5"}
"""What a node is served as, by ending, and how much it is preferred if all are welcome."""

TEXTS = ("html", "ttl", "jsonld", "csv", "css", "js", "json", "nt", "txt")
"""Endings of files in UTF-8 that do not say so themselves."""


def server_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Write the rules for Apache, nginx and w3id.org, by path in the site."""
    yield ".htaccess", _text(_apache(site))
    yield f"{FOLDER}nginx.conf", _text(_nginx(site))
    if (rules := list(_w3id(site))) and site.address:
        yield f"{FOLDER}w3id.htaccess", _text(rules)


def _text(lines: Sequence[str] | Iterator[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _apart(site: Site) -> list[tuple[str, str]]:
    """List the paths of IRIs whose page has another name, for the sake of capitals or Windows."""
    return [(path, address) for path, address in site.addresses.apart.items() if "~" in address]


def _tags(site: Site) -> list[str]:
    return [language.tag for language in site.publication.spoken]


def _path(site: Site) -> str:
    """Give the path of the site on its server, with a slash at its end."""
    return urlsplit(site.address).path if site.address else "/"


def _ending(site: Site) -> str:
    """Match the endings of what a node is served as."""
    forms = "|".join(form for form in FORMS if form != "html")
    return rf"((?:{'|'.join(_tags(site))})\.html|{forms})"


def _apache(site: Site) -> Iterator[str]:
    """Let mod_negotiation choose the file, quality values included, and send readers there.

    In a folder's rules mod_rewrite comes after the choice: REQUEST_FILENAME is the file chosen,
    THE_REQUEST what was asked for.
    """
    tags = _tags(site)
    yield "# Apache 2.4 with mod_negotiation, mod_mime, mod_dir, mod_rewrite and mod_headers."
    yield "Options -Indexes +MultiViews"
    yield f"DirectoryIndex {HOME}"
    yield "DirectorySlash Off"
    for ending, media_type in MEDIA_TYPES.items():
        quality = f";qs={FORMS[ending]}" if ending in FORMS else ""
        yield f"AddType {media_type}{quality} .{ending}"
    yield "AddCharset utf-8 " + " ".join(f".{ending}" for ending in TEXTS)
    yield from (f"AddLanguage {tag} .{tag}" for tag in tags)
    yield f"LanguagePriority {' '.join(tags)}"
    yield "ForceLanguagePriority Prefer Fallback"
    if site.address:
        yield f"ErrorDocument 404 {_path(site)}{page(PAGES + 'missing', tags[0])}"
    yield 'Header edit Content-Type "; *qs=[0-9.]+" ""'
    yield 'Header always merge Vary "Accept, Accept-Language"'
    yield 'Header always set Access-Control-Allow-Origin "*"'
    yield 'Header always set X-Content-Type-Options "nosniff"'
    yield "RewriteEngine On"
    yield from (f"RewriteRule ^{_escaped(p)}$ {address} [L]" for p, address in _apart(site))
    yield "RewriteCond %{REQUEST_FILENAME} -d"
    yield f"RewriteRule ^(.+[^/])$ $1/{HOME} [L]"
    yield (
        r"RewriteCond %{REQUEST_FILENAME}>%{THE_REQUEST} "
        rf"/([^/>~]+)((?:~[0-9a-f]*)?(?:/{HOME})?)\.{_ending(site)}>[A-Z]+\ ([^\ ?]*/)\1[\ ?]"
    )
    yield "RewriteRule ^ %4%1%2.%3 [R=303,NE,L]"


def _nginx(site: Site) -> Iterator[str]:
    """Choose by the first type named that there is; nginx does not weigh quality values."""
    path, first, *others = _path(site), *_tags(site)
    yield "# nginx: include it in a server block whose root holds the site at this path."
    yield "# Of the types that are accepted the first counts; quality values are not weighed."
    yield 'set $coesa_form "html";'
    for form in FORMS:
        if form != "html":
            media_type = MEDIA_TYPES[form].replace("+", "[+]")
            pattern = rf"^(?:(?!text/html|\*/\*)[^,]*,)*\s*{media_type}\s*(?:;|,|$)"
            yield f'if ($http_accept ~* "{pattern}") {{ set $coesa_form "{form}"; }}'
    yield f'set $coesa_language "{first}";'
    for tag in others:
        pattern = rf"^(?:(?!{first}\b)[^,]*,)*\s*{tag}\b"
        yield f'if ($http_accept_language ~* "{pattern}") {{ set $coesa_language "{tag}"; }}'
    yield 'if ($coesa_form = "html") { set $coesa_form "$coesa_language.html"; }'
    yield f"location {path} {{"
    yield "    types {"
    yield from (f"        {media} {ending};" for ending, media in MEDIA_TYPES.items())
    yield "    }"
    yield "    charset utf-8;"
    types = sorted({MEDIA_TYPES[ending] for ending in TEXTS} - {"text/html"})
    yield f"    charset_types {' '.join(types)};"
    yield from (f"    {header}" for header in _NGINX_HEADERS)
    if site.address:
        yield f"    error_page 404 {path}{page(PAGES + 'missing', first)};"
    yield from (f"    rewrite ^{path}{_escaped(p)}$ {path}{a} last;" for p, a in _apart(site))
    yield "    try_files $uri @coesa;"
    yield "}"
    yield "location @coesa {"
    yield from (f"    {header}" for header in _NGINX_HEADERS)
    # What is sent to names a file that is there: nothing of the request gets into a header.
    yield "    if (-f $request_filename.$coesa_form) { return 303 $uri.$coesa_form; }"
    yield (
        f"    if (-f $request_filename/{HOME}.$coesa_form) "
        f"{{ return 303 $uri/{HOME}.$coesa_form; }}"
    )
    yield (
        f'    if (-f "${{request_filename}}{HOME}.$coesa_form") '
        f"{{ return 303 ${{uri}}{HOME}.$coesa_form; }}"
    )
    yield f"    if (-f $request_filename.{first}.html) {{ return 406; }}"
    yield "    return 404;"
    yield "}"


_NGINX_HEADERS = (
    'add_header Vary "Accept, Accept-Language" always;',
    'add_header Access-Control-Allow-Origin "*" always;',
    'add_header X-Content-Type-Options "nosniff" always;',
)


def _w3id(site: Site) -> Iterator[str]:
    """Send IRIs under w3id.org on to the site, for its folder in perma-id/w3id.org."""
    folders: dict[str, list[str]] = {}
    for iri, where in ((site.publication.base, ""), (DEF, SHARED)):
        if iri.startswith(W3ID):
            folder, _, rest = iri.removeprefix(W3ID).partition("/")
            folders.setdefault(folder, []).append(
                f"RewriteRule ^{_escaped(rest)}(.*)$ {site.address}{where}$1 [R=303,NE,L]"
            )
    for folder, rules in folders.items():
        yield f"# w3id.org: the file .htaccess of its folder {folder}/"
        yield "Header always set Access-Control-Allow-Origin *"
        yield "RewriteEngine on"
        yield from rules


def _escaped(path: str) -> str:
    """Write a path as a pattern: of the signs of a notation, only the full stop is special."""
    return path.replace(".", r"\.")
