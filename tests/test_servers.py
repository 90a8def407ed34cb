"""The rules for web servers, in the servers themselves: Apache and nginx, run by nobody."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from coesa.build import stages
from coesa.model import Validation
from coesa.preview import server
from coesa.write import write
from tests.conftest import ROOT, part
from tests.opened import open_tables, read_publication

MINIMAL = ROOT / "tests" / "examples" / "minimal"
BASE, HELD = "https://example.org/programme/", "https://w3id.org/coesa/example/"
ADDRESS = "https://data.example.org/programme/"
BELOW = "/programme/"
FORMS = {
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "text/html": "it.html",
}
APACHE, NGINX = shutil.which("apache2"), shutil.which("nginx")
MODULES = Path("/usr/lib/apache2/modules")

Ask = tuple[str, int]


@pytest.fixture(scope="module")
def www() -> Iterator[Path]:
    """A folder that anybody may read, with the site of a publication at the path of its address."""
    with TemporaryDirectory(prefix="coesa-www-") as name:
        root = Path(name)
        folder = Path(shutil.copytree(MINIMAL, root / "publication"))
        shutil.rmtree(folder / "dist", ignore_errors=True)
        descriptor = folder / "datapackage.json"
        held = json.loads(descriptor.read_text().replace(BASE, HELD))
        held["coesa"]["site"] = {"address": ADDRESS}
        descriptor.write_text(json.dumps(held))
        with open_tables(read_publication(folder)) as tables:
            made = stages(tables, Validation({}), frozenset({"office", "facts", "bundle"}))
            write(made, root / "dist")
        shutil.copytree(root / "dist" / "site", root / "www" / BELOW.strip("/"))
        for path in (root, *root.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o644)
        yield root


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int) -> Iterator[Ask]:
    """Run a server as nobody in particular until the test ends."""
    other = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    with subprocess.Popen(command, stderr=subprocess.PIPE, **other) as process:  # type: ignore[call-overload]
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert process.poll() is None, process.stderr.read().decode()
                time.sleep(0.05)
            yield "127.0.0.1", port
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def apache(www: Path) -> Iterator[Ask]:
    if APACHE is None:
        pytest.skip("Apache is not installed (Debian: apache2)")
    port = free_port()
    names = ("mpm_event", "authz_core", "mime", "dir", "negotiation", "rewrite", "headers")
    loaded = [f"LoadModule {n}_module {MODULES}/mod_{n}.so" for n in names]
    w3id = www / "w3id" / "coesa"
    w3id.mkdir(parents=True, exist_ok=True)
    shutil.copy(www / "www" / "programme" / "servers" / "w3id.htaccess", w3id / ".htaccess")
    (w3id / ".htaccess").chmod(0o644)
    lines = [
        f"ServerRoot {www}",
        "ServerName localhost",
        f"Listen 127.0.0.1:{port}",
        f"PidFile {www}/apache.pid",
        "Mutex posixsem",
        *loaded,
        "TypesConfig /dev/null",
        f"ErrorLog {www}/apache.log",
        f"DocumentRoot {www}/www",
        f'Alias "/coesa" "{w3id}"',
        f"<Directory {www}>",
        "AllowOverride All",
        "Require all granted",
        "</Directory>",
    ]
    lines.insert(6, f"LoadModule alias_module {MODULES}/mod_alias.so")
    (www / "apache.conf").write_text("\n".join(lines) + "\n")
    with running([APACHE, "-DFOREGROUND", "-f", str(www / "apache.conf")], port) as at:
        yield at


@pytest.fixture(scope="module")
def nginx(www: Path) -> Iterator[Ask]:
    if NGINX is None:
        pytest.skip("nginx is not installed (Debian: nginx-light)")
    port = free_port()
    folders = "".join(
        f"{name}_temp_path {www}/nginx-{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (www / "nginx.conf").write_text(
        f"daemon off;\npid {www}/nginx.pid;\nerror_log {www}/nginx.log;\n"
        f"events {{}}\nhttp {{\n{folders}access_log off;\nserver {{\n"
        f"listen 127.0.0.1:{port};\nroot {www}/www;\n"
        f"include {www}/www/programme/servers/nginx.conf;\n}}\n}}\n"
    )
    with running([NGINX, "-c", str(www / "nginx.conf"), "-e", f"{www}/nginx.log"], port) as at:
        yield at


@pytest.fixture(scope="module")
def preview(www: Path) -> Iterator[Ask]:
    import threading

    held = server(www / "www", 0, ("it", "en"), HELD)
    thread = threading.Thread(target=held.serve_forever, args=(0.01,))
    thread.start()
    yield "127.0.0.1", held.server_address[1]
    held.shutdown()
    held.server_close()
    thread.join()


def asked(at: Ask, path: str, accept: str = "*/*", languages: str = "") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(*at, timeout=10)
    headers = {"Accept": accept} | ({"Accept-Language": languages} if languages else {})
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def led(
    at: Ask, path: str, accept: str, languages: str = ""
) -> tuple[str, http.client.HTTPResponse]:
    """Follow one redirection with 303; give the path that was led to, and its answer."""
    first = asked(at, path, accept, languages)
    assert first.status == 303, (path, accept, first.status)
    vary = first.getheader("Vary", "").casefold()
    assert "accept" in vary
    location = first.getheader("Location", "")
    target = "/" + location.split("/", 3)[3] if "://" in location else location
    return target.removeprefix(BELOW), asked(at, target, accept, languages)


def nodes(www: Path) -> dict[str, str]:
    """The path of an IRI of each kind, with the address of its page."""
    site = www / "www" / "programme"
    found: dict[tuple[str, bool, bool], tuple[str, str]] = {}
    for file in sorted(site.rglob("*.jsonld")):
        address = file.relative_to(site).as_posix().removesuffix(".jsonld")
        if address.startswith("download/"):
            continue
        path = address.removesuffix("/index").partition("~")[0]
        kind = "/".join(path.split("/")[: 2 if path.startswith("def/") else 1])
        found.setdefault((kind, address.endswith("/index"), "~" in address), (path, address))
    return dict(found.values())


@pytest.mark.in_part
@pytest.mark.parametrize("name", ["apache", "nginx", "preview"])
def test_each_kind_of_iri_leads_to_four_representations(
    name: str, www: Path, request: pytest.FixtureRequest
) -> None:
    at = request.getfixturevalue(name)
    kinds = nodes(www)

    assert len(kinds) > 30
    for path, address in part(kinds.items(), 3):
        for accept, form in FORMS.items():
            target, answer = led(at, BELOW + path, accept, "it")
            assert (target, answer.status) == (f"{address}.{form}", 200)
            assert answer.getheader("Content-Type", "").replace(" ", "").casefold() in (
                accept,
                f"{accept};charset=utf-8",
            )
            assert "*" in answer.getheader("Access-Control-Allow-Origin", "")
        target, answer = led(at, BELOW + path, "text/html", "en, it;q=0.5")
        assert (target, answer.status) == (f"{address}.en.html", 200)


def test_the_preview_answers_paths_of_permanent_addresses(www: Path) -> None:
    import threading

    held = server(www / "dist", 0, ("it", "en"), HELD)
    thread = threading.Thread(target=held.serve_forever, args=(0.01,))
    thread.start()
    try:
        at = ("127.0.0.1", held.server_address[1])
        for asked_for, found in (
            ("/coesa/example/axis/A", "/site/axis/A"),
            ("/coesa/def/unit/EUR", "/site/def/unit/EUR"),
        ):
            answer = asked(at, asked_for, "text/turtle")
            assert (answer.status, answer.headers["Location"]) == (303, f"{found}.ttl")
    finally:
        held.shutdown()
        held.server_close()
        thread.join()


@pytest.mark.parametrize("name", ["apache", "preview"])
def test_quality_values_are_weighed(name: str, request: pytest.FixtureRequest) -> None:
    at = request.getfixturevalue(name)
    path = f"{BELOW}axis/A"

    assert led(at, path, "text/turtle;q=0.3, application/ld+json;q=0.9")[0] == "axis/A.jsonld"
    assert led(at, path, "application/ld+json;q=0.1, text/turtle")[0] == "axis/A.ttl"
    assert led(at, path, "text/html, */*;q=0.1", "it;q=0.2, en;q=0.8")[0] == "axis/A.en.html"
    assert led(at, path, "*/*")[0].endswith(".html")
    assert asked(at, path, "image/png").status == 406


def test_nginx_takes_the_first_type_that_it_knows(nginx: Ask) -> None:
    path = f"{BELOW}axis/A"

    assert led(nginx, path, "application/x-other, text/turtle, text/html")[0] == "axis/A.ttl"
    assert led(nginx, path, "text/html, text/turtle")[0] == "axis/A.en.html"
    assert led(nginx, path, "application/ld+json;q=0.9, text/turtle")[0] == "axis/A.jsonld"


@pytest.mark.parametrize("name", ["apache", "nginx", "preview"])
def test_files_are_what_they_are(name: str, request: pytest.FixtureRequest) -> None:
    at = request.getfixturevalue(name)

    for path, media_type in (
        ("assets/site.css", "text/css"),
        ("assets/query.js", "text/javascript"),
        ("axis/A.ttl", "text/turtle"),
    ):
        answer = asked(at, BELOW + path)
        assert answer.status == 200
        assert answer.getheader("Content-Type", "").startswith(media_type)
    assert asked(at, f"{BELOW}axis/nothing").status == 404
    assert asked(at, f"{BELOW}nothing/at/all", "text/html").status == 404


def test_what_is_missing_is_said_on_a_page_whose_links_hold_anywhere(
    apache: Ask, www: Path
) -> None:
    text = (www / "www" / "programme" / "pages" / "missing.en.html").read_text()

    assert 'href="/programme/assets/site.css"' in text
    assert (
        asked(apache, f"{BELOW}deep/er/nothing", "text/html")
        .getheader("Content-Type", "")
        .startswith("text/html")
    )


def test_w3id_leads_to_the_site(apache: Ask) -> None:
    for path, target in (
        ("/coesa/example/axis/A", "axis/A"),
        ("/coesa/def/statistic/paid", "def/statistic/paid"),
    ):
        answer = asked(apache, path, "text/turtle")
        assert (answer.status, answer.getheader("Location")) == (303, ADDRESS + target)


def test_the_site_map_lists_every_page_in_its_languages(www: Path) -> None:
    site = www / "www" / "programme"
    text = (site / "sitemap.xml").read_text()
    pages = {p.relative_to(site).as_posix() for p in site.rglob("*.it.html")}

    for name in pages - {"pages/missing.it.html", "pages/search.it.html"}:
        listed = not name.startswith("pages/embed/")
        assert (f"<loc>{ADDRESS}{name}</loc>" in text) is listed
    assert f"Sitemap: {ADDRESS}sitemap.xml" in (site / "robots.txt").read_text()
    page = (site / "axis" / "A.en.html").read_text()
    assert f'<link rel="canonical" href="{ADDRESS}axis/A.en.html">' in page
    assert f'hreflang="it" href="{ADDRESS}axis/A.it.html"' in page
