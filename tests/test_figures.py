from hypothesis import given
from hypothesis import strategies as st

from coesa.figures import FigurePlace, figure_name, figure_place
from coesa.iris import NOTATION, is_notation

places = st.builds(
    FigurePlace,
    page=st.integers(min_value=1, max_value=99_999),
    ordinal=st.integers(min_value=1, max_value=99_999),
    document=st.none() | st.from_regex(NOTATION, fullmatch=True),
)


@given(places)
def test_a_place_is_named_in_one_way(place: FigurePlace) -> None:
    assert figure_place(figure_name(place)) == place


@given(places)
def test_a_name_is_made_of_steps_of_an_iri(place: FigurePlace) -> None:
    assert all(is_notation(step) for step in figure_name(place).split("/"))


def test_other_spellings_name_nothing() -> None:
    for name in ("", "p1-1", "p001-001", "p01-0001", "p01", "01-001", "/p01-001", "p01-001 "):
        assert figure_place(name) is None, name
