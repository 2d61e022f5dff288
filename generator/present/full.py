"""The `full` format: a finding with its place, the offending line or cell, the concept's label, the rule, and what to do."""

import unicodedata
from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, quoted
from generator.present.context import Context, Detail

_WORDS: Mapping[str, tuple[str, ...]] = {
    "en": ("at", "line", "cell", "fact", "rule", "means", "do", "explained by", "error", "warning", "info"),
    "zh": ("位置", "原文", "单元格", "事实", "规则", "含义", "处理", "已解释", "错误", "警告", "提示"),
}


def full_lines(diagnostic: Diagnostic, where: str, detail: Detail, context: Context) -> list[str]:
    """The lines that say everything known of one finding; `where` is its place in print."""
    return list(_full_lines(diagnostic, where, detail, context))


def _full_lines(diagnostic: Diagnostic, where: str, detail: Detail, context: Context) -> Iterator[str]:
    at, line, cell, fact, rule, means, do, explained, *severities = _WORDS.get(context.language, _WORDS["en"])
    severity = severities[("error", "warning", "info").index(diagnostic.severity)]
    yield f"{severity} {diagnostic.code}: {diagnostic.message}"
    known = [(at, where), (line, detail.line), (cell, quoted(detail.cell) if detail.cell else "")]
    known.append((fact, _named(diagnostic.location.fact, detail.label)))
    known += [(rule, detail.rule), (means, context.meaning(diagnostic.code)), (do, diagnostic.hint or "")]
    for word, text in known:
        if text:
            yield f"    {_padded(word)} {text}"
        if word == line and text and detail.caret is not None:
            before = quoted(detail.line[: detail.caret], len(detail.line))
            yield f"    {_padded('')} {' ' * _width(before)}^"
    if diagnostic.explained:
        yield f"    {explained} {diagnostic.explained}"


def _named(fact: str | None, label: str) -> str:
    return f"{fact} ({label})" if fact and label else fact or label


def _padded(word: str) -> str:
    return word + " " * max(6 - _width(word), 0)


def _width(text: str) -> int:
    """How many columns of a terminal `text` takes: Chinese characters take two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
