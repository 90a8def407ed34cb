"""The group of all commands, and how an error of ours ends one."""

import click

from coesa.cli.echo import echo_issues
from coesa.errors import CoesaError, PublicationError


class Group(click.Group):
    """A group that shows our own errors as one line, not a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a CoesaError ends it with its message and its exit code."""
        try:
            return super().invoke(ctx)
        except PublicationError as error:
            echo_issues(error.issues, err=True)
            ctx.exit(error.exit_code)
        except CoesaError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=(
        "Exit codes: 0 fine; 1 issues found, or nothing of that name; 2 wrong usage; 3 the system "
        "refuses: a folder to write to, a port, another program."
    ),
)
@click.version_option(package_name="coesa")
def main() -> None:
    """Publish a cohesion-policy programme's report as open data.

    The commands work on the publication folder they are run in, or on its subfolder
    datapackage/, or on the one that --publication names.
    """
