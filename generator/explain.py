"""What the codes of findings mean, from the shipped tables `templates/_codes/*.csv`: a line a code, in Chinese and English.

`families.csv` lists the families of codes by their prefix; every other table has `code`, `zh`, `en`, `wrong` and `right`, the last two an
example of the mistake and of what is right instead.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.tabular import named_rows, read_csv

FAMILIES = "families.csv"
_INLINE = re.compile(r"ix1[01](?:\.[\d.]+)?:(\w+)")
_COLUMNS = ("code", "zh", "en", "wrong", "right")


class Meaning(NamedTuple):
    """What a code means, and an example of the mistake and of what is right."""

    code: str
    zh: str
    en: str
    wrong: str
    right: str


class Family(NamedTuple):
    """Codes of one origin: what they begin with, and what says what they mean."""

    prefix: str
    zh: str
    en: str


def read_meanings(folder: Path) -> Mapping[str, Meaning]:
    """Every meaning in the tables of `folder`, by code. Raises InputError where a table is malformed."""
    found: dict[str, Meaning] = {}
    for path in sorted(folder.glob("*.csv")):
        if path.name != FAMILIES:
            for _, row in named_rows(read_csv(path, folder), str(path), _COLUMNS):
                found[row["code"]] = Meaning(*(row[name] for name in _COLUMNS))
    return found


def read_families(folder: Path) -> Sequence[Family]:
    """The families of codes, in the table's order."""
    path = folder / FAMILIES
    return tuple(Family(row["prefix"], row["zh"], row["en"]) for _, row in named_rows(read_csv(path, folder), str(path), Family._fields))


def meaning_of(code: str, meanings: Mapping[str, Meaning]) -> Meaning | None:
    """The meaning of `code` as a finding prints it; None where no table has it.

    A rule of inline XBRL has one entry, whichever version and section the code names. A section of XBRL 2.1 without an entry of its own
    means what the section above it does.
    """
    key = plain_code(code)
    while key not in meanings and key.startswith("xbrl.") and key.count(".") > 1:
        key = key.rpartition(".")[0]
    return meanings.get(key)


def plain_code(code: str) -> str:
    """The code by which the tables list `code`: `ix:NAME` for the rules of inline XBRL, else itself."""
    inline = _INLINE.fullmatch(code)
    return f"ix:{inline[1]}" if inline else code


def near(code: str, meanings: Mapping[str, Meaning], most: int = 5) -> Sequence[str]:
    """Codes like `code`, the likest first: the same name in another family, or nearly the same letters."""
    from difflib import get_close_matches  # only for a code that nobody knows

    wanted = plain_code(code).casefold()
    tail = re.split(r"[:.]", wanted)[-1]
    by_folded = {known.casefold(): known for known in meanings}
    same = [known for folded, known in by_folded.items() if tail and re.split(r"[:.]", folded)[-1] == tail]
    begun = [known for folded, known in by_folded.items() if wanted and folded.startswith(wanted)]
    close = [by_folded[folded] for folded in get_close_matches(wanted, by_folded, n=most, cutoff=0.6)]
    return tuple(dict.fromkeys((*same, *begun, *close)))[:most]
