"""What a schedule declares for the workpapers, and what is said of a wrong declaration: the place, the mistake, the way out."""

from pathlib import Path

import pytest

from generator.declarations.kind import load_kind
from generator.declarations.schedules import read_schedule
from generator.diagnostics import Diagnostic, InputError
from generator.schedule import Schedule
from tests.support.filings import change, line_of
from tests.support.losses import write_losses

SCHEDULE = """id = "s"
title = "t"
role = "r"
label_headings = "l"
{declared}
[[columns]]
code = "a"
heading = "a"

[[columns]]
code = "b"
heading = "b"

[[columns]]
code = "c"
heading = "c"

[[rows]]
code = "one"
label = "1"

[[rows]]
code = "two"
label = "2"

[[rows]]
open = "others"
dimension = "CustomerAxis"
"""
RESTATED = 'workpaper = "restatement"\nparts = { before = "a", correction = "b", after = "c" }\n'
AGED = 'workpaper = "ageing"\n[parts]\nbalance = "other!a"\nrate = "b"\n'
MIGRATED = 'workpaper = "migration"\nparts = { balances = ["a", "b", "c", "a"], write_offs = ["a", "b", "c"] }\n'


def read(folder: Path, declared: str) -> tuple[Schedule, list[Diagnostic]]:
    (folder / "s.toml").write_text(SCHEDULE.replace("{declared}", declared), encoding="utf-8")
    found: list[Diagnostic] = []
    return read_schedule(folder / "s.toml", folder, {"": "n"}, found), found


def test_columns_are_parts_in_the_lines_row(tmp_path: Path) -> None:
    schedule, found = read(tmp_path, RESTATED + 'chart = { kind = "bridge", rows = ["one", "[others]"] }\n')
    assert not found
    assert schedule.workpaper is not None
    assert {name: [p.statement for p in parts] for name, parts in schedule.workpaper.parts.items()} == {
        "before": ["{r}.a"],
        "correction": ["{r}.b"],
        "after": ["{r}.c"],
    }
    assert schedule.chart is not None
    assert (schedule.chart.kind, schedule.chart.rows) == ("bridge", ("one", "[others]"))


def test_parts_may_stand_in_other_schedules_and_differ_by_row(tmp_path: Path) -> None:
    more = 'total_allowance = "x!total.y"\nrows = ["two", "one"]\n[parts.instead.two]\nbalance = "x!total.y - x!{r}.z"\n'
    schedule, found = read(tmp_path, AGED + more)
    assert not found
    assert schedule.workpaper is not None
    assert schedule.workpaper.parts["balance"][0].statement == "other!{r}.a"
    assert schedule.workpaper.rows == ("two", "one")
    assert schedule.workpaper.instead["two", "balance"].statement == "x!total.y - x!{r}.z"
    assert schedule.workpaper.instead["two", "balance"].location.line == 12


def test_a_schedule_without_a_workpaper_has_none(tmp_path: Path) -> None:
    schedule, found = read(tmp_path, "")
    assert (schedule.workpaper, schedule.chart, found) == (None, None, [])


@pytest.mark.parametrize(
    ("declared", "line", "message"),
    [
        ('workpaper = "restated"\n', 5, "“restated” is none of: restatement, ageing"),
        ('parts = { before = "a" }\n', 5, "says the parts of no workpaper"),
        ('workpaper = "restatement"\nparts = { before = "a", after = "c" }\n', 6, "the key “correction” is missing"),
        (RESTATED.replace('"b"', '"b", middle = "b"'), 6, "parts.middle: is not a key that is known here"),
        (RESTATED.replace('"b"', '"b +"'), 6, "parts.correction: “b +” does not read"),
        (RESTATED.replace('"b"', '"{r}.a * {r}.b"'), 6, "is no cell, and no sum or difference of cells"),
        (RESTATED.replace('"b"', '"1"'), 6, "is no cell"),
        (RESTATED.replace('"b"', "3"), 6, "should be a text in quotes, not 3"),
        (RESTATED.replace("}", ', rows = ["three"] }'), 6, "“three” is no row of the schedule"),
        (RESTATED.replace("}", ', rows = ["others"] }'), 6, "“others” is no row of the schedule"),
        (RESTATED.replace("}", ', rows = ["one", "one"] }'), 6, "“one” stands twice"),
        (AGED + 'total_allowance = "b"\n', 9, "“b” is a column; this part is one cell"),
        (AGED + '[parts.instead.nine]\nrate = "b"\n', 9, "“nine” is no row"),
        (AGED + '[parts.instead.one]\nallowance = "b"\n', 10, "is no part that differs by row"),
        (MIGRATED.replace('["a", "b", "c", "a"]', '["a", "b", "c"]'), 6, "has 3 columns; 4 or more are needed"),
        (MIGRATED.replace('["a", "b", "c"]', '["a", "b"]'), 6, "has 2 columns; 3 are needed"),
        (MIGRATED.replace('balances = ["a", "b", "c", "a"], ', ""), 6, "the key “balances” is missing"),
        (MIGRATED.replace("}", ', oldest = "last" }'), 6, "“last” is none of: own, full"),
        ('chart = { kind = "pie", rows = ["one"], columns = ["a"] }\n', 5, "“pie” is none of: column, stacked, line, bridge"),
        ('chart = { kind = "bridge", rows = ["one"] }\n', 5, "the schedule is no restatement"),
        (RESTATED + 'chart = { kind = "bridge", rows = ["one"], columns = ["a"] }\n', 7, "is not used by a bridge"),
        ('chart = { rows = ["one"] }\n', 5, "the list “columns” is missing"),
        ('chart = { columns = ["a"] }\n', 5, "the list “rows” is missing"),
        ('chart = { rows = ["one", "nine"], columns = ["a"] }\n', 5, "“nine” is neither a code nor a [group]"),
        ('chart = { rows = ["one"], columns = ["[all]"] }\n', 5, "“[all]” is neither a code nor a [group]"),
    ],
)
def test_a_wrong_declaration_is_named_with_its_line(declared: str, line: int, message: str, tmp_path: Path) -> None:
    _, found = read(tmp_path, declared)
    said = [(d.location.line, d.message) for d in found]
    assert [x for x in said if message in x[1] and x[0] == line], said
    assert all(d.hint and d.code == "filing.declaration" for d in found)


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("gone!b-2021", "there is no schedule “gone”"),
        ("receivables!b-2017", "schedule “receivables” has no column “b-2017”"),
        ("receivables!nine.b-2021", "schedule “receivables” has no row “nine”"),
        ("receivables!{x}.b-2021", "schedule “receivables” has no row “{x}”"),
    ],
)
def test_a_part_that_no_schedule_has_is_named_with_its_line(new: str, message: str, tmp_path: Path) -> None:
    filing = write_losses(tmp_path / "filing")
    path = filing / "own" / "schedules" / "rates.toml"
    change(path, 'balance = "receivables!b-2021"', f'balance = "{new}"')
    with pytest.raises(InputError) as raised:
        load_kind(filing / "own", filing)
    (problem,) = raised.value.diagnostics
    assert f"The part “balance” of the workpaper of “rates” does not stand: {message}" in problem.message
    assert problem.location.line == line_of(path, f'balance = "{new}"')
