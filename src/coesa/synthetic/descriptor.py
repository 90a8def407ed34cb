"""Describe a synthetic publication: its descriptor says of itself that nothing in it is true."""

from collections.abc import Sequence

from coesa.rules.errata import ERRATUM_PLACE
from coesa.statements import DCAT, DCT
from coesa.synthetic.fields import (
    Json,
    broader,
    claim,
    concept_fields,
    constant,
    dimension,
    field,
    measure,
    resource,
    stating,
    titled,
    unit,
)
from coesa.synthetic.parameters import FIRST_YEAR, Shape, last_days
from coesa.synthetic.press import Bound
from coesa.synthetic.report import AMOUNT_CUBE, INDICATOR_CUBE, PERSON_CUBE, RATIO_CUBE

BASE = "https://example.org/synthetic/"
NAME = "synthetic-publication"
CREATED = "2024-01-01"
_TITLE = ("Synthetic publication: nothing in it is true", "Pubblicazione sintetica: nulla è vero")
_DESCRIPTION = (
    "Numbers that were drawn by a program, to test software with. No programme, report or amount "
    "in it exists.",
    "Numeri estratti da un programma, per provare il software. Nessun programma, relazione o "
    "importo in essa esiste.",
)
_KEYWORDS = (["synthetic data", "test data"], ["dati sintetici", "dati di prova"])
_PUBLIC = "http://publications.europa.eu/resource/authority/"
_CC_BY = "https://creativecommons.org/licenses/by/4.0/"


def descriptor(shape: Shape, documents: Sequence[Bound], language: str) -> Json:
    """Give the whole descriptor, with the digests of the documents as they were printed."""
    english, translations = titled(_TITLE, _DESCRIPTION)
    italian = translations["translations"]["it"] | {"keywords": _KEYWORDS[1]}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "id": BASE,
        **english,
        "version": "1.0.0",
        "created": f"{CREATED}T00:00:00Z",
        "keywords": _KEYWORDS[0],
        "licenses": [{"name": "CC-BY-4.0", "path": _CC_BY, "title": _LICENCE["en"]}],
        "contributors": [{"title": _BODY["name"], "roles": ["publisher"]}],
        "sources": [_source(document, shape, language) for document in documents],
        "resources": [*_cubes(), *_lists(), _ledger(documents), *_errata()],
        "coesa": {
            "base": BASE,
            "languages": ["en", "it"],
            "translations": {"it": italian},
            "catalogue": _catalogue(shape),
            "identities": list(_IDENTITIES),
        },
    }


_BODY = {"iri": f"{BASE}nobody", "name": "Nobody (synthetic data)", "identifier": "nobody"}
_LICENCE = {
    "en": "Creative Commons Attribution 4.0 International",
    "it": "Creative Commons Attribuzione 4.0 Internazionale",
}


def _both(english: str, italian: str) -> Json:
    return {"en": english, "it": italian}


def _catalogue(shape: Shape) -> Json:
    return {
        "title": _both("Catalogue of synthetic data", "Catalogo di dati sintetici"),
        "description": _both(*_DESCRIPTION),
        "publisher": _BODY,
        "rightsHolder": _BODY,
        "creator": _BODY,
        "themes": [f"{_PUBLIC}data-theme/REGI"],
        "spatial": [f"{BASE}nowhere"],
        "temporal": {"start": f"{FIRST_YEAR}-01-01", "end": last_days(shape)[-1]},
        "frequency": f"{_PUBLIC}frequency/ANNUAL",
        "accessRights": f"{_PUBLIC}access-right/PUBLIC",
        "license": {
            "iri": _CC_BY,
            "type": "http://purl.org/adms/licencetype/Attribution",
            "name": _LICENCE,
            "version": "4.0",
        },
        "legalBasis": _both("None is needed: nothing is true.", "Non occorre: nulla è vero."),
        "provenance": _both("The values were drawn by a program.", "I valori sono sorteggiati."),
        "issued": CREATED,
        "modified": CREATED,
        "accessURL": BASE,
    }


def _source(document: Bound, shape: Shape, language: str) -> Json:
    number = document.notation.rpartition("-")[2]
    english, translations = titled((f"Synthetic report {number}", f"Relazione sintetica {number}"))
    return {
        **english,
        "path": f"{BASE}{document.notation}.txt",
        "coesa": {
            "document": document.notation,
            "sha256": document.sha256,
            "pages": document.pages,
            "language": language,
            "date": last_days(shape)[-1],
            **translations,
        },
    }


def _cubes() -> list[Json]:
    statistic = dimension("statistic", ("Statistic", "Statistica"))
    sex = dimension("sex", ("Sex", "Sesso"), scheme="def:sex")
    indicator = dimension("indicator", ("Indicator", "Indicatore"))
    return [
        _cube(AMOUNT_CUBE, ("Financial amounts", "Importi finanziari"), statistic, "EUR"),
        _cube(RATIO_CUBE, ("Financial ratios", "Rapporti finanziari"), statistic, "PERCENT"),
        _cube(PERSON_CUBE, ("Participants", "Destinatari"), sex, "PERSON"),
        _cube(INDICATOR_CUBE, ("Indicators", "Indicatori"), indicator, None),
    ]


def _cube(name: str, title: tuple[str, str], last: Json, of_all: str | None) -> Json:
    """Describe a cube by programme, period, axis and one dimension more."""
    dimensions = [
        dimension("programme", ("Programme", "Programma")),
        dimension("reference_period", ("Reference period", "Periodo di riferimento")),
        dimension("axis", ("Axis", "Asse")),
        last,
    ]
    names = [d["name"] for d in dimensions]
    keys = {n: n.replace("_", "-") for n in names if n != "sex"} | {"figure": "figures"}
    return resource(
        name,
        title,
        (
            f"{title[0]}: synthetic, none of them is true.",
            f"{title[1]}: sintetici, nessuno è vero.",
        ),
        [*dimensions, measure(), *([] if of_all else [unit()]), claim()],
        keys,
        key=names,
        coesa={"role": "cube", **({"constants": [unit(of_all)]} if of_all else {})},
    )


def _lists() -> list[Json]:
    period = [
        stating("start", ("First day", "Primo giorno"), "startDate", DCAT, kind="date"),
        stating("end", ("Last day", "Ultimo giorno"), "endDate", DCAT, kind="date"),
        stating("kind", ("Kind", "Tipo"), "type", DCT, scheme="def:period-kind"),
    ]
    indicator = [
        stating("kind", ("Kind", "Tipo"), "type", DCT, scheme="def:indicator-kind"),
        stating("unit", ("Unit", "Unità"), "measuredIn", required=False, scheme="def:unit"),
    ]
    return [
        _list("programme", ("Programmes", "Programmi")),
        _list("axis", ("Axes", "Assi")),
        _list("reference-period", ("Reference periods", "Periodi di riferimento"), *period),
        _shared_list("statistic", ("Statistics", "Statistiche"), _wording()),
        _list("indicator", ("Indicators", "Indicatori"), *indicator),
        _links(
            "indicator-broader",
            ("Hierarchy of indicators", "Gerarchia degli indicatori"),
            field("indicator", ("Indicator", "Indicatore"), "subject"),
            broader("broader", ("Broader", "Più ampio")),
            {"indicator": "indicator", "broader": "indicator"},
        ),
        _shared_list("thematic-objective", ("Thematic objectives", "Obiettivi tematici")),
        _links(
            "axis-thematic-objective",
            ("Thematic objectives of the axes", "Obiettivi tematici degli Assi"),
            field("axis", ("Axis", "Asse"), "subject"),
            stating("thematic_objective", ("Objective", "Obiettivo"), "thematicObjective"),
            {"axis": "axis", "thematic_objective": "thematic-objective"},
        ),
    ]


def _wording() -> Json:
    title = ("Wording of the documents", "Parole dei documenti")
    return field("wording_en", title, "wording", required=False, language="en")


def _of_synthetic(title: tuple[str, str]) -> tuple[str, str]:
    return (
        f"{title[0]} of the synthetic publication.",
        f"{title[1]} della pubblicazione sintetica.",
    )


def _list(name: str, title: tuple[str, str], *more: Json) -> Json:
    """Describe a code list whose concepts stand in the shared scheme of its name as well."""
    return resource(
        name,
        title,
        _of_synthetic(title),
        [*concept_fields(), *more],
        {},
        key=["notation"],
        coesa={"role": "concept-scheme", "extends": f"def:{name}"},
    )


def _shared_list(name: str, title: tuple[str, str], *more: Json) -> Json:
    """Describe a code list that takes its concepts from the shared one of its name."""
    return resource(
        name,
        title,
        _of_synthetic(title),
        [field("notation", ("Code", "Codice"), "notation"), *more],
        {},
        key=["notation"],
        coesa={"role": "concept-scheme", "notationsFrom": f"def:{name}"},
    )


def _links(
    name: str, title: tuple[str, str], subject: Json, object_: Json, keys: dict[str, str]
) -> Json:
    return resource(
        name,
        title,
        _of_synthetic(title),
        [subject, object_],
        keys,
        key=list(keys),
        coesa={"role": "links"},
    )


def _ledger(documents: Sequence[Bound]) -> Json:
    """Describe the ledger: the document is a constant where there is one, else a column."""
    title = ("Figures of the documents", "Cifre dei documenti")
    of = ("Document", "Documento")
    one = len(documents) == 1
    fields = [
        field("figure", ("Figure", "Cifra"), "notation"),
        *([] if one else [field("document", of, "key")]),
        stating("page", ("Page", "Pagina"), "page", kind="integer"),
        stating("section", ("Section", "Sezione"), "section"),
        stating("printed", ("As printed", "Come è stampata"), "printed"),
        stating("class", ("Class", "Classe"), "figureClass", scheme="def:figure-class"),
        stating("value", ("Value", "Valore"), "value", kind="number", required=False, scale=2),
        stating("unit", ("Unit", "Unità"), "unit", required=False, scheme="def:unit"),
        stating(
            *("resolution", ("Resolution", "Risoluzione"), "resolution"),
            kind="number",
            required=False,
            scale=2,
        ),
        stating("hedge", ("Hedge", "Attenuazione"), "hedge", required=False, scheme="def:hedge"),
        stating("restates", ("Restates", "Ripete"), "restates", required=False),
        stating("qualifies", ("Qualifies", "Precisa"), "qualifies", required=False),
        stating("reason", ("Reason", "Motivo"), "reason", required=False, scheme="def:reason"),
    ]
    constants = [constant("document", of, "key", documents[0].notation)] if one else []
    return resource(
        "figures",
        title,
        _of_synthetic(title),
        fields,
        {"restates": "", "qualifies": ""},
        key=["figure"],
        coesa={"role": "ledger", **({"constants": constants} if constants else {})},
    )


def _errata() -> list[Json]:
    texts = [
        stating(f"{term}_{language}", (f"{english} ({language})", f"{italian} ({language})"), term)
        for term, english, italian in (
            ("judgement", "Judgement", "Giudizio"),
            ("consequence", "Consequence", "Conseguenza"),
        )
        for language in ("en", "it")
    ]
    for described in texts:
        described["coesa"]["language"] = described["name"][-2:]
    errata = [
        field("erratum", ("Erratum", "Errata"), "notation"),
        stating("kind", ("Kind", "Tipo"), "erratumKind", scheme="def:erratum-kind"),
        stating("identity", ("Identity", "Identità"), "identity", required=False),
        stating("figure", ("Figure", "Cifra"), "aboutFigure"),
        stating("printed", ("Printed", "Stampato"), "printed"),
        stating("corrected", ("Corrected", "Corretto"), "corrected", required=False),
        stating(
            *("difference", ("Difference", "Differenza"), "difference"),
            kind="number",
            required=False,
            scale=2,
        ),
        stating("certainty", ("Certainty", "Certezza"), "certainty", scheme="def:certainty"),
        *texts,
    ]
    places = [
        stating("erratum", ("Erratum", "Errata"), "erratum"),
        field("place", ("Place", "Punto"), "key", kind="integer"),
        stating("page", ("Page", "Pagina"), "page", kind="integer"),
        stating("section", ("Section", "Sezione"), "section"),
        stating("printed", ("As printed", "Come è stampato"), "printed"),
        stating("figure", ("Nearby figure", "Cifra vicina"), "aboutFigure"),
    ]
    title, where = ("Errata", "Errata"), ("Places of the errata", "Punti delle errata")
    told = {"erratum": "errata", "figure": "figures"}
    return [
        resource(
            *("errata", title, _of_synthetic(title), errata, {"figure": "figures"}),
            key=["erratum"],
            coesa={"role": "errata"},
        ),
        resource(
            *("erratum-place", where, _of_synthetic(where), places, told),
            key=["erratum", "place"],
            coesa={"role": "entities", "class": ERRATUM_PLACE},
        ),
    ]


_IDENTITIES: tuple[Json, ...] = (
    {
        "name": "axes_sum_to_total",
        "kind": "sum",
        "title": "The amounts of the axes sum to the total",
        "cube": AMOUNT_CUBE,
        "over": "axis",
        "translations": {"it": {"title": "Gli importi degli Assi sommano al totale"}},
    },
    {
        "name": "ratios_follow",
        "kind": "ratio",
        "title": "The ratios follow from the amounts",
        "cube": RATIO_CUBE,
        "operands": AMOUNT_CUBE,
        "statistic": "statistic",
        "fractions": "def:statistic-fraction",
        "translations": {"it": {"title": "I rapporti sono coerenti con gli importi"}},
    },
    {
        "name": "women_plus_men",
        "kind": "sum",
        "title": "Women and men add up to all participants",
        "cube": PERSON_CUBE,
        "over": "sex",
        "translations": {"it": {"title": "Donne e uomini sommano a tutti i destinatari"}},
    },
)
