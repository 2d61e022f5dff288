"""What somebody entered in a cell for an adjustment -> its amount, or why it is none."""

import re
from collections.abc import Callable
from decimal import Context, Decimal

from generator.diagnostics import quoted
from generator.printed import DASHES
from generator.records import NamedTuple
from generator.review.book import ERROR, FORMULA, NUMBER, TEXT, CellContent

_TYPED = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[+\-−])?\s*(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,38})(?P<part>\.[0-9]{1,38})?"
    r"\s*(?P<percent>%)?\s*(?P<close>\))?"
)
_EXACT = Context(prec=120)
_LARGEST = 30


class Unreadable(NamedTuple):
    """Why a cell holds no amount, and what to do."""

    message: str
    hint: str


def read_amount(content: CellContent, stored: Callable[[], CellContent | None], percent: bool) -> Decimal | Unreadable:
    """The amount that `content` is, in the unit shown (per cent where `percent`: the cell holds a fraction, or a text in per cent).

    An empty cell and a dash are 0; a formula is what it came to when the book was saved, which `stored` tells.
    """
    if content.kind == FORMULA:
        value = stored()
        if value is None:
            return Unreadable(
                f"The formula {quoted(content.text)} has no stored value.",
                "Open the book in Excel or LibreOffice, recalculate, and save it.",
            )
        if value.kind != NUMBER:
            return Unreadable(
                f"The formula {quoted(content.text)} comes to {quoted(value.text)}.", "Mend the formula, or write the amount."
            )
        content = value
    if content.kind == NUMBER:
        amount = Decimal(content.text)
        if abs(amount.adjusted()) > _LARGEST:
            return Unreadable(f"{quoted(content.text)} is out of range.", "Look at the amount and its unit.")
        return _EXACT.scaleb(amount, 2) if percent else amount
    if content.kind == ERROR:
        return Unreadable(f"The cell holds the error {quoted(content.text)}.", "Mend the formula, or write the amount.")
    if content.kind != TEXT:
        return Unreadable(
            f"The cell holds a {content.kind}, {quoted(content.text)}, and no amount.", "Format the cell as a number, and write the amount."
        )
    return _typed(content.text.strip(), percent)


def _typed(text: str, percent: bool) -> Decimal | Unreadable:
    """The amount in a text cell: digits, with commas by threes, a sign or parentheses; a percent sign where percentages stand."""
    if not text or text in DASHES:
        return Decimal(0)
    match = _TYPED.fullmatch(text)
    if (
        match is None
        or bool(match["open"]) != bool(match["close"])
        or (match["open"] and match["sign"])
        or (match["percent"] and not percent)
    ):
        hint = "Write it as a number: -1,234.56, without the unit; a minus for what is taken away."
        return Unreadable(f"The cell holds a text, “{quoted(text)}”, that is no amount.", hint)
    value = Decimal(match["whole"].replace(",", "") + (match["part"] or ""))
    return _EXACT.minus(value) if match["open"] or match["sign"] in ("-", "−") else value


def decimal_places(amount: Decimal) -> int:
    """How many decimal places `amount` needs."""
    exponent = amount.normalize(_EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def apart(after: Decimal, before: Decimal) -> Decimal:
    """`after` less `before`, exactly."""
    return _EXACT.subtract(after, before)


def with_places(amount: Decimal, places: int) -> Decimal:
    """`amount`, which needs no more than `places` decimals, with as many."""
    return _EXACT.quantize(amount, Decimal(1).scaleb(-places))
