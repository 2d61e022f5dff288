"""The value of an inline element from its text: transformed, scaled, signed. What fails is a diagnostic and never a value."""

import re
from collections.abc import Callable
from decimal import Decimal

from generator.diagnostics import quoted
from generator.read.ixbrl_elements import RawElement
from generator.read.transformations import REGISTRIES, TransformationFailed, UnknownTransformation, transform

Wrong = Callable[[str, str, RawElement, str | None], None]
"""Notes an error: code, message, element (which becomes no fact), hint."""

MAX_SCALE = 1_000
_SPACE = " \t\r\n"
_UNSIGNED = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_SCALE = re.compile(r"[+-]?[0-9]{1,4}")
_MAX_DIGITS = 10_000


def number(raw: RawElement, wrong: Wrong) -> Decimal | None:
    """The number of a nonFraction, numerator or denominator. None, and a diagnostic, where it is none (10.1.2)."""
    text = raw.text
    if not text:
        wrong(raw.code("1.1", "nonFraction"), f"An ix:{raw.kind} that is not nil must not be empty.", raw, None)
        return None
    if raw.format is not None:
        shown = transformed(raw, text, wrong)
        if shown is None:
            return None
    else:
        shown = text.strip(_SPACE)
    if not _UNSIGNED.fullmatch(shown) or len(shown) > _MAX_DIGITS:
        negative = shown.startswith("-") and raw.format is None
        code = raw.code("1.2", "nonFractionNegative") if negative else raw.code("1.1", "transformValueError")
        hint = 'Leave the minus outside and write sign="-".' if negative else "Give it a format, such as ixt:num-dot-decimal."
        wrong(code, f"{quoted(shown)} is no number without a sign.", raw, hint)
        return None
    return _scaled(raw, shown, wrong)


def _scaled(raw: RawElement, shown: str, wrong: Wrong) -> Decimal | None:
    scale = raw.attributes.get("scale", "0").strip(_SPACE)
    if not _SCALE.fullmatch(scale) or abs(int(scale)) > MAX_SCALE:
        message = f"The scale {quoted(scale)} is no whole number from -{MAX_SCALE} to {MAX_SCALE}."
        wrong(raw.code("1.1", "scale"), message, raw, None)
        return None
    sign = raw.attributes.get("sign")
    if sign not in (None, "-"):
        wrong(raw.code("1.1", "sign"), f"The sign {quoted(sign or '')} is not “-”.", raw, None)
        return None
    value = Decimal(f"{shown}E{int(scale)}")  # made from text it is exact; scaleb would round to the context's precision
    return value.copy_negate() if sign and value else value


def transformed(raw: RawElement, text: str, wrong: Wrong) -> str | None:
    """`text` by the element's format; None, and a diagnostic, where that fails."""
    assert raw.format is not None
    try:
        return transform(raw.format, text)
    except UnknownTransformation:
        known = raw.format.namespace in REGISTRIES
        what = "no transformation of its registry" if known else "in no transformation registry that is known"
        wrong(raw.code("1.2", "invalidTransformation"), f"{quoted(raw.attributes['format'])} is {what}.", raw, None)
    except TransformationFailed:
        message = f"{quoted(text)} is nothing that {quoted(raw.attributes['format'])} takes."
        wrong(raw.code("1.1", "transformValueError"), message, raw, "Correct the text, or give it the format that fits it.")
    return None
