"""Writes docs/samples.md: what the two sample filings hold, table by table, and the differences that their rules found.

`python tools/samples_page.py` writes the page; with `--check` it only says by its exit code, 1, that the page is out of step.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from generator.pipeline.filing import CheckedFiling, check_filing  # noqa: E402 - the checkout's package, wherever this is run from
from generator.pipeline.settings import Settings  # noqa: E402
from generator.qname import NOTE_CONCEPT  # noqa: E402
from generator.rule import RuleResult, Verdict  # noqa: E402
from generator.schedule import BoundSchedule, Content  # noqa: E402
from generator.validate.explanations import Printer  # noqa: E402

PAGE = REPOSITORY / "docs" / "samples.md"
SAMPLES = ("qingcloud-2020-ipo-reply", "qingcloud-2021-inquiry-reply")
_KINDS = {
    "numbers": "numbers",
    "texts": "texts",
    "blocks": "text blocks",
    "dates": "dates",
    "booleans": "booleans",
    "members": "enumerations",
}
_CONTENTS = {
    Content.NUMBER: "numbers",
    Content.DATE: "dates",
    Content.MONTH: "dates",
    Content.YEAR: "dates",
    Content.BOOLEAN: "booleans",
    Content.MEMBER: "members",
    Content.MEMBERS: "members",
}
_VERDICTS = {
    Verdict.EXACT: "exact",
    Verdict.WITHIN_ROUNDING: "within rounding",
    Verdict.EXPLAINED: "explained",
    Verdict.VIOLATED: "violated",
    Verdict.NOT_EVALUATED: "not evaluated",
}


def page() -> str:
    """The whole page, made from the filings as they are."""
    lines = [
        "# The two samples",
        "",
        "Made from the filings in `samples/` by `make samples-page`; a test holds it in step. Figures are counted as printed: a dash",
        "that stands for zero is a fact, one that stands for nothing is none. Rules are counted by instance.",
        "",
    ]
    for name in SAMPLES:
        lines += _sample(check_filing(REPOSITORY / "samples" / name, Settings()))
    return "\n".join(lines).rstrip("\n") + "\n"


def _sample(filing: CheckedFiling) -> Iterator[str]:
    yield f"## {filing.filing.id}"
    yield ""
    yield f"{filing.filing.title.zh} · {filing.filing.title.en}. `filing build samples/{filing.filing.id} -o out/{filing.filing.id}`"
    yield ""
    yield from _totals(filing)
    yield from _tables(filing)
    yield from _explained(filing)
    yield from _rounded(filing)
    yield from _assumptions(filing)


def _totals(filing: CheckedFiling) -> Iterator[str]:
    kinds: Counter[str] = Counter()
    for schedule in filing.schedules:
        kinds.update(_facts(filing, schedule))
    notes = sum(fact.concept == NOTE_CONCEPT for fact in filing.report.facts)
    nil = sum(fact.value is None for fact in filing.report.facts)
    named = ", ".join(f"{kinds[kind]} {text}" for kind, text in _KINDS.items() if kinds[kind])
    total = len(filing.report.facts) - notes
    yield f"- **{total:,} facts**: {named}; {nil} of them nil. {notes} notes besides (a text in a language each)."
    yield f"- **{len(filing.results):,} rule instances**: {_verdicts(filing.results)}."
    yield ""


def _tables(filing: CheckedFiling) -> Iterator[str]:
    yield "| schedule | what it is | cells with numbers (dashes) | other cells | facts | rules |"
    yield "|---|---|--:|--:|--:|---|"
    for schedule in filing.schedules:
        numbers = [i for i, content in _cells(schedule) if content is Content.NUMBER]
        dashes = sum(filing.printed.get(i) == "-" for i in numbers)
        others = sum(content is not Content.NUMBER for _, content in _cells(schedule))
        facts = sum(_facts(filing, schedule).values())
        results = [r for r in filing.results if r.instance.rule.schedule == schedule.id]
        layout = {"prose": " (figures in the text)", "narrative": " (the text)"}.get(schedule.schedule.layout, "")
        shown = f"{len(numbers)}" + (f" ({dashes})" if dashes else "") if numbers else ""
        cells = [
            f"`{schedule.id}`",
            f"{schedule.schedule.title.zh}{layout}",
            shown,
            f"{others or ''}",
            f"{facts}",
            _verdicts(results) or "–",
        ]
        yield "| " + " | ".join(cells) + " |"
    yield ""


def _cells(schedule: BoundSchedule) -> list[tuple[str, Content]]:
    return [(schedule.fact_id(row, column), aspects.content) for (row, column), aspects in schedule.cells.items()]


def _facts(filing: CheckedFiling, schedule: BoundSchedule) -> Counter[str]:
    """The facts of a schedule by kind."""
    known = {fact.id for fact in filing.report.facts}
    markup = {b.id for b in filing.narrative.blocks if b.is_markup} if filing.narrative else set()
    return Counter(_CONTENTS.get(content, "blocks" if i in markup else "texts") for i, content in _cells(schedule) if i in known)


def _verdicts(results: Sequence[RuleResult]) -> str:
    counted = Counter(r.verdict for r in results)
    return ", ".join(f"{counted[verdict]} {text}" for verdict, text in _VERDICTS.items() if counted[verdict])


def _explained(filing: CheckedFiling) -> Iterator[str]:
    """What does not hold in the source, with the reason that filing.toml gives."""
    found = [r for r in filing.results if r.verdict in (Verdict.EXPLAINED, Verdict.VIOLATED)]
    yield f"### Differences in the source: {len(found)}"
    yield ""
    if not found:
        yield "Every relation that is declared holds, exactly or within rounding."
        yield ""
        return
    reasons = {e.name: e.reason.en for e in filing.filing.explanations}
    yield "| rule | left side | right side | difference | what filing.toml says |"
    yield "|---|--:|--:|--:|---|"
    for result in found:
        reason = reasons.get(result.explanation or "", "nothing: it stops the build")
        yield f"| {_sides(filing, result)} | {reason} |"
    yield ""


def _rounded(filing: CheckedFiling) -> Iterator[str]:
    """What only rounding explains."""
    found = [r for r in filing.results if r.verdict is Verdict.WITHIN_ROUNDING]
    yield f"### Differences that rounding explains: {len(found)}"
    yield ""
    if found:
        yield "| rule | left side | right side | difference | rounding explains up to |"
        yield "|---|--:|--:|--:|--:|"
    for result in found:
        yield f"| {_sides(filing, result)} | {_shown(filing, result, 'tolerance')} |"
    if found:
        yield ""


def _sides(filing: CheckedFiling, result: RuleResult) -> str:
    sides = " | ".join(_shown(filing, result, side) for side in ("left", "right", "gap"))
    return f"`{result.instance.id}` {result.instance.rule.label.zh} | {sides}"


def _shown(filing: CheckedFiling, result: RuleResult, side: str) -> str:
    """One number of a result in the unit that the filing prints it in."""
    printer = Printer({s.id: s for s in filing.schedules}, {fact.id: fact for fact in filing.report.facts})
    value = getattr(result, side)
    return "" if value is None else printer.format(printer.anchor(result)).text(value)


def _assumptions(filing: CheckedFiling) -> Iterator[str]:
    if filing.filing.assumptions:
        yield "### What the source leaves open, and was assumed"
        yield ""
        for assumption in filing.filing.assumptions:
            yield f"- {assumption.text.en}"
        yield ""


def main(arguments: Sequence[str]) -> int:
    """Write the page, or check it; the exit code."""
    text = page()
    if "--check" in arguments:
        return int(not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
