"""Commands about what was built as it is handed on: verify, sign."""

import sys
from pathlib import Path

import click

from coesa.cli.group import main
from coesa.errors import NotFoundError


@main.command()
@click.argument("target", type=click.Path(path_type=Path), default=Path("dist"))
@click.option(
    "--public-key",
    "key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Check the minisign signature beside the zip too, by this key.",
)
def verify(target: Path, key: Path | None) -> None:
    """Check a built folder, or its zip, against its SHA256SUMS.

    The same program stands in every bundle as verify.py and needs only Python.
    """
    from coesa.sign import check_signature, signature_of
    from coesa.verify import main as verify_bundle

    if not target.exists():
        raise NotFoundError(f"{target}: there is nothing to check; run coesa build first")
    code = verify_bundle([str(target)])
    if key is None and (signed := signature_of(target)):
        click.echo(f"{signed}: was not checked; name the key with --public-key", err=True)
    elif key is not None and code == 0:
        click.echo(f"{check_signature(target, key)}: is the signature of this key")
    sys.exit(code)


@main.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A secret key of minisign; its password is asked for, if it has one.",
)
def sign(bundle: Path, key: Path) -> None:
    """Sign a zipped bundle, in the format of minisign.

    BUNDLE is checked first. The signature is written beside it, as BUNDLE.minisig.
    """
    from coesa.sign import SUFFIX, signature
    from coesa.write import write_beside

    made = signature(bundle, key, lambda: click.prompt("Password", hide_input=True, err=True))
    click.echo(f"{write_beside(bundle, SUFFIX, made)}: written")
