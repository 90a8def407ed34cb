"""Pages from templates: the one Jinja environment for HTML, in which every text is escaped."""

import jinja2


def html_environment(package: str) -> jinja2.Environment:
    """Open the templates of a package; a name that nothing fills is an error."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader(package),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
