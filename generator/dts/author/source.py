"""The authored taxonomy as typed records, each with the row that it came from.

Parsing here looks at one row at a time; what relates rows to one another is `check`'s.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from generator.diagnostics import Diagnostic, InputError, error, quoted
from generator.dts.author import vocabulary
from generator.dts.author.settings import Settings, read_settings
from generator.dts.author.tables import ReadSheets, Row, Table, read_tables

NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*\Z")
BASE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*:[A-Za-z_][A-Za-z0-9_.-]*\Z")
CODE = re.compile(r"[a-z][a-z0-9-]*\Z")
NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?\Z")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptSource:
    """A row of concepts.csv. `labels` maps language to standard label.

    `domain` is a typed axis's domain element, or the head of an enumeration's members; these are then those below it in the
    role `domain_role`, with the head itself where `head_usable` (Extensible Enumerations 2.0).
    """

    name: str
    kind: str
    type: str
    period: str
    balance: str
    labels: Mapping[str, str]
    domain: str
    domain_role: str = ""
    head_usable: bool = False
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSource:
    """A row of labels.csv; `role` is a key of `vocabulary.LABEL_ROLES`, or "standard" for a concept of a base taxonomy."""

    name: str
    role: str
    language: str
    text: str
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceSource:
    """A row of references.csv: `parts` are (local name in the ref namespace, text) in order."""

    name: str
    role: str
    parts: tuple[tuple[str, str], ...]
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSource:
    """A row of roles.csv."""

    code: str
    order: str
    definitions: Mapping[str, str]
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSource:
    """A row of presentation.csv or members.csv: a node of the tree of `tree` (a role, or an axis), `depth` from 0."""

    tree: str
    depth: int
    name: str
    preferred_label: str = ""
    default: bool = False
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class HypercubeSource:
    """A row of hypercubes.csv: one axis of a role's hypercube, and the root of its line items."""

    role: str
    line_items: str
    hypercube: str
    axis: str
    closed: bool = True
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class SumSource:
    """A row of calculation.csv: `part` contributes to `total` with `weight`."""

    role: str
    total: str
    part: str
    weight: Decimal
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorSource:
    """A row of anchors.csv: of two concepts, one ours and one of a base taxonomy, the wider and the narrower."""

    wider: str
    narrower: str
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The tables of a taxonomy, every row parsed, in the tables' order."""

    settings: Settings
    concepts: tuple[ConceptSource, ...]
    labels: tuple[LabelSource, ...]
    references: tuple[ReferenceSource, ...]
    roles: tuple[RoleSource, ...]
    presentation: tuple[NodeSource, ...]
    hypercubes: tuple[HypercubeSource, ...]
    members: tuple[NodeSource, ...]
    calculation: tuple[SumSource, ...]
    anchors: tuple[AnchorSource, ...] = ()


class _BadCell(Exception):
    """A cell that cannot be read; the row is left out, the diagnostic kept."""

    def __init__(self, row: Row, column: str, code: str, message: str, hint: str | None = None) -> None:
        self.diagnostic = error(f"filing.taxonomy.{code}", message, hint=hint, location=row.location(column))


def read_source(folder: Path, read_sheets: ReadSheets | None = None) -> tuple[Source | None, list[Diagnostic]]:
    """The taxonomy authored in `folder` (`taxonomy.toml`, `tables/*.csv`), and what is wrong with its cells.

    `read_sheets` opens `taxonomy.xlsx`, whose sheets may stand in place of tables; without it there is no workbook.
    None where `taxonomy.toml` itself cannot be used. Rows with a wrong cell are left out, each with its diagnostic.
    """
    try:
        settings = read_settings(folder / "taxonomy.toml")
    except InputError as problem:
        return None, list(problem.diagnostics)
    tables, found = read_tables(folder, settings.languages, read_sheets)

    def rows(name: str, parse: Callable[[Row], T]) -> tuple[T, ...]:
        return tuple(_parsed(tables[name], parse, found))

    languages = settings.languages
    source = Source(
        settings=settings,
        concepts=rows("concepts", lambda row: _concept(row, languages)),
        labels=rows("labels", lambda row: _label(row, languages)),
        references=rows("references", _reference),
        roles=rows("roles", lambda row: _role(row, languages)),
        presentation=rows("presentation", _node),
        hypercubes=rows("hypercubes", _hypercube),
        members=rows("members", _member),
        calculation=rows("calculation", _sum),
        anchors=rows("anchors", _anchor),
    )
    return source, found


def _parsed(table: Table, parse: Callable[[Row], T], found: list[Diagnostic]) -> Iterator[T]:
    for row in table.rows:
        try:
            yield parse(row)
        except _BadCell as bad:
            found.append(bad.diagnostic)


def _name(row: Row, column: str = "name", *, own: bool = False) -> str:
    """The name of a concept: of our own, or (unless it has to be our `own`) `prefix:Name` of a base taxonomy."""
    text = row[column]
    if not NAME.match(text) and (own or not BASE_NAME.match(text)):
        raise _BadCell(
            row, column, "name", f"{quoted(text)} is no concept name.", "A letter, then letters and digits: no spaces, no Chinese."
        )
    return text


def _choice(row: Row, column: str, choices: Mapping[str, object], code: str, *, optional: bool = False) -> str:
    text = row[column]
    if text in choices or (optional and not text):
        return text
    known = ", ".join(c for c in choices if c)
    raise _BadCell(row, column, code, f"{quoted(text) or 'An empty cell'} is no {column} that the taxonomy knows.", f"One of: {known}.")


def _texts(row: Row, stem: str, languages: tuple[str, ...]) -> dict[str, str]:
    texts = {lang: row[f"{stem}_{lang}"] for lang in languages}
    for lang, text in texts.items():
        if not text:
            raise _BadCell(row, f"{stem}_{lang}", "empty-label", f"{quoted(row['name'] or row['code'])} has no {stem} in {lang}.")
    return texts


def _concept(row: Row, languages: tuple[str, ...]) -> ConceptSource:
    kind = _choice(row, "kind", vocabulary.KINDS, "unknown-kind")
    is_item = kind == "item"
    types: Mapping[str, object] = vocabulary.DOMAIN_TYPES if kind == "typed-domain" else vocabulary.ITEM_TYPES
    name = _name(row, own=True)
    is_enumeration = is_item and row["type"] in vocabulary.ENUMERATIONS
    concept = ConceptSource(
        name=name,
        kind=kind,
        type=_choice(row, "type", types, "unknown-type", optional=not is_item and kind != "typed-domain"),
        period=_choice(row, "period", vocabulary.PERIODS, "period", optional=not is_item),
        balance=_choice(row, "balance", vocabulary.BALANCES, "balance", optional=True),
        labels={} if kind == "typed-domain" else _texts(row, "label", languages),
        domain=_name(row, "domain", own=not is_enumeration) if kind == "typed-axis" or is_enumeration else "",
        domain_role=row["domain_role"] if is_enumeration else "",
        head_usable=is_enumeration and _is_yes(row, "head_usable"),
        row=row,
    )
    if concept.balance and concept.type != "monetary":
        raise _BadCell(row, "balance", "balance", f"{name} has a balance, but is not monetary (XBRL 2.1, 5.1.1.2).", "Empty the cell.")
    return concept


def _label(row: Row, languages: tuple[str, ...]) -> LabelSource:
    if row["lang"] not in languages:
        raise _BadCell(
            row, "lang", "language", f"{quoted(row['lang'])} is no language of the taxonomy.", f"One of: {', '.join(languages)}."
        )
    if not row["text"]:
        raise _BadCell(row, "text", "empty-label", f"The {row['role']} label of {quoted(row['name'])} in {row['lang']} is empty.")
    roles = {"standard": "", **vocabulary.LABEL_ROLES} if ":" in row["name"] else vocabulary.LABEL_ROLES
    role = _choice(row, "role", roles, "unknown-label-role")
    return LabelSource(name=_name(row), role=role, language=row["lang"], text=row["text"], row=row)


def _reference(row: Row) -> ReferenceSource:
    role = _choice(row, "role", vocabulary.REFERENCE_ROLES, "unknown-reference-role", optional=True)
    parts = tuple((local, row[column]) for column, local in vocabulary.REFERENCE_PARTS.items() if row[column])
    if not parts:
        raise _BadCell(
            row, "name", "empty-reference", f"The reference of {quoted(row['name'])} says nothing.", "Give at least the standard's name."
        )
    return ReferenceSource(name=_name(row), role=role, parts=parts, row=row)


def _role(row: Row, languages: tuple[str, ...]) -> RoleSource:
    if not CODE.match(row["code"]):
        raise _BadCell(row, "code", "code", f"{quoted(row['code'])} is no code of a role.", "Lower-case letters, digits and hyphens.")
    if row["code"] in vocabulary.OWN_ROLES:
        raise _BadCell(row, "code", "code", f"The code {quoted(row['code'])} is the compiler's own.", "Choose another.")
    if not re.fullmatch("[0-9]+", row["order"]):
        raise _BadCell(row, "order", "order", f"{quoted(row['order'])} is no order.", "Digits, such as 010.")
    return RoleSource(code=row["code"], order=row["order"], definitions=_texts(row, "definition", languages), row=row)


def _depth(row: Row) -> int:
    if not re.fullmatch("[0-9]{1,2}", row["depth"]):
        raise _BadCell(
            row, "depth", "depth", f"{quoted(row['depth'])} is no depth.", "0 for a root, 1 for what stands below it, and so on."
        )
    return int(row["depth"])


def _node(row: Row) -> NodeSource:
    preferred = _choice(row, "preferred_label", vocabulary.LABEL_ROLES, "unknown-label-role", optional=True)
    return NodeSource(tree=row["role"], depth=_depth(row), name=_name(row), preferred_label=preferred, row=row)


def _member(row: Row) -> NodeSource:
    return NodeSource(tree=_name(row, "axis"), depth=_depth(row), name=_name(row), default=_is_yes(row, "default"), row=row)


def _is_yes(row: Row, column: str, *, absent: bool = False) -> bool:
    word = _choice(row, column, {"yes": True, "no": False}, column.replace("_", "-"), optional=True)
    return word == "yes" if word else absent


def _hypercube(row: Row) -> HypercubeSource:
    return HypercubeSource(
        role=row["role"],
        line_items=_name(row, "line_items"),
        hypercube=_name(row, "hypercube"),
        axis=_name(row, "axis"),
        closed=_is_yes(row, "closed", absent=True),
        row=row,
    )


def _sum(row: Row) -> SumSource:
    if not NUMBER.match(row["weight"]) or not Decimal(row["weight"]):
        raise _BadCell(
            row, "weight", "weight", f"{quoted(row['weight'])} is no weight.", "1 for a part that is added, -1 for one that is deducted."
        )
    return SumSource(role=row["role"], total=_name(row, "total"), part=_name(row, "part"), weight=Decimal(row["weight"]), row=row)


def _anchor(row: Row) -> AnchorSource:
    return AnchorSource(wider=_name(row, "wider"), narrower=_name(row, "narrower"), row=row)
