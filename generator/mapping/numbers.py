"""A printed number -> its exact value, by the column's declaration alone."""

import re
from decimal import Decimal

from generator.mapping.contents import Misfit
from generator.schedule import NumberFormat

DASHES = frozenset(("-", "—", "–", "－", "——", "−"))
_MINUS = ("-", "−")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")
_MAX_DIGITS = 38


class NotANumber(Misfit):
    """The text is no number by the column's declaration."""


def parse_number(text: str, form: NumberFormat) -> Decimal:
    """The value of `text` in the fact's own unit: the number shown × 10^scale, exactly.

    `text` is stripped and no dash. Raises NotANumber: no number, a percent sign or parentheses that
    the declaration does not know, or more decimal places than it shows. Where words say that the figure is negative
    (`negative` "words") the text has no sign, and the value is below zero.
    """
    body, negative = text, form.negative == "words"
    if negative and body.startswith((*_MINUS, "(")):
        raise NotANumber(
            "filing.not-a-number", "has a sign, although the words say that the figure is negative", "Write it as printed, without a sign."
        )
    if body.startswith(_MINUS):
        body, negative = body[1:].lstrip(), True
    elif body.startswith("(") and body.endswith(")"):
        if form.negative != "parentheses":
            raise NotANumber(
                "filing.not-a-number", "parentheses are not declared for this column", 'Write a minus, or declare negative = "parentheses".'
            )
        body, negative = body[1:-1].strip(), True
    if body.endswith("%"):
        if not form.percent:
            raise NotANumber(
                "filing.not-a-number", "a percent sign is not declared for this column", "Delete it, or declare percent = true."
            )
        body = body[:-1].rstrip()
    if not _GROUPED.fullmatch(body):
        hint = "Write digits, with commas by threes if at all, and a point: 1,234.56"
        if _DATE.fullmatch(body):
            hint = "A figure is wanted here, and this is a date: in a workbook format the cell as a number."
        if any(ord(c) > 127 for c in body):
            hint = "Write ASCII digits without 万, 元 or full-width characters; unit and scale are the schedule's."
        raise NotANumber("filing.not-a-number", "is no number", hint)
    digits = body.replace(",", "")
    places = len(digits.partition(".")[2])
    if places > form.places:
        raise NotANumber(
            "filing.precision",
            f"has {places} decimal places; the schedule declares {form.places}",
            "Round it as the source prints it, or declare more places.",
        )
    if len(digits) > _MAX_DIGITS:
        raise NotANumber("filing.not-a-number", f"has more than {_MAX_DIGITS} digits", "Look for figures that ran together.")
    value = Decimal(digits).scaleb(form.scale)
    return -value if negative and value else value
