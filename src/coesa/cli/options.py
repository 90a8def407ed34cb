"""Options that several commands have."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def publication_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that names the publication folder."""
    return click.option(
        "--publication",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder with datapackage.json (default: this folder, or ./datapackage).",
    )(command)


def out_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that names the folder of what is built."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path),
        default=Path("dist"),
        show_default=True,
        help="The folder of what is built.",
    )(command)


def document_option(
    told: str, *, required: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the option that names the texts of the reports."""
    return click.option(
        "--document",
        "documents",
        multiple=True,
        required=required,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help=f"{told} May be given for each of several.",
    )


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that asks for JSON."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")(command)
