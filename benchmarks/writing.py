"""`make bench`'s second table: what writing costs in each syntax, beside an f-string for each fact of the same shape.

Usage: python -m benchmarks.writing [FACTS [REPEATS]]. The facts are in memory before the clock starts, and the bytes go to a file as
they are made. A run is a process of its own, which prints CPU seconds, megabytes beyond the facts, and the bytes written.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from html import escape
from json.encoder import encode_basestring
from pathlib import Path
from typing import BinaryIO, NamedTuple

from generator.model import Concept, Entity, Fact, Period, Report, Taxonomy, Unit
from generator.qname import ISO4217, XBRLI, QName
from generator.render import oim_csv, oim_json, xbrl

NAMESPACE = "http://example.com/benchmark"
_CONCEPTS, _CONTEXT_FACTS, _MEMBERS = 200, 17, 40
_SCHEME = "http://example.com/scheme"


class Plain(NamedTuple):
    """A fact as texts that need no more work: what the floor writes."""

    key: str
    concept: str
    context: str
    unit: str
    decimals: str
    value: str | None


def name(local: str) -> QName:
    """A name of the benchmark's own taxonomy."""
    return QName(NAMESPACE, local)


def taxonomy() -> Taxonomy:
    """200 monetary concepts, two explicit dimensions and a typed one."""
    monetary, text, dimension = (
        QName(XBRLI, "monetaryItemType"),
        QName(XBRLI, "stringItemType"),
        QName("http://xbrl.org/2005/xbrldt", "dimensionItem"),
    )

    def concept(local: str, kind: QName, head: QName, domain: QName | None = None) -> Concept:
        own = name(local)
        return Concept(
            qname=own, id=local, type=kind, base_type=kind.local, substitution_group=head, period_type="duration", typed_domain=domain
        )

    item = QName(XBRLI, "item")
    every = [concept(f"Amount{n:03}", monetary, item) for n in range(_CONCEPTS)]
    every += [concept(local, text, dimension) for local in ("SegmentAxis", "RegionAxis")]
    every.append(concept("ContractAxis", text, dimension, name("contract")))
    return Taxonomy(
        entry_points=("http://example.com/benchmark.xsd",),
        concepts={c.qname: c for c in every},
        types={},
        relationships={},
        labels={},
        references={},
        roles={},
        typed_domains={},
        prefixes={"b": NAMESPACE},
    )


def facts(count: int) -> Iterator[Fact]:
    """`count` amounts, 17 a context, each context with two explicit members and a typed one."""
    unit = Unit((QName(ISO4217, "CNY"),))
    for number in range(count):
        context = number // _CONTEXT_FACTS
        if number % _CONTEXT_FACTS == 0:
            dimensions = (
                (name("ContractAxis"), f"C{context:07}"),
                (name("RegionAxis"), name(f"Region{context % 7:02}")),
                (name("SegmentAxis"), name(f"Segment{context % _MEMBERS:02}")),
            )
            period = Period(f"{2023 + context % 3}-01-01T00:00:00", f"{2024 + context % 3}-01-01T00:00:00")
            entity = Entity(_SCHEME, "E0001")
        value = Decimal(number * 7919 % 99_999_989) * 1000
        yield Fact(f"f{number}", name(f"Amount{number % _CONCEPTS:03}"), value, entity, period, unit, -3, None, dimensions)


def report(count: int) -> Report:
    """A report of `count` facts."""
    return Report(facts=tuple(facts(count)), taxonomy=("http://example.com/benchmark.xsd",), prefixes={"b": NAMESPACE, "e": _SCHEME})


# ---------------------------------------------------------------- what is timed


def ours(syntax: str, folder: Path, count: int) -> Callable[[], None]:
    """Our writer of `syntax`, with the facts in memory."""
    whole, known = report(count), taxonomy()

    def to_file(write: Callable[[BinaryIO], None]) -> None:
        with (folder / f"ours.{syntax}").open("wb") as sink:
            write(sink)

    match syntax:
        case "xbrl":
            return lambda: to_file(lambda sink: xbrl.write(whole, known, sink))
        case "ixbrl":
            from generator.render import ixbrl

            return lambda: to_file(lambda sink: ixbrl.write_report(whole, known, sink))
        case "json":
            return lambda: to_file(lambda sink: oim_json.write(whole, sink, known))
        case _:
            return lambda: oim_csv.write_files(whole, "ours", lambda file: (folder / file).open("wb"), known)


def floor(syntax: str, folder: Path, count: int) -> Callable[[], None]:
    """One f-string and one write a fact, of texts that are ready: the least that Python can do."""
    plain = [
        Plain(fact.id, f"b:{fact.concept.local}", f"c{number // _CONTEXT_FACTS + 1}", "u1", str(fact.decimals), str(fact.value))
        for number, fact in enumerate(facts(count))
    ]
    shape = _SHAPES[syntax]

    def write() -> None:
        with (folder / f"floor.{syntax}").open("w", encoding="utf-8") as sink:
            put = sink.write
            for fact in plain:
                put(shape(fact))

    return write


def _xbrl(f: Plain) -> str:
    number = f' unitRef="{f.unit}" decimals="{f.decimals}"' if f.unit else ""
    if f.value is None:
        return f'  <{f.concept} id="{f.key}" contextRef="{f.context}"{number} xsi:nil="true"/>\n'
    return f'  <{f.concept} id="{f.key}" contextRef="{f.context}"{number}>{escape(f.value, False)}</{f.concept}>\n'


def _ixbrl(f: Plain) -> str:
    number = f' unitRef="{f.unit}" decimals="{f.decimals}" format="ixt:num-dot-decimal"' if f.unit else ""
    element = "ix:nonFraction" if f.unit else "ix:nonNumeric"
    shown = "" if f.value is None else f"{int(f.value):,}" if f.unit else escape(f.value, False)
    return (
        f'<tr><th class="label">{f.concept}</th><td>{f.context}</td><td>{f.context}</td><td>CNY</td><td>'
        f'<{element} id="{f.key}" name="{f.concept}" contextRef="{f.context}"{number}>{shown}</{element}></td></tr>\n'
    )


_JSON_DIMENSIONS = (
    '"entity": "e:E0001", "period": "2023-01-01T00:00:00/2024-01-01T00:00:00", "unit": "iso4217:CNY", '
    '"b:ContractAxis": "C0000000", "b:RegionAxis": "b:Region00", "b:SegmentAxis": "b:Segment00"'
)
_CSV_DIMENSIONS = "e:E0001,2023-01-01T00:00:00/2024-01-01T00:00:00,iso4217:CNY,C0000000,b:Region00,b:Segment00"


def _json(f: Plain) -> str:
    value = "null" if f.value is None else encode_basestring(f.value)
    number = f', "decimals": {f.decimals}' if f.unit else ""
    return f'    "{f.key}": {{"value": {value}{number}, "dimensions": {{"concept": "{f.concept}", {_JSON_DIMENSIONS}}}}},\n'


def _csv(f: Plain) -> str:
    value = "#nil" if f.value is None else f.value
    if '"' in value or "," in value:
        value = '"' + value.replace('"', '""') + '"'
    return f"{f.key},{f.concept},{_CSV_DIMENSIONS},{f.decimals},{value}\r\n"


_SHAPES: dict[str, Callable[[Plain], str]] = {"xbrl": _xbrl, "ixbrl": _ixbrl, "json": _json, "csv": _csv}
_TITLES = {"xbrl": "XBRL 2.1", "ixbrl": "inline XBRL", "json": "xBRL-JSON", "csv": "xBRL-CSV"}

# ---------------------------------------------------------------- measuring


def _peak() -> float:
    unit = 1 if os.uname().sysname == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _once(who: str, syntax: str, count: int) -> None:
    """Prepare, write once, print `cpu extra bytes`."""
    with tempfile.TemporaryDirectory(prefix="filing-bench-") as folder:
        write = (ours if who == "ours" else floor)(syntax, Path(folder), count)
        before, start = _peak(), time.process_time()
        write()
        cpu, extra = time.process_time() - start, _peak() - before
        print(cpu, extra, sum(path.stat().st_size for path in Path(folder).iterdir()))


def _measured(who: str, syntax: str, count: int, repeats: int) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "benchmarks.writing", "--once", who, syntax, str(count)]
    runs = [tuple(map(float, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())) for _ in range(repeats)]
    cpu, extra, size = (statistics.median(column) for column in zip(*runs, strict=True))
    return cpu, extra, size


def main(arguments: list[str]) -> int:
    """Measure and print the table; 0."""
    if arguments[:1] == ["--once"]:
        _once(arguments[1], arguments[2], int(arguments[3]))
        return 0
    count = int(arguments[0]) if arguments else 100_000
    repeats = int(arguments[1]) if len(arguments) > 1 else 3
    print(f"Writing {count:,} facts\n{'':<14} {'CPU s':>8} {'floor s':>8} {'× floor':>8} {'extra MB':>9} {'MB written':>11}")
    for syntax, title in _TITLES.items():
        cpu, extra, size = _measured("ours", syntax, count, repeats)
        least, _, _ = _measured("floor", syntax, count, repeats)
        print(f"{title:<14} {cpu:>8.3f} {least:>8.3f} {cpu / least:>8.1f} {extra:>9.1f} {size / 1e6:>11.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
