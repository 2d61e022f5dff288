"""Records behave as the named tuples and dataclasses that a type checker takes them for."""

import copy
import dataclasses
import pickle
import typing
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import pytest

from generator.records import NamedTuple, Record, field, replace


class Pair(NamedTuple):
    """Two fields."""

    first: str
    second: int = 2

    @property
    def total(self) -> str:
        return self.first * self.second


class Standard(typing.NamedTuple):
    first: str
    second: int = 2


class Place(Record):
    """Fields with a default, without one, and with one that is made anew."""

    path: str | None = None
    pair: Pair
    names: Mapping[str, str] = field(default_factory=dict)


class Counted(Record, cached=True):
    pair: Pair

    @cached_property
    def items(self) -> list[str]:
        return [self.pair.first]


PAIR = Pair("a", 3)
PLACE = Place(path="p", pair=PAIR)


def test_a_named_tuple_is_what_the_standard_one_is() -> None:
    standard = Standard("a", 3)
    assert PAIR == standard == ("a", 3)
    assert hash(PAIR) == hash(standard)
    assert repr(PAIR) == repr(standard).replace("Standard", "Pair")
    assert (PAIR._fields, PAIR._asdict(), Pair._field_defaults) == (standard._fields, standard._asdict(), Standard._field_defaults)
    assert PAIR._replace(second=1) == Pair("a", 1)
    assert Pair._make(["a", 3]) == PAIR
    assert Pair(second=4, first="b") == ("b", 4)
    assert Pair("b") == ("b", 2)
    assert PAIR.total == "aaa"
    match PAIR:
        case Pair(first, second=3):
            assert first == "a"


@pytest.mark.parametrize("value", [PAIR, PLACE], ids=["tuple", "record"])
def test_both_survive_copies_and_pickles(value: object) -> None:
    assert copy.deepcopy(value) == pickle.loads(pickle.dumps(value)) == copy.copy(value) == value


def test_a_record_is_what_a_frozen_dataclass_is() -> None:
    assert Place(pair=PAIR) == Place(path=None, pair=PAIR, names={}) != PLACE
    assert dataclasses.astuple(PLACE) != PLACE
    assert repr(PLACE) == "Place(path='p', pair=Pair(first='a', second=3), names={})"
    assert replace(PLACE, path="q") == dataclasses.replace(PLACE, path="q") == Place(path="q", pair=PAIR)
    assert dataclasses.asdict(Place(pair=PAIR))["path"] is None
    assert [one.name for one in dataclasses.fields(PLACE)] == ["path", "pair", "names"]
    assert hash(Counted(pair=PAIR)) == hash(Counted(pair=Pair("a", 3)))
    assert Place._make(("p", PAIR, {})) == PLACE


def test_a_default_that_is_made_is_made_for_each_record() -> None:
    assert Place(pair=PAIR).names is not Place(pair=PAIR).names


def test_room_for_what_is_worked_out_once() -> None:
    one = Counted(pair=PAIR)
    assert one.items is one.items
    assert not hasattr(PLACE, "__dict__")


REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: Pair(), TypeError, "missing 1 required positional argument: 'first'"),
    (lambda: Pair("a", 1, 2), TypeError, "from 2 to 3 positional arguments but 4"),
    (lambda: Pair(third=1), TypeError, "unexpected keyword argument 'third'"),
    (lambda: Pair._make(["a"]), TypeError, "Expected 2 arguments, got 1"),
    (lambda: PAIR._replace(third=1), ValueError, "third"),
    (lambda: Place(), TypeError, "pair"),
    (lambda: Place(pair=PAIR, line=3), TypeError, "line"),
    (lambda: Place(path="p", names={}, line=3), TypeError, "line, pair"),
    (lambda: Place(PAIR), TypeError, "positional"),
    (lambda: Place._make(("p", PAIR)), ValueError, "shorter"),
    (lambda: setattr(PLACE, "path", "q"), AttributeError, "path"),
    (lambda: delattr(PLACE, "path"), AttributeError, "path"),
    (lambda: setattr(PLACE, "other", "q"), AttributeError, "other"),
    (lambda: setattr(PAIR, "first", "q"), AttributeError, "first|set"),
    (lambda: replace(PLACE, line=3), TypeError, "line"),
]


@pytest.mark.parametrize(("made", "kind", "words"), REFUSED, ids=range(len(REFUSED)))
def test_what_neither_takes(made: Callable[[], Any], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        made()


def test_a_class_that_cannot_be_made_is_said() -> None:
    with pytest.raises(TypeError, match="without a default follows"):
        type(NamedTuple)("Wrong", (NamedTuple,), {"__annotations__": {"a": int, "b": int}, "a": 1})
    with pytest.raises(TypeError, match="make it a Record"):
        type(NamedTuple)("Wide", (NamedTuple,), {"__annotations__": {f"f{n}": int for n in range(40)}})
