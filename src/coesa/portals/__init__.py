"""What each consumer takes: a folder for each, made of the same datasets as the catalogue."""

from collections.abc import Sequence

from coesa.datasets import Dataset
from coesa.model import Content, Distribution
from coesa.portals.assets import assets
from coesa.portals.ckan import ckan
from coesa.portals.croissant import croissant
from coesa.portals.ro_crate import ro_crate
from coesa.portals.schema_org import schema_org
from coesa.portals.socrata import socrata, socrata_tables
from coesa.tables import Tables

__all__ = ["portals", "socrata_tables"]


def portals(
    tables: Tables, datasets: Sequence[Dataset], distributions: Sequence[Distribution]
) -> dict[str, Content]:
    """Write the files for every consumer, by path in `dist/`."""
    publication = tables.publication
    return {
        **ckan(publication, datasets),
        **socrata(publication, datasets),
        **schema_org(publication, datasets),
        **croissant(publication, distributions),
        **assets(tables, distributions),
        **ro_crate(publication, distributions),
    }
