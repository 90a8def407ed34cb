"""The few words of our own in the files for people, by language; another language reads English."""

from coesa.model import Texts

_MONTHS = {
    "it": [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}

PHRASES: dict[str, Texts] = {
    "address": {"it": "Indirizzo permanente", "en": "Permanent address"},
    "as_printed": {"it": "Come è stampato", "en": "As printed"},
    "citation": {"it": "Come citare", "en": "How to cite"},
    "code": {"it": "codice", "en": "code"},
    "codes": {"it": "Codici", "en": "Codes"},
    "codes_described": {
        "it": "Tutti i codici usati, con denominazione e definizione.",
        "en": "All codes in use, with label and definition.",
    },
    "contents": {"it": "Che cosa contiene", "en": "What it holds"},
    "corrected": {"it": "Etichetta corretta", "en": "Corrected label"},
    "created": {"it": "Data", "en": "Date"},
    "data_as_of": {"it": "dati al {}", "en": "data as of {}"},
    "definition": {"it": "Definizione", "en": "Definition"},
    "description": {"it": "Descrizione", "en": "Description"},
    "iri": {"it": "Indirizzo del codice", "en": "Address of the code"},
    "label": {"it": "Denominazione", "en": "Label"},
    "left_out": {
        "it": "Non è in questa cartella di lavoro, perché ha più righe di quante un foglio ne "
        "tenga: si trova nei file CSV e nella base di dati.",
        "en": "Not in this workbook, because it has more rows than a worksheet holds: see the "
        "CSV files and the database.",
    },
    "legal_basis": {"it": "Base giuridica del riuso", "en": "Legal basis for reuse"},
    "licence": {"it": "Licenza", "en": "Licence"},
    "list": {"it": "Lista di codici", "en": "Code list"},
    "nature": {"it": "Natura dei dati", "en": "Nature of the data"},
    "nature_text": {
        "it": "Elaborazione a cura di {publisher}. Non è un atto dell'amministrazione titolare del "
        "documento ({holder}): fa fede il documento originale.",
        "en": "Elaboration by {publisher}. It is not an act of the administration that holds the "
        "rights on the document ({holder}): the original document prevails.",
    },
    "note": {"it": "Nota", "en": "Note"},
    "notes": {"it": "Note", "en": "Notes"},
    "page": {"it": "pagina {}", "en": "page {}"},
    "pages": {"it": "{} pagine", "en": "{} pages"},
    "printed_described": {
        "it": "La tabella di pagina {page} come è stampata, con i valori come numeri e le note.",
        "en": "The table of page {page} as printed, with its values as numbers and with notes.",
    },
    "printed_label": {"it": "Etichetta stampata", "en": "Printed label"},
    "provenance": {"it": "Provenienza dei dati", "en": "Provenance of the data"},
    "publisher": {"it": "Pubblicato da", "en": "Published by"},
    "read_me": {"it": "Leggimi", "en": "Read me"},
    "reading_codes": {"it": "Come leggere i codici", "en": "How to read the codes"},
    "reading_codes_text": {
        "it": "Accanto a ogni codice si trova la sua denominazione in ciascuna lingua. I codici "
        "che iniziano con un trattino basso sono speciali.",
        "en": "Beside each code stands its label in each language. Codes that begin with an "
        "underscore are special.",
    },
    "reading_totals": {"it": "Come leggere i totali", "en": "How to read the totals"},
    "reading_totals_text": {
        "it": "Le righe con il codice {code} sono totali: chi somma una colonna le escluda, "
        "altrimenti conta due volte gli stessi importi. Le percentuali non si sommano.",
        "en": "Rows with the code {code} are totals: leave them out when adding up a column, or "
        "the same amounts are counted twice. Percentages are not added.",
    },
    "reading_values": {"it": "Come leggere i valori", "en": "How to read the values"},
    "reading_values_text": {
        "it": "I valori sono quelli stampati nel documento, senza arrotondamenti né correzioni; "
        "accanto a ciascuno si trovano la pagina e la cifra come è stampata. Le percentuali sono "
        "numeri: 24,39 vuol dire 24,39 per cento. Un numero con più di 15 cifre significative è "
        "scritto come testo, perché un foglio di calcolo ne altererebbe le ultime.",
        "en": "Values are those printed in the document, neither rounded nor corrected; beside "
        "each stand the page and the figure as printed. Percentages are numbers: 24.39 means "
        "24.39 per cent. A number of more than 15 significant digits is written as text, because "
        "a spreadsheet would alter the last ones.",
    },
    "rights_holder": {"it": "Titolare del documento", "en": "Rights holder of the document"},
    "rows": {"it": "Righe", "en": "Rows"},
    "sheet": {"it": "Foglio", "en": "Sheet"},
    "source": {"it": "Documento di origine", "en": "Source document"},
    "source_of_label": {"it": "Fonte della denominazione", "en": "Source of the label"},
    "title": {"it": "Titolo", "en": "Title"},
    "total": {"it": "Totale", "en": "Total"},
    "unit": {"it": "Unità di misura", "en": "Unit of measure"},
    "version": {"it": "Versione", "en": "Version"},
    "wording": {"it": "Dicitura nel documento", "en": "Wording in the document"},
}


def in_language(texts: Texts, language: str) -> str:
    """Take a text in a language; else in English, else in the first that it has, else none.

    >>> [in_language({"it": "Asse", "en": "Axis"}, tag) for tag in ("it", "en", "fr")]
    ['Asse', 'Axis', 'Axis']
    """
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def both(texts: Texts, languages: tuple[str, ...], between: str = "\n") -> str:
    """Write a text in several languages, once where they agree.

    >>> both({"it": "Asse", "en": "Axis"}, ("it", "en"), " / ")
    'Asse / Axis'
    """
    return between.join(dict.fromkeys(in_language(texts, tag) for tag in languages))


def written_date(date: str, language: str) -> str:
    """Write an ISO date in words.

    >>> [written_date("2022-12-01", tag) for tag in ("it", "en", "fr")]
    ['1º dicembre 2022', '1 December 2022', '2022-12-01']
    """
    if language not in _MONTHS:
        return date
    year, month, day = date[:4], int(date[5:7]), str(int(date[8:10]))
    if (language, day) == ("it", "1"):
        day = "1º"
    return f"{day} {_MONTHS[language][month - 1]} {year}"
