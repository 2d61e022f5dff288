"""Whatever the bytes, a reader returns diagnostics or raises InputError: never anything else."""

import contextlib
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics import InputError, error
from generator.equality import content_hash
from generator.model import NO_ENTITY, Fact, Link, Report, Taxonomy
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT, STANDARD_LINK
from generator.read import oim_csv as csv_reader
from generator.read import oim_json as json_reader
from generator.read import xbrl as xbrl_reader
from generator.read.result import ReadReport
from generator.render import oim_csv, oim_json, xbrl
from tests.support.reports import TAXONOMY, fact, name, report


def _sample() -> Report:
    member = ((name("CustomerAxis"), "甲"), (name("SegmentAxis"), name("East")))
    note = Fact("n", NOTE_CONCEPT, "see <b>x</b>", NO_ENTITY, None, language="en")
    links = (Link(FACT_FOOTNOTE, STANDARD_LINK, ("n",)),)
    return report(
        fact("Cash", Decimal("12.5"), "t.r.c", decimals=2, dimensions=member, links=links),
        fact("PerShare", None, "t.r.d"),
        fact("Title", "<p>文</p>", "t.s.c"),
        fact("Choice", name("East"), "odd"),
        note,
    )


def _documents() -> dict[str, bytes]:
    instance, document = io.BytesIO(), io.BytesIO()
    xbrl.write(_sample(), TAXONOMY, instance)
    oim_json.write(_sample(), document)
    return {"a.xbrl": instance.getvalue(), "b.json": document.getvalue(), **oim_csv.write(_sample(), "a")}


def _load(_: tuple[str, ...]) -> Taxonomy:
    return TAXONOMY


def _read(files: dict[str, bytes], changed: str) -> ReadReport:
    if changed == "a.xbrl":
        return xbrl_reader.read(files[changed], changed, _load)
    if changed == "b.json":
        return json_reader.read(files[changed], changed, _load)

    def tables(url: str) -> bytes:
        if url not in files:
            raise InputError(error("filing.missing-file", "There is no such file."))
        return files[url]

    return csv_reader.read(files["a.json"], "a.json", _load, tables)


SNIPPETS = [b"", b"\0", b"\xff", b"<", b"&amp;", b"]]>", b'"', b"{", b"}", b"[", b"null", b"#nil", b"$x", b",", b"\n", b"\r", b"xsi:nil"]
SNIPPETS += [b"9" * 99, b"\xed\xa0\x80"]
JUNK = [None, True, 0, -1, 1.5, 10**30, "", "x", "#none", "#x", "$", "$x", "$x@end", "a:b", "\ud800"]
JUNK += [[], ["x"], [1], {}, {"x": 1}, {"x": {}}, {"x": ["y"]}]


@pytest.mark.parametrize("name_of_file", sorted(_documents()))
@settings(max_examples=200)
@given(data=st.data())
def test_changed_bytes_are_diagnosed_or_read(name_of_file: str, data: st.DataObject) -> None:
    files = _documents()
    content = files[name_of_file]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 12)))
        content = content[:start] + data.draw(st.sampled_from(SNIPPETS)) + content[end:]
    files[name_of_file] = content
    with contextlib.suppress(InputError):
        found = _read(files, name_of_file)
        assert len(content_hash(found.report.facts)) == 64
        for item in found.report.facts:
            assert found.places[item.id].line is not None
        for diagnostic in found.diagnostics:
            assert diagnostic.message.isprintable()


def _slots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) of a JSON value."""
    stack = [value]
    while stack:
        container = stack.pop()
        keys = list(container) if isinstance(container, dict) else range(len(container))
        for key in keys:
            yield container, key
            if isinstance(container[key], dict | list):
                stack.append(container[key])


@pytest.mark.parametrize("name_of_file", ["a.json", "b.json"])
@settings(max_examples=400)
@given(data=st.data())
def test_any_value_in_any_place_of_the_json(name_of_file: str, data: st.DataObject) -> None:
    files = _documents()
    document = json.loads(files[name_of_file])
    container, key = data.draw(st.sampled_from(list(_slots(document))))
    action = data.draw(st.sampled_from(["replace", "remove", "rename"]))
    junk = data.draw(st.sampled_from(JUNK))
    if action == "replace" or isinstance(container, list):
        container[key] = junk
    elif action == "remove":
        del container[key]
    else:
        container[junk if isinstance(junk, str) else "y"] = container.pop(key)
    files[name_of_file] = json.dumps(document).encode()
    found = _read(files, name_of_file)
    assert all(diagnostic.code and diagnostic.message.isprintable() for diagnostic in found.diagnostics)
    assert len(content_hash(found.report.facts)) == 64


@given(content=st.binary(max_size=60))
def test_any_bytes(content: bytes) -> None:
    for name_of_file in ("a.xbrl", "b.json", "a.json"):
        with contextlib.suppress(InputError):
            assert _read({**_documents(), name_of_file: content}, name_of_file).diagnostics
