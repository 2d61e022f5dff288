"""Mutation operators: each takes the text of one file and a source of randomness, and returns the text with one place changed.

Most changes break the report; some leave it valid, so that agreement on what is still valid is tried too. `kind` says which files
an operator works on: "xbrl", "ixbrl", "json", "csv" (tables), "metadata" (of xBRL-CSV), "schema", "definition", "calculation",
"presentation", "label" (linkbases of the taxonomy).
"""

import random
import re
from collections.abc import Callable
from typing import NamedTuple

Change = Callable[[str, random.Random], str]


class NothingToChange(Exception):
    """The text has no place that the operator could change."""


class Operator(NamedTuple):
    """An operator's name, the files it works on, and what it does."""

    name: str
    kind: str
    change: Change


def replaced(pattern: str, change: Callable[[re.Match[str], random.Random], str]) -> Change:
    """Changes one match of `pattern`, chosen at random. Raises NothingToChange."""

    def apply(text: str, chance: random.Random) -> str:
        matches = list(re.finditer(pattern, text))
        if not matches:
            raise NothingToChange
        match = chance.choice(matches)
        return text[: match.start()] + change(match, chance) + text[match.end() :]

    return apply


def _digit(match: re.Match[str], chance: random.Random) -> str:
    return match[1] + str((int(match[2]) + chance.randint(1, 9)) % 10)


def _other_reference(attribute: str) -> Change:
    """The reference of one element replaced by that of another, or by one that leads nowhere."""

    def apply(text: str, chance: random.Random) -> str:
        known = sorted(set(re.findall(rf'\b{attribute}="([^"]*)"', text)))
        return replaced(rf'(?<=\b{attribute}=")[^"]*', lambda m, c: c.choice([*known, "nowhere"]))(text, chance)

    return apply


def _twice(text: str, chance: random.Random) -> str:
    """One fact reported once more with another value, under another id."""
    again = r'<(?!xbrli|link)([\w-]+:[\w.-]+)((?: [^<>]*)? contextRef="[^<>]*unitRef="[^<>]*)>(-?\d+)([^<]*)</\1>'

    def change(match: re.Match[str], _: random.Random) -> str:
        attributes = re.sub(r'(?<= id=")([^"]*)', r"\1-again", match[2])
        return f"{match[0]}<{match[1]}{attributes}>{int(match[3]) + 7}{match[4]}</{match[1]}>"

    return replaced(again, change)(text, chance)


_NUMBER = r"(?<=>)-?\d+(?:\.\d+)?(?=</(?!xbrldi|xbrli))"
_DATE = r"(?<=Date>|tant>)\d{4}-\d\d-\d\d(?=<)"
_CELL = r"(?<=,)-?\d+(?:\.\d+)?(?=[,\r\n])"

OPERATORS: tuple[Operator, ...] = (
    # values
    Operator("a digit", "xbrl", replaced(r"(?<=>)(-?\d*)(\d)(?=\d*(?:\.\d+)?</(?!xbrl))", _digit)),
    Operator("a sign", "xbrl", replaced(_NUMBER, lambda m, _: m[0][1:] if m[0].startswith("-") else f"-{m[0]}")),
    Operator("text in a number", "xbrl", replaced(_NUMBER, lambda m, c: m[0] + c.choice([" 万", "e", ",000", ".", "%"]))),
    Operator("decimals", "xbrl", replaced(r'(?<=decimals=")[^"]*', lambda _, c: c.choice(["two", "", "-1", "2.0", "INF", "8"]))),
    Operator("decimals left out", "xbrl", replaced(r' decimals="[^"]*"', lambda _, c: c.choice(["", ' precision="4"', ' precision="0"']))),
    Operator(
        "a nil",
        "xbrl",
        replaced(r'(?<=contextRef=")([^"]*)"', lambda m, _: f'{m[1]}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"'),
    ),
    Operator("a fact twice", "xbrl", _twice),
    # dates, contexts, units, dimensions
    Operator(
        "a date",
        "xbrl",
        replaced(
            _DATE, lambda m, c: c.choice([f"{m[0][:5]}13{m[0][7:]}", f"{int(m[0][:4]) - 3}{m[0][4:]}", f"{m[0]}T", f"{m[0]}T00:00:00", ""])
        ),
    ),
    Operator("a context", "xbrl", _other_reference("contextRef")),
    Operator("a unit", "xbrl", _other_reference("unitRef")),
    Operator(
        "a measure",
        "xbrl",
        replaced(
            r"(?<=<xbrli:measure>)[^<]*",
            lambda _, c: c.choice(["iso4217:RMB", "iso4217:cny", "xbrli:pure", "xbrli:shares", "nothing:CNY", "CNY"]),
        ),
    ),
    Operator(
        "an identifier",
        "xbrl",
        replaced(r'(?<=identifier scheme=")[^"]*', lambda _, c: c.choice(["urn:x", "http://standards.iso.org/iso/17442", "a b"])),
    ),
    Operator(
        "a member",
        "xbrl",
        replaced(
            r"(?<=\">)([\w-]+):\w+(?=</xbrldi:explicitMember)", lambda m, c: c.choice([f"{m[1]}:NoMember", f"{m[0]}x", "nothing:Member"])
        ),
    ),
    Operator("an axis", "xbrl", replaced(r'(?<=dimension=")([\w-]+):(\w+)', lambda m, c: c.choice([f"{m[1]}:NoAxis", f"nothing:{m[2]}"]))),
    Operator(
        "a dimension left out",
        "xbrl",
        replaced(r"<xbrldi:explicitMember[^<]*</xbrldi:explicitMember>", lambda m, c: c.choice(["", m[0] * 2])),
    ),
    # structure
    Operator(
        "a concept",
        "xbrl",
        replaced(r"<([\w-]+:)(\w+)(?= [^>]*contextRef)([^>]*)>([^<]*)</\1\2>", lambda m, _: f"<{m[1]}{m[2]}x{m[3]}>{m[4]}</{m[1]}{m[2]}x>"),
    ),
    Operator("an end tag", "xbrl", replaced(r"</\w+:\w+>", lambda _, __: "")),
    Operator("an id twice", "xbrl", _other_reference("id")),
    Operator("a schema reference", "xbrl", replaced(r'(?<=schemaRef xlink:type="simple" xlink:href=")[^"]*', lambda m, _: f"{m[0]}x")),
    Operator(
        "a footnote arc",
        "xbrl",
        replaced(r'(?<=<link:footnoteArc )([^>]*?)(xlink:(?:to|from)=")[^"]*', lambda m, c: f"{m[1]}{m[2]}{c.choice(['nowhere', 'a b'])}"),
    ),
    # inline XBRL
    Operator("an inline digit", "ixbrl", replaced(r"(<ix:nonFraction [^>]*>[\d,.]*)(\d)(?=[\d,.]*<)", _digit)),
    Operator(
        "an inline format",
        "ixbrl",
        replaced(
            r'(?<=format=")(\w+):[\w-]+',
            lambda m, c: f"{m[1]}:{c.choice(['num-comma-decimal', 'date-day-month-year', 'fixed-zero', 'none'])}",
        ),
    ),
    Operator("an inline scale", "ixbrl", replaced(r'(?<=scale=")[^"]*', lambda _, c: c.choice(["two", "", "3", "-2", "2.5"]))),
    Operator("an inline sign", "ixbrl", replaced(r"(?<=<ix:nonFraction )", lambda _, c: c.choice(['sign="-" ', 'sign="+" ', 'sign="" ']))),
    Operator("an inline name", "ixbrl", replaced(r'(?<=name=")(\w+:\w+)', lambda m, c: c.choice([f"{m[1]}x", m[1].partition(":")[2]]))),
    Operator("an inline reference", "ixbrl", _other_reference("contextRef")),
    Operator(
        "an inline text",
        "ixbrl",
        replaced(r"(<ix:nonFraction [^>]*>)([\d,.]+)", lambda m, c: m[1] + c.choice(["—", f"({m[2]})", f"{m[2]} 万元", ""])),
    ),
    # xBRL-JSON
    Operator(
        "a JSON value",
        "json",
        replaced(r'(?<="value": )"(-?[\d.]+)"', lambda m, c: c.choice([m[1], '"1,234"', '"x"', "null", '"1e3"', '" 12"'])),
    ),
    Operator("JSON decimals", "json", replaced(r'(?<="decimals": )-?\d+', lambda m, c: c.choice(['"2"', "2.5", "null", "-3", "30"]))),
    Operator(
        "a JSON concept",
        "json",
        replaced(r'(?<="concept": ")(\w+):(\w+)', lambda m, c: c.choice([f"{m[1]}:{m[2]}x", m[2], f"nothing:{m[2]}"])),
    ),
    Operator(
        "a JSON period",
        "json",
        replaced(
            r'(?<="period": ")[^"]*',
            lambda m, c: c.choice([m[0][:10], m[0].replace("T00:00:00", ""), m[0][::-1], m[0].replace("2021", "2022")]),
        ),
    ),
    Operator(
        "a JSON unit",
        "json",
        replaced(r'(?<="unit": ")[^"]*', lambda m, c: c.choice(["xbrli:pure", "iso4217:RMB", "CNY", f"{m[0]}*{m[0]}"])),
    ),
    Operator("a JSON member", "json", replaced(r'(?<=")(\w+):(\w+Member)(?=")', lambda m, c: c.choice([f"{m[1]}:NoMember", m[2], ""]))),
    Operator(
        "a JSON key",
        "json",
        replaced(r'"(decimals|value|dimensions|concept|entity)":', lambda m, c: c.choice([f'"{m[1]}x":', f'"{m[1]}": null, "{m[1]}":'])),
    ),
    # xBRL-CSV
    Operator(
        "a CSV cell", "csv", replaced(_CELL, lambda m, c: c.choice(["x", f'"{m[0]},000"', "#nil", "#none", "#empty", f"{m[0]}0", ""]))
    ),
    Operator(
        "a CSV head",
        "csv",
        replaced(r"^\ufeff?([^,\r\n]+),([^,\r\n]+)", lambda m, c: c.choice([f"{m[1]},{m[1]}", f"{m[1]},{m[2]}x", f"{m[2]},{m[1]}"])),
    ),
    Operator("a CSV member", "csv", replaced(r"(?<=,)(\w+):(\w+Member)", lambda m, c: c.choice([f"{m[1]}:NoMember", m[2], "#none"]))),
    Operator("a CSV table", "metadata", replaced(r'(?<="url": ")[^"]*', lambda m, c: c.choice([f"x-{m[0]}", "../" + m[0], ""]))),
    Operator(
        "CSV metadata",
        "metadata",
        replaced(
            r'"(concept|unit|entity|decimals|documentType|taxonomy)": ("[^"]*")',
            lambda m, c: c.choice([f'"{m[1]}": "nothing:x"', f'"{m[1]}x": {m[2]}', f'"{m[1]}": 7']),
        ),
    ),
    # the taxonomy
    Operator(
        "a schema type",
        "schema",
        replaced(
            r'(?<= type=")[^"]*(?=")',
            lambda m, c: c.choice(["xbrli:stringItemType", "xbrli:noItemType", "xbrli:monetaryItemType", "xs:string"]),
        ),
    ),
    Operator("a period type", "schema", replaced(r'(?<=periodType=")[^"]*', lambda m, c: c.choice(["instant", "duration", "forever"]))),
    Operator(
        "a substitution group",
        "schema",
        replaced(
            r'(?<=substitutionGroup=")[^"]*',
            lambda m, c: c.choice(["xbrli:item", "xbrldt:dimensionItem", "xbrldt:hypercubeItem", "xbrli:nothing"]),
        ),
    ),
    Operator("a balance", "schema", replaced(r'(?<=balance=")[^"]*', lambda m, c: c.choice(["credit", "debit", "none"]))),
    Operator("a calculation weight", "calculation", replaced(r'(?<=weight=")[^"]*', lambda _, c: c.choice(["-1", "0", "1.5", "one"]))),
    Operator(
        "a calculation arc",
        "calculation",
        replaced(r'(xlink:(?:to|from)=")[^"]*', lambda m, c: m[1] + c.choice(["nowhere", "CompositionOperatingRevenue"])),
    ),
    Operator(
        "a dimensional arc",
        "definition",
        replaced(
            r"(?<=int/dim/arcrole/)[\w-]+",
            lambda m, c: c.choice(["all", "notAll", "hypercube-dimension", "dimension-domain", "domain-member", "dimension-default"]),
        ),
    ),
    Operator(
        "a hypercube's context",
        "definition",
        replaced(r'(?<=contextElement=")[^"]*', lambda m, c: c.choice(["segment", "scenario", "both"])),
    ),
    Operator(
        "a locator", "definition", replaced(r'(?<=xlink:href=")[^"]*#[^"]*', lambda m, c: c.choice([f"{m[0]}x", m[0].partition("#")[0]]))
    ),
    Operator("a presentation order", "presentation", replaced(r'(?<=order=")[^"]*', lambda m, c: c.choice(["1", "first", "-1"]))),
    Operator("a label's language", "label", replaced(r'(?<=xml:lang=")[^"]*', lambda m, c: c.choice(["", "de", "not a language"]))),
)
