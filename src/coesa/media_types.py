"""The media types of the files of a publication (IANA), by ending: the one list of them."""

MEDIA_TYPES = {
    "css": "text/css",
    "csv": "text/csv",
    "html": "text/html",
    "js": "text/javascript",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "png": "image/png",
    "rdf": "application/rdf+xml",
    "sqlite": "application/vnd.sqlite3",
    "svg": "image/svg+xml",
    "ttl": "text/turtle",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "zip": "application/zip",
}
