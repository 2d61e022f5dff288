"""The mutation study's own parts: explanations read from the document, answers kept between runs, changes that change something."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.operators import OPERATORS, NothingToChange, Operator
from benchmarks.study import EXPLAINED, Mutant, Results, Source, change, explanations

PAGE = """
| operators | ours | Arelle | why |
|---|---|---|---|
| `a unit`, `a measure` | `valid`, `warns utre:x` | `utre:x` | advice |
| `any` | `xbrl.4.6`, `cvc-id.2` | `valid` | one rule |
"""
MUTANT = Mutant(operator="a unit", source="s", seed=3, digest="d", ours=(), theirs=("utre:x",), warned=("utre:x",))


@pytest.mark.parametrize(
    ("changes", "covered"),
    [
        ({}, True),
        ({"warned": ()}, False),  # the class asks for the warning
        ({"operator": "a date"}, False),
        ({"theirs": ("utre:x", "xbrl.4.6")}, False),  # a code that the class does not name
        ({"operator": "a date", "ours": ("cvc-id.2",), "theirs": ()}, True),
        ({"ours": ("cvc-id.2",)}, False),
        ({"ours": (), "theirs": ()}, False),
    ],
)
def test_a_class_covers_its_operators_and_codes(changes: dict[str, tuple[str, ...]], covered: bool) -> None:
    mutant = replace(MUTANT, **changes)
    assert any(e.covers(mutant) for e in explanations(PAGE)) is covered


def test_every_class_of_the_document_names_operators_that_exist() -> None:
    found = explanations(EXPLAINED.read_text(encoding="utf-8"))
    assert found
    assert set().union(*(e.operators for e in found)) <= {o.name for o in OPERATORS}


def test_answers_are_kept_and_a_line_cut_short_is_left_out(tmp_path: Path) -> None:
    results = Results.at(tmp_path / "kept")
    results.keep(MUTANT)
    results.keep(replace(MUTANT, ours=("a",)))
    with results.path.open("a", encoding="utf-8") as out:
        out.write('{"operator": "a un')
    Results.at(tmp_path / "kept").keep(replace(MUTANT, seed=4))
    again = Results.at(tmp_path / "kept")
    assert again.find("a unit", "s", 4, "d") == replace(MUTANT, seed=4)
    assert again.find("a unit", "s", 3, "d") == replace(MUTANT, ours=("a",))
    assert again.find("a unit", "s", 3, "another mutant") is None


def test_a_change_is_the_same_for_a_seed_and_never_none_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.xbrl").write_text('<a decimals="2">1</a>', encoding="utf-8")
    source = Source(name="a", folder=tmp_path, report="a.xbrl", package="", files={"xbrl": ("a.xbrl",)})
    decimals = next(o for o in OPERATORS if o.name == "decimals")
    made = [change(decimals, source, seed) for seed in range(20)]
    assert made == [change(decimals, source, seed) for seed in range(20)]
    assert len({c.digest for c in made if c}) > 1
    assert all(c is None or 'decimals="2">' not in c.text for c in made)


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name.replace(" ", "-"))
def test_no_operator_changes_a_text_that_holds_nothing_of_its_kind(operator: Operator) -> None:
    with pytest.raises(NothingToChange):
        operator.change("nothing", random.Random(0))
