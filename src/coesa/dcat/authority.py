"""Codes of the authority tables that catalogues are written in, and the standards followed."""

AUTHORITY = "http://publications.europa.eu/resource/authority/"
"""The authority tables of the Publications Office of the European Union."""

IANA = "http://www.iana.org/assignments/media-types/"

LANGUAGES = {
    "bg": "BUL",
    "cs": "CES",
    "da": "DAN",
    "de": "DEU",
    "el": "ELL",
    "en": "ENG",
    "es": "SPA",
    "et": "EST",
    "fi": "FIN",
    "fr": "FRA",
    "ga": "GLE",
    "hr": "HRV",
    "hu": "HUN",
    "it": "ITA",
    "lt": "LIT",
    "lv": "LAV",
    "mt": "MLT",
    "nl": "NLD",
    "pl": "POL",
    "pt": "POR",
    "ro": "RON",
    "sk": "SLK",
    "sl": "SLV",
    "sv": "SWE",
}
"""Language tags with their codes in the authority table language."""

STANDARDS = {
    "https://datapackage.org/profiles/2.0/datapackage.json": "Data Package 2.0",
    "http://www.w3.org/TR/vocab-data-cube/": "The RDF Data Cube Vocabulary",
    "http://www.w3.org/TR/skos-reference/": "SKOS Simple Knowledge Organization System",
}
"""What every dataset follows; a name of a standard has no language (DCAT-AP_IT: one title)."""
