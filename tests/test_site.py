"""The web site as it was built: every page of it, without a browser."""

import csv
import functools
import io
import json
import posixpath
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest

from coesa.site.addresses import addresses
from tests.conftest import ROOT, part

VOID = {"meta", "link", "img", "input", "br", "source", "hr", "area", "base", "col", "embed"}
RAW = ("script", "style")
"""Elements whose content is no HTML."""

AWAY = ("https://", "http://", "mailto:")

_TAG = re.compile(
    r"<!doctype html>|<!--.*?-->|[^<]+"
    r'|<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z0-9:-]+(?:="[^"]*")?)*)\s*(/?)>',
    re.DOTALL,
)
"""All that a page of ours is made of: tags whose attributes stand in quotes, and text."""

_ATTRIBUTE = re.compile(r'\s([a-zA-Z0-9:-]+)(?:="([^"]*)")?')


class Page:
    """What the tests look for in a page."""

    def __init__(self, text: str) -> None:
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.open: list[str] = []
        self.names: dict[str, str] = {}
        self.text: list[str] = []
        self.inline: list[str] = []
        self._read(text)

    def _read(self, text: str) -> None:
        """Read a page a tag at a time: ten times as fast as html.parser, and as strict as can be.

        `test_pages_are_read_as_the_library_reads_them` holds it against html.parser.
        """
        at = 0
        while at < len(text):
            found = _TAG.match(text, at)
            assert found, text[at : at + 80]
            at = found.end()
            closing, tag, attributes, closed = found.groups()
            if tag is None:
                if found[0][0] != "<":
                    self.take_text(unescape(found[0]))
            elif closing:
                self.take_end(tag.lower())
            else:
                self.take_start(tag.lower(), _given(attributes))
                if closed:
                    self.take_end(tag.lower())
                elif tag in RAW:
                    ended = text.index(f"</{tag}>", at)
                    if ended > at:
                        self.take_text(text[at:ended])
                    at = ended

    def take_start(self, tag: str, given: dict[str, str]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag in ("a", "link") and "href" in given:
            (self.links if tag == "a" else self.loaded).append(given["href"])
        self.loaded += [given[n] for n in ("src", "srcset") if n in given]
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag == "meta" and "name" in given:
            self.names[given["name"]] = given.get("content", "")
        if "style" in given or any(name.startswith("on") for name in given):
            self.inline.append(tag)
        if tag == "script" and "src" not in given and given.get("type") != "application/ld+json":
            self.inline.append(tag)

    def take_end(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def take_text(self, data: str) -> None:
        if self.open and self.open[-1] == "title":
            self.names.setdefault("title", data)
        self.text.append(data)


@functools.cache
def _given(attributes: str) -> dict[str, str]:
    """Read the attributes of a tag; most are those of the tags of other pages."""
    return {name.lower(): unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}


class _Library(HTMLParser):
    """Reads a page by the standard library, into the same lists."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.page = Page("")
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.take_start(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        self.page.take_end(tag)

    def handle_data(self, data: str) -> None:
        self.page.take_text(data)


@pytest.fixture(scope="module")
def site(dist: Path) -> Path:
    return dist / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    """Every page, by its path in the site."""
    found = sorted(site.rglob("*.html"))
    return {p.relative_to(site).as_posix(): Page(p.read_text("utf-8")) for p in found}


@pytest.mark.in_part
def test_pages_are_read_as_the_library_reads_them(site: Path, pages: dict[str, Page]) -> None:
    """Of every folder and every page that is one of its kind, the first."""
    firsts = {
        name if name.startswith("pages/") else posixpath.dirname(name): name for name in pages
    }
    for name in part(firsts.values(), 3):
        theirs = _Library((site / name).read_text("utf-8")).page
        assert vars(pages[name]) == vars(theirs), name
    assert len(firsts) > 100


def targets(name: str, page: Page) -> Iterator[str]:
    """List the files that a page leads to or loads, as paths in the site."""
    for link in (*page.links, *page.loaded):
        if not link.startswith(AWAY):
            path = unquote(urlsplit(link).path)
            yield (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
            )


def test_no_link_is_broken(site: Path, dist: Path, pages: dict[str, Page]) -> None:
    zips = {f"../{path.name}" for path in dist.glob("*.zip")}
    there = zips | {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    broken = {
        (name, target)
        for name, page in pages.items()
        for target in targets(name, page)
        if target not in there and not (site / target).is_file()
    }

    assert sorted(broken)[:10] == []
    assert len(pages) > 2000


def test_nothing_is_loaded_from_elsewhere(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert not [link for link in page.loaded if link.startswith(AWAY)], name
        assert page.inline == [], name


def test_every_page_has_its_title_and_description(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        if name != "index.html":
            assert page.names["title"].strip(), name
            assert page.names["description"].strip(), name
            assert page.open == [], name
            assert len(page.ids) == len(set(page.ids)), name


def test_every_page_is_there_in_both_languages(pages: dict[str, Page]) -> None:
    italian = {name.removesuffix(".it.html") for name in pages if name.endswith(".it.html")}
    english = {name.removesuffix(".en.html") for name in pages if name.endswith(".en.html")}

    assert italian == english


def test_every_node_has_its_page_turtle_and_json_ld(site: Path, dist: Path) -> None:
    triples = ox.parse((dist / "rdf" / "all.nt").read_bytes(), ox.RdfFormat.N_TRIPLES)
    subjects = {quad.subject.value for quad in triples if isinstance(quad.subject, ox.NamedNode)}
    base = json.loads((ROOT / "datapackage" / "datapackage.json").read_text())["coesa"]["base"]
    ours = {iri for iri in subjects if iri.startswith((base, "https://w3id.org/coesa/def/"))}
    found = addresses(base, sorted(ours)).of

    assert found.keys() == ours
    for iri, address in found.items():
        for ending in ("it.html", "en.html", "ttl", "jsonld"):
            assert (site / f"{address}.{ending}").is_file(), (iri, ending)


def test_the_formats_of_a_node_state_the_same(site: Path, dist: Path) -> None:
    path = "obs/financial-amounts/2014IT05SFOP007/cumulative-2022-12-31/II/paid"
    store = ox.Store()
    store.bulk_load(path=dist / "rdf" / "all.nt", format=ox.RdfFormat.N_TRIPLES)
    turtle, json_ld = (
        {q.triple for q in ox.parse(path=site / f"{path}.{ending}", format=form)}
        for ending, form in (("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD))
    )
    subject = next(iter(turtle)).subject

    assert turtle == json_ld == {q.triple for q in store.quads_for_pattern(subject, None, None)}


def test_addresses_differ_where_capitals_do_not_count(site: Path) -> None:
    names = [p.relative_to(site).as_posix().casefold() for p in site.rglob("*")]

    assert len(names) == len(set(names))


def test_headings_go_down_step_by_step(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        if name == "index.html" or "-plain." in name:
            continue
        assert page.headings[:1] == ["h1"], name
        steps = [int(h[1]) for h in page.headings]
        assert all(b - a <= 1 for a, b in pairwise(steps)), (name, steps)


def test_values_are_written_as_the_language_does(pages: dict[str, Page]) -> None:
    path = "obs/financial-amounts/2014IT05SFOP007/cumulative-2022-12-31/II/paid"

    assert "297.276.053,64 €" in " ".join(pages[f"{path}.it.html"].text)
    assert "€297,276,053.64" in " ".join(pages[f"{path}.en.html"].text)


def test_no_page_shows_the_inside_of_the_program(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert "built-in method" not in " ".join(page.text), name


def test_nodes_without_a_label_are_named_as_a_reader_would(pages: dict[str, Page]) -> None:
    named = {
        "act/dgr-6517-2022": "«DGR n. 6517 del 13/06/2022» a pagina 3",
        "errata/E22": "E22: «326,4 Mln €»",
        "statement/S02": "S02: Tutta la dotazione è programmata.",
        "initiative-status/nidi-gratis/7/ongoing": (
            "Nidi Gratis · pagina 7 · in corso: «iniziative in corso di realizzazione»"
        ),
        "erratum-place/E26/1": "E26: «1702» · 1 · pagina 7",
        "erratum-place/E26/2": "E26: «1702» · 2: «1.240» a pagina 10",
        "territory-match/ITC4/wikidata": "Lombardia · Wikidata",
        "figure/raa-2022/p12-009": "«60,13%» a pagina 12",
    }
    for address, name in named.items():
        assert any(text.strip() == name for text in pages[f"{address}.it.html"].text), address


def test_a_figure_has_its_value_with_its_unit(pages: dict[str, Page]) -> None:
    assert "60,13 %" in pages["figure/raa-2022/p12-009.it.html"].text
    assert "60.13%" in pages["figure/raa-2022/p12-009.en.html"].text


def test_an_answer_has_its_amounts_in_their_unit(pages: dict[str, Page]) -> None:
    for name in ("index", "pages/query"):
        assert "254.774.002,77 €" in pages[f"{name}.it.html"].text
        assert "€254,774,002.77" in pages[f"{name}.en.html"].text


def test_no_heading_is_a_code(pages: dict[str, Page]) -> None:
    codes = re.compile("[a-z0-9]+(-[a-z0-9]+)+")
    for name, page in pages.items():
        title = page.names.get("title", "").partition(" · ")[0]
        assert name.startswith("checksum/") or not codes.fullmatch(title), (name, title)


def test_a_download_of_triples_says_what_it_is(site: Path) -> None:
    for name in ("download/latest/participants", "pages/charts/targets-and-values"):
        turtle = (site / f"{name}.ttl").read_text()
        assert "\n<> dct:" in turtle or "\n<> a " in turtle, name
        for word in ("dct:license", "dct:source", "dct:bibliographicCitation", "dct:title"):
            assert word in turtle, (name, word)
        read = list(ox.parse(turtle, ox.RdfFormat.TURTLE, base_iri="https://example.org/here"))
        own = [q for q in read if q.subject == ox.NamedNode("https://example.org/here")]
        said = {q.subject for q in read if str(q.predicate).endswith("#comment>")}
        observed = {q.subject for q in read if str(q.predicate).endswith("#obsValue>")}
        assert own
        assert said == observed
        document = json.loads((site / f"{name}.jsonld").read_text())
        assert document["@graph"][0]["@id"] == ""
        assert len(document["@graph"]) == len(observed) + 1


def test_every_figure_has_light_frames_that_lead_back(site: Path, pages: dict[str, Page]) -> None:
    observations = [n for n in pages if n.startswith("obs/")]
    for name in observations:
        address, tag, _ = name.rsplit(".", 2)
        for kind in ("embed", "plain"):
            frame = f"pages/embed/{address}-{kind}.{tag}.html"
            leads = {
                posixpath.normpath(posixpath.join(posixpath.dirname(frame), link))
                for link in pages[frame].links
            }
            assert leads == {name}, frame
            assert (site / frame).stat().st_size < 10_000


PAID = "obs/financial-amounts/2014IT05SFOP007/cumulative-2022-12-31/II/paid"
SENTENCES = {
    f"{PAID}.it.html": (
        "Al 31 dicembre 2022 risultano pagati 297.276.053,64 euro sull'Asse II, "
        "il 91,86 % dell'impegnato."
    ),
    f"{PAID}.en.html": (
        "At 31 December 2022, €297,276,053.64 had been paid to beneficiaries on axis II, "
        "91.86% of commitments."
    ),
    "obs/financial-ratios/2014IT05SFOP007/cumulative-2022-12-31/II/programmed-of-allocation"
    ".it.html": "Al 31 dicembre 2022 il programmato sull'Asse II è l'86,13 % della dotazione.",
    "obs/participants/2014IT05SFOP007/cumulative-2022-12-31/II/participants/F/_T.it.html": (
        "Al 31 dicembre 2022 le donne tra i destinatari sull'Asse II sono 71.047, "
        "il 43 % di questi destinatari."
    ),
    "obs/indicator-values/2014IT05SFOP007/cumulative-2022-12-31/I/_U/below-25.en.html": (
        "At 31 December 2022, the indicator “below 25 years of age” on axis I stands at "
        "4,334 persons, against a target of 1,702 persons (target for 2023). "
        "The document does not state: investment priority."
    ),
    "obs/initiative-amounts/2014IT05SFOP007/flow-2022/formazione-continua-vi/initial-budget"
    ".it.html": (
        "Nel corso del 2022 la dotazione iniziale per «voucher aziendali a catalogo "
        "per interventi di formazione continua 2022» è di 9.000.000 euro."
    ),
}


@pytest.mark.parametrize("path", SENTENCES)
def test_the_sentence_to_quote_says_the_observation(pages: dict[str, Page], path: str) -> None:
    told = " ".join(" ".join(pages[path].text).replace("\u00a0", " ").split())

    assert SENTENCES[path] in told


def test_a_figure_quotes_the_observation_that_it_states(pages: dict[str, Page], site: Path) -> None:
    turtle = (site / f"{PAID}.ttl").read_text()
    figure = turtle.partition("prov:wasDerivedFrom ")[2].split()[0].rpartition("/")[2].strip("<>;")
    figure = figure.rpartition("\\/")[2] or figure

    told = " ".join(pages[f"figure/raa-2022/{figure}.it.html"].text)
    assert "risultano pagati 297.276.053,64 euro" in told


def test_every_sentence_is_filled_and_said_in_its_language(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        if name.startswith("obs/") and name.endswith((".it.html", ".en.html")):
            description = page.names["description"]
            assert "{" not in description, name
            assert description.endswith("."), name
            assert description[0].isupper() or description[0] == "€", name


def test_properties_are_named_in_words(pages: dict[str, Page]) -> None:
    named = re.compile(
        r"(?:skos|dct|qb|prov|dcat|owl|rdfs|dqv|adms|spdx|schema|void|eli|stat):[a-z]"
    )
    raw = {
        (name, text)
        for name, page in pages.items()
        if not name.startswith(("def/", "pages/query", "index"))
        for text in page.text
        if named.match(text) and " " not in text
    }

    assert sorted(raw)[:10] == []


@pytest.mark.parametrize(
    ("path", "one", "many"),
    [
        ("figure/raa-2022/p12-009.it.html", "unità di misura", "Unità di misura"),
        ("figure/raa-2022/p12-009.it.html", "precisazione del valore", "Precisazioni del valore"),
        ("event/conclusione-seav.it.html", "certezza", "Gradi di certezza"),
        ("event/conclusione-seav.en.html", "certainty", "Degrees of certainty"),
    ],
)
def test_a_property_has_no_plural_name_of_its_list(
    pages: dict[str, Page], path: str, one: str, many: str
) -> None:
    told = {text.strip() for text in pages[path].text}

    assert one in told
    assert many not in told


def test_the_heading_of_an_observation_says_what_is_known(pages: dict[str, Page]) -> None:
    bare = re.compile(r"Non (indicat|applicabil)|Nessuna iniziativa|(^|, )Totale")
    told = {name: page.names["title"] for name, page in pages.items()}
    titles = {n: t for n, t in told.items() if n.startswith("obs/") and n.endswith(".it.html")}

    assert any("sesso: Totale" in title for title in titles.values())
    assert not [name for name, title in titles.items() if bare.search(title.partition(": ")[2])]


def test_what_others_coined_is_named_in_words(pages: dict[str, Page]) -> None:
    told = {text.strip() for text in pages["dataset/por-fse-lombardia-raa-2022/index.it.html"].text}

    assert {"italiano", "inglese", "regioni e città", "annuale"} <= told
    assert "Lombardia (data.europa.eu)" in told
    assert not [text for text in told if text.startswith("publications.europa.eu")]


def test_a_figure_is_told_from_others_that_an_erratum_names(pages: dict[str, Page]) -> None:
    """E06 is about the 95 % of an allocation that is not printed; the payments are beside it."""
    at = "2014IT05SFOP007/cumulative-2022-12-31/_T/"
    about = [
        t.strip()
        for t in pages[f"obs/financial-ratios/{at}certified-of-eu-allocation.en.html"].text
    ]
    named = [t.strip() for t in pages[f"obs/financial-amounts/{at}certified.en.html"].text]

    told = "The percentage is of the “EU allocation”, which the document does not print."
    assert f"Erratum E06: {told}" in about
    assert "What does not hold" in about and "Errata that name this figure" not in about
    assert any(text.startswith("The figure is also named in errata") for text in named)
    assert "Errata that name this figure" in named and "What does not hold" not in named


def test_a_figure_that_a_note_names_is_a_link(pages: dict[str, Page]) -> None:
    notes = pages["figure/raa-2022/p13-005.it.html"]

    assert "p09-047.it.html" in notes.links
    assert not [
        text
        for text in notes.text
        if re.search(r"p\d\d-\d{3}", text) and "/" not in text and len(text.strip()) > 7
    ]


def test_what_all_rows_have_in_common_is_told_once(pages: dict[str, Page]) -> None:
    page = pages["indicator/gaining-qualification-rate.it.html"]
    told = " ".join(" ".join(page.text).split())

    assert "periodo di riferimento: dall'inizio del programma al 31 dicembre 2022 ·" in told
    assert "periodo di riferimento: valore obiettivo al 2023 ·" in told
    assert "programma: POR FSE" not in told


def test_every_thing_is_in_the_lists(pages: dict[str, Page]) -> None:
    with (ROOT / "datapackage/data/statement.csv").open() as stream:
        statements = [row["statement"] for row in csv.DictReader(stream)]
    links = pages["pages/lists.en.html"].links

    assert [n for n in links if n.startswith("../statement/")] == [
        f"../statement/{name}.en.html" for name in statements
    ]
    assert "../errata/E47.en.html" in links and "../act/dgr-6280-2022.en.html" in links
    # From its page too, above and below.
    assert pages["act/dgr-6280-2022.en.html"].links.count("../pages/lists.en.html") == 2


def test_the_page_of_an_axis_tells_its_errata(pages: dict[str, Page]) -> None:
    data = (path.read_text() for path in (ROOT / "datapackage/data").glob("*.csv"))
    rows = (row for text in data for row in csv.DictReader(io.StringIO(text)))
    claims = [row for row in rows if row.get("axis") and row.get("figure")]
    axes = {row["figure"]: row["axis"] for row in claims}
    with (ROOT / "datapackage/data/errata.csv").open() as stream:
        told = {
            (axes[e["figure"]], e["erratum"]) for e in csv.DictReader(stream) if e["figure"] in axes
        }

    assert {"I", "II", "III"} <= {axis for axis, _ in told}
    for axis, erratum in told - {("_T", e) for _, e in told}:
        assert f"../errata/{erratum}.it.html" in pages[f"axis/{axis}.it.html"].links


def test_what_is_stated_of_a_node_is_in_the_order_of_its_table(pages: dict[str, Page]) -> None:
    told = [text.strip() for text in pages["errata/E01.it.html"].text if text.strip()]
    begun = told.index("tipo di errata")
    names = ["identità", "come è stampato", "ricalcolato o corretto", "differenza", "giudizio"]

    assert [text for text in told[begun:] if text in (*names, "codice")] == [*names, "codice"]
    assert told[told.index("identità") + 1] == "La somma degli importi degli Assi è pari al totale"
    assert told[told.index("differenza") + 1] == "0,01 €"
    assert "€0.01" in [text.strip() for text in pages["errata/E01.en.html"].text]


def test_what_leads_to_a_node_says_as_what(pages: dict[str, Page]) -> None:
    for tag, name in (("it", "come «ricavato da»"), ("en", "as “derived from”")):
        assert name in [text.strip() for text in pages[f"doc/raa-2022.{tag}.html"].text]
