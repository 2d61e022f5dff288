"""Immutable records: `NamedTuple`, a named tuple, and `Record`, whose fields are given by keyword.

To a type checker a NamedTuple is a `typing.NamedTuple`, and a Record a frozen dataclass with slots and keywords only; so they are to
those who use them. But classes are made without compiling source for each, and neither `typing` nor `dataclasses` is imported: the two,
and the classes that a hook needs, would cost it more than the check of a small report.
"""

__all__ = ["TYPE_CHECKING", "NamedTuple", "Record", "field", "replace"]

TYPE_CHECKING = False
"""As in `typing`, which costs a hook a sixth of a bare interpreter's start."""

if TYPE_CHECKING:
    from collections.abc import Iterable
    from dataclasses import field as field
    from dataclasses import replace as replace
    from typing import Any, Self, dataclass_transform
    from typing import NamedTuple as NamedTuple

    @dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
    class Record:
        """Named fields, given by keyword; `cached=True` in the list of bases gives room for `functools.cached_property`."""

        def __init_subclass__(cls, *, cached: bool = False) -> None:
            """What stands in the list of bases."""

        @classmethod
        def _make(cls, values: Iterable[Any]) -> Self: ...

else:
    from types import FunctionType

    try:
        from _collections import _tuplegetter
    except ImportError:  # as `collections` does on other interpreters
        from operator import itemgetter

        def _tuplegetter(index, doc):
            """A property that reads one item of a tuple."""
            return property(itemgetter(index), doc=doc)

    _new, _bare = tuple.__new__, object.__new__
    # The constructors of rows of 0, 1, 2 … fields; each class gets a copy in which its fields stand for the letters.
    _CONSTRUCTORS = (
        lambda _cls: _new(_cls, ()),
        lambda _cls, a: _new(_cls, (a,)),
        lambda _cls, a, b: _new(_cls, (a, b)),
        lambda _cls, a, b, c: _new(_cls, (a, b, c)),
        lambda _cls, a, b, c, d: _new(_cls, (a, b, c, d)),
        lambda _cls, a, b, c, d, e: _new(_cls, (a, b, c, d, e)),
        lambda _cls, a, b, c, d, e, f: _new(_cls, (a, b, c, d, e, f)),
        lambda _cls, a, b, c, d, e, f, g: _new(_cls, (a, b, c, d, e, f, g)),
        lambda _cls, a, b, c, d, e, f, g, h: _new(_cls, (a, b, c, d, e, f, g, h)),
        lambda _cls, a, b, c, d, e, f, g, h, i: _new(_cls, (a, b, c, d, e, f, g, h, i)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j: _new(_cls, (a, b, c, d, e, f, g, h, i, j)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m, n)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, o: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, o)),
    )

    def _constructor(owner, names, defaults):
        if len(names) >= len(_CONSTRUCTORS):
            raise TypeError(f"{owner} has more than {len(_CONSTRUCTORS) - 1} fields: make it a Record")
        shape = _CONSTRUCTORS[len(names)]
        code = shape.__code__.replace(co_varnames=("_cls", *names), co_name="__new__", co_qualname=f"{owner}.__new__")
        return FunctionType(code, shape.__globals__, "__new__", defaults)

    def _fields_of(owner, namespace):
        """The names of a class's fields in order, and the defaults of those that have one, taken out of `namespace`."""
        annotated = namespace.get("__annotations__")
        if annotated is None:  # from Python 3.14 on they are made when they are asked for
            annotate = namespace.get("__annotate_func__")
            annotated = annotate(1) if annotate else ()
        names = tuple(annotated)
        return names, {name: namespace.pop(name) for name in names if name in namespace}

    class _NamedTupleType(type):
        """Makes the classes below NamedTuple."""

        def __new__(cls, name, bases, namespace):
            names, defaults = _fields_of(name, namespace)
            if tuple(defaults) != names[len(names) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one with a default")
            namespace |= {"__slots__": (), "_fields": names, "_field_defaults": defaults, "__match_args__": names}
            if bases != (tuple,):
                namespace["__new__"] = _constructor(name, names, tuple(defaults.values()))
            namespace |= {field: _tuplegetter(index, None) for index, field in enumerate(names)}
            return type.__new__(cls, name, bases, namespace)

    class NamedTuple(tuple, metaclass=_NamedTupleType):
        """A named tuple; the methods are those of `collections.namedtuple`."""

        @classmethod
        def _make(cls, values):
            made = _new(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **changes):
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self):
            """For `copy` and `pickle`."""
            return tuple(self)

        def __repr__(self):
            """As of a named tuple."""
            return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in zip(self._fields, self, strict=True))})"

    class _Factory:
        """Makes the default of a field anew for every record."""

        __slots__ = ("make",)

        def __init__(self, make):
            self.make = make

    def field(*, default_factory):
        """What stands for a default that is made for each record, as in `dataclasses`."""
        return _Factory(default_factory)

    class _DataclassFields:
        """What `dataclasses.replace`, `asdict` and `fields` look for, made when it is asked for."""

        def __get__(self, instance, owner):
            import dataclasses

            found = {}
            for name in owner._names:
                default = owner._defaults.get(name, dataclasses.MISSING)
                made = isinstance(default, _Factory)
                one = dataclasses.field(default_factory=default.make) if made else dataclasses.field(default=default)
                one.name, one.type, one._field_type = name, owner.__annotations__[name], dataclasses._FIELD
                found[name] = one
            return found

    class _RecordType(type):
        """Makes the classes below Record."""

        def __new__(cls, name, bases, namespace, *, cached=False):
            names, defaults = _fields_of(name, namespace)
            namespace["__slots__"] = (*names, "__dict__") if cached else names
            made = type.__new__(cls, name, bases, namespace)
            made._names, made._defaults = names, defaults
            made._factories = tuple((name, default.make) for name, default in defaults.items() if isinstance(default, _Factory))
            made._setters = tuple((name, made.__dict__[name].__set__) for name in names)
            return made

    class Record(metaclass=_RecordType):
        """Named fields, given by keyword; `cached=True` in the list of bases gives room for `functools.cached_property`."""

        __dataclass_fields__ = _DataclassFields()

        def __init__(self, /, **values):
            cls = type(self)
            if len(values) != len(cls._names):
                made = {name: make() for name, make in cls._factories if name not in values}
                values = {**cls._defaults, **values, **made}
            if len(values) != len(cls._names) or not all(map(values.__contains__, cls._names)):
                wrong = sorted(values.keys() ^ set(cls._names))
                raise TypeError(f"{cls.__name__}: fields that are missing, or that it has not: {', '.join(wrong)}")
            for name, put in cls._setters:
                put(self, values[name])

        @classmethod
        def _make(cls, values):
            """A record of the values of all fields, in their order: for those that are made by the thousand."""
            made = _bare(cls)
            for (_, put), value in zip(cls._setters, values, strict=True):
                put(made, value)
            return made

        def _values(self):
            return tuple(getattr(self, name) for name in self._names)

        def __setattr__(self, name, value):
            """Refuse."""
            raise AttributeError(f"a {type(self).__name__} cannot be changed: {name!r}")

        def __delattr__(self, name):
            """Refuse."""
            raise AttributeError(f"a {type(self).__name__} cannot be changed: {name!r}")

        def __eq__(self, other):
            """Whether both are of one class, with equal values."""
            return self._values() == other._values() if type(other) is type(self) else NotImplemented

        def __hash__(self):
            """That of the values."""
            return hash(self._values())

        def __repr__(self):
            """As of a dataclass."""
            return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._names)})"

        def __reduce__(self):
            """For `copy` and `pickle`."""
            return _restored, (type(self), self._values())

    def _restored(cls, values):
        return cls._make(values)

    def replace(record, /, **changes):
        """A record like `record` with some fields changed."""
        cls = type(record)
        return cls(**{name: getattr(record, name) for name in cls._names} | changes)
