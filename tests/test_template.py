"""A template of the README is a stranger's program: what could run on is refused before it runs."""

import pytest

from coesa.template import CHARACTERS, template_issues

REFUSED: dict[str, tuple[str, str]] = {
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}": (
        "1",
        "another loop",
    ),
    "{% for a in title %}{% endfor %}": ("1", "another loop"),
    "{% for a, b in cubes %}{% endfor %}": ("1", "another loop"),
    "{% for a in cubes recursive %}{% endfor %}": ("1", "another loop"),
    "{% for a in cubes %}\n{% for b in cubes %}{% endfor %}{% endfor %}": ("2", "a loop in a loop"),
    '\n\n{{ "a" * 10**9 }}': ("3", '"mul"'),
    "{{ title|default(9**9**9) }}": ("1", '"pow"'),
    '{{ "%99999999d" % 1 }}': ("1", '"mod"'),
    "{{ title ~ title }}": ("1", "a concatenation"),
    "{{ title|center(999999999) }}": ("1", 'the filter "center"'),
    "{{ title|replace('a', description) }}": ("1", 'the filter "replace"'),
    "{{ 'x' if title is even }}": ("1", 'the test "even"'),
    "{% set a = title %}": ("1", "an assignment"),
    "{% set a %}x{% endset %}": ("1", "an assignment"),
    "{{ title.format() }}": ("1", "a call"),
    "{{ lipsum(n=99999) }}": ("1", "a call"),
    "{% macro a() %}{% endmacro %}": ("1", "a macro"),
    '{% include "/etc/passwd" %}': ("1", "another template"),
    '{% extends "a" %}': ("1", "another template"),
    '{% import "a" as b %}': ("1", "another template"),
    "{% filter upper %}a{% endfilter %}": ("1", '"filterblock"'),
    "{{ [title, title] }}": ("1", '"list"'),
    "{{ tittle }}": ("1:tittle", 'Did you mean "title"?'),
    "{% for a in cubes %}{% endfor %}{{ a }}": ("1:a", "is nothing that can be filled in"),
    "{% if %}": ("1", "expected a Jinja template"),
    "{{ " + "9" * 5000 + " }}": ("", "expected a Jinja template"),
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}": ("", "more than 40 deep"),
    "{{ " + "not " * 4000 + "1 }}": ("", "more than 40 deep"),
    "{{ title" + ".a" * 5000 + " }}": ("1", "more than 40 deep"),
    "{% if title %}" * 500 + "{% endif %}" * 500: ("", "more than 40 deep"),
    "{{ title }}\na\u202eb": ("2", "right-to-left override"),
    "a\u200bb": ("1", "zero width space"),
    "x" * (CHARACTERS + 1): ("", "expected at most 20000"),
}

TAKEN = (
    "# {{ title }}\r\n{% raw %}{{ anything }}{% endraw %}{# a remark #}\n",
    "{% for cube in cubes if cube.rows %}{{ loop.index }} {{ cube['title'] }}{% endfor %}",
    "{% if workbook and not database %}{{ workbook.path|upper }}{% elif date == '1' %}1{% endif %}",
    "{{ title if title is defined else description|default('none')|trim }}",
)


@pytest.mark.parametrize("template", list(REFUSED), ids=range(len(REFUSED)))
def test_a_template_that_might_run_on_is_refused(template: str) -> None:
    place, said = REFUSED[template]

    (issue,) = template_issues("readme.md", template, "a_rule")

    assert str(issue).startswith(f"readme.md{place and ':'}{place} ")
    assert said in issue.message
    assert str(issue).isprintable()


@pytest.mark.parametrize("template", TAKEN)
def test_a_template_of_names_conditions_and_a_loop_is_taken(template: str) -> None:
    assert list(template_issues("readme.md", template, "a_rule")) == []
