"""TOML with line numbers, rule tables, kinds."""

import tomllib
from pathlib import Path

import pytest

from generator.declarations.kind import load_kind
from generator.declarations.reading import Section, key_lines, read_toml
from generator.declarations.rules import read_rules
from generator.declarations.schedules import read_schedule
from generator.diagnostics import Diagnostic, InputError
from generator.schedule import Row
from tests.support.filings import REPOSITORY

DOCUMENT = '''id = "x"   # [not a table]
list = [
  "a = b",
  "c",
]
text = """
inside = not a key
"""
"quoted key" = 1
a.b = 2

[table]
key = { inner = 1 }

[[rows]]
code = "one"

[[rows]]
code = "two"

[rows.sub]
deep = true
'''


def test_key_lines() -> None:
    lines = key_lines(DOCUMENT)
    assert {path: line for path, line in lines.items() if line} == {
        ("id",): 1,
        ("list",): 2,
        ("text",): 6,
        ("quoted key",): 9,
        ("a", "b"): 10,
        ("table",): 12,
        ("table", "key"): 13,
        ("rows", 0): 15,
        ("rows", 0, "code"): 16,
        ("rows", 1): 18,
        ("rows", 1, "code"): 19,
        ("rows", 1, "sub"): 21,
        ("rows", 1, "sub", "deep"): 22,
    }


def test_key_lines_know_every_key_of_the_samples() -> None:
    for path in sorted([*REPOSITORY.glob("samples/*/filing.toml"), *REPOSITORY.glob("templates/*/schedules/*.toml")]):
        text = path.read_text(encoding="utf-8")
        lines = key_lines(text)
        for key in tomllib.loads(text):
            assert any(known[0] == key for known in lines), (path.name, key)
        for known, line in lines.items():
            name = next(part for part in reversed(known) if isinstance(part, str))
            assert name in text.splitlines()[line - 1], (path.name, known, line)


def test_every_mistake_is_named_in_one_run(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text('number = "1"\ncodes = "a"\nspare = 1\nday = "2021-01-01"\n', encoding="utf-8")
    found: list[Diagnostic] = []
    top: Section = read_toml(file, tmp_path, found)
    assert (top.integer("number", 7, 0, 9), top.strings("codes"), top.date("day"), top.text("missing")) == (7, (), None, "")
    top.done()
    assert [d.location.line for d in found] == [1, 2, 4, 1, 3]
    assert "spare" in found[-1].message


HEAD = "id,schedule,relation,statement,for,label_zh,label_en\n"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("r 1,s,sum,a.b = c.d,,z,e", 1),
        ("r,,sum,a.b = c.d,,z,e", 2),
        ("r,s,summe,a.b = c.d,,z,e", 3),
        ("r,s,sum,a.b = ,,z,e", 4),
        ("r,s,sum,a.b,,z,e", 4),
        ("r,s,sum,a.b = c.d = e.f,,z,e", 4),
        ("r,s,sum,a.b = sum(c),,z,e", 4),
        ("r,s,sum,a.b = c.d ^ 0,,z,e", 4),
        ("r,s,sum,a.b = (c.d,,z,e", 4),
        ("r,s,sum,a.b = c.d,x,z,e", 5),
        ("r,s,sum,a.b = c.d,x: 1; x: 2,z,e", 5),
        ("r,s,sum,a.b = c.d,,,e", 6),
    ],
)
def test_rule_table_mistakes_have_their_column(row: str, column: int, tmp_path: Path) -> None:
    table = tmp_path / "rules.csv"
    table.write_text(HEAD + "ok,s,sum,a.b = c.d,,z,e\n" + row + "\n", encoding="utf-8")
    found: list[Diagnostic] = []
    read_rules(table, tmp_path, found)
    assert [(d.location.line, d.location.column) for d in found] == [(3, column)]


SCHEDULE = """
id = "t"
title = "T"
role = "r"
label_headings = "L"
format = { places = 2, dash = "nil", negative = "parentheses" }

[[columns]]
code = "a"
heading = "A"
merged = true

[[columns]]
code = "b"
heading = "B"
format = { negative = "words" }

[[rows]]
code = "own"
label = "own"
format = { places = 1, negative = "minus" }

[[rows]]
code = "left"
label = "left"
format = { places = 1 }
"""


def test_how_cells_are_printed(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text(SCHEDULE, encoding="utf-8")
    found: list[Diagnostic] = []
    schedule = read_schedule(path, tmp_path, {"": "n"}, found)
    assert found == []
    assert [(c.merged, c.format.negative, c.format.dash) for c in schedule.columns] == [
        (True, "parentheses", "nil"),
        (False, "words", "nil"),
    ]
    formats = [row.format for row in schedule.rows if isinstance(row, Row) and row.format]
    assert [f.negative for f in formats] == ["minus", ""]  # the second leaves it to the columns
    assert schedule.layout == "table"


@pytest.mark.parametrize(
    ("old", "new"), [("merged = true", 'merged = "yes"'), ('"words"', '"word"'), ('title = "T"', 'title = "T"\nlayout = "text"')]
)
def test_how_cells_are_printed_wrongly_declared(old: str, new: str, tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text(SCHEDULE.replace(old, new), encoding="utf-8")
    found: list[Diagnostic] = []
    read_schedule(path, tmp_path, {"": "n"}, found)
    wanted = SCHEDULE[: SCHEDULE.index(old)].count("\n") + new.count("\n") + 1
    assert [(d.code, d.location.line) for d in found] == [("filing.declaration", wanted)]


def test_shipped_kinds_load_clean() -> None:
    for folder in sorted(p.parent for p in REPOSITORY.glob("templates/*/kind.toml")):
        kind, found = load_kind(folder, folder)
        assert found == ()
        assert kind.rules


def test_kind_without_its_schedule(tmp_path: Path) -> None:
    (tmp_path / "kind.toml").write_text('title = "t"\nnamespace = "n"\nentry_point = "e"\nschedules = ["gone"]\n', encoding="utf-8")
    (tmp_path / "rules.csv").write_text(HEAD, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_kind(tmp_path, tmp_path)
    assert [d.code for d in caught.value.diagnostics] == ["filing.missing-file"]
