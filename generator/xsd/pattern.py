"""Patterns of XML Schema (Part 2, appendix F), matched in time linear in the text, whatever the pattern.

A pattern becomes a nondeterministic automaton of bounded size; its state sets are explored one character at a time
and remembered, so `(x+x+)+y` costs no more than `x*y`. Python's `re` would backtrack without end, and reads
`\\i`, `\\c`, `\\p{…}`, `^` and subtraction otherwise than XML Schema does.
"""

import unicodedata
from collections.abc import Callable

Test = Callable[[str], bool]

MAX_STATES = 20_000
_MAX_CACHE = 20_000
_MAX_DEPTH = 50


class PatternError(ValueError):
    """A pattern that does not read, or is too large; the message says why."""


class UnsupportedPattern(PatternError):
    """A pattern that XML Schema may allow, but that is too large, or names a block of characters that is not in our table."""


class Pattern:
    """A compiled pattern; `matches(text)` says whether the whole of `text` matches."""

    def __init__(self, source: str) -> None:
        """Compile `source`. Raises PatternError."""
        self._source = source
        self._at = 0
        self._tests: list[Test | None] = []  # a state's test on the next character; None: only empty moves
        self._next: list[list[int]] = []  # where a state leads: after its test, or by empty moves
        self._depth = 0
        start, ends = self._choice()
        if self._at < len(source):
            raise PatternError(f"“{source[self._at]}” at {self._at + 1} is not expected")
        self._accept = self._state(None)
        self._join(ends, self._accept)
        self._start = self._closure((start,))
        self._cache: dict[tuple[frozenset[int], str], frozenset[int]] = {}

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` matches."""
        states = self._start
        for character in text:
            key = (states, character)
            following = self._cache.get(key)
            if following is None:
                reached = [n for s in states if (test := self._tests[s]) is not None and test(character) for n in self._next[s]]
                following = self._closure(tuple(reached))
                if len(self._cache) >= _MAX_CACHE:
                    self._cache.clear()
                self._cache[key] = following
            if not following:
                return False
            states = following
        return self._accept in states

    def _closure(self, states: tuple[int, ...]) -> frozenset[int]:
        seen = set(states)
        stack = list(states)
        while stack:
            state = stack.pop()
            if self._tests[state] is None:
                for following in self._next[state]:
                    if following not in seen:
                        seen.add(following)
                        stack.append(following)
        return frozenset(s for s in seen if self._tests[s] is not None or s == self._accept)

    # A fragment is (first state, states whose way on is still open).

    def _state(self, test: Test | None, *following: int) -> int:
        if len(self._tests) >= MAX_STATES:
            raise UnsupportedPattern("the pattern is too large")
        self._tests.append(test)
        self._next.append(list(following))
        return len(self._tests) - 1

    def _join(self, ends: list[int], to: int) -> None:
        for end in ends:
            self._next[end].append(to)

    def _peek(self) -> str:
        return self._source[self._at] if self._at < len(self._source) else ""

    def _take(self) -> str:
        character = self._peek()
        if not character:
            raise PatternError("the pattern ends too early")
        self._at += 1
        return character

    def _choice(self) -> tuple[int, list[int]]:
        branches = [self._branch()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._branch())
        if len(branches) == 1:
            return branches[0]
        return self._state(None, *(b[0] for b in branches)), [e for b in branches for e in b[1]]

    def _branch(self) -> tuple[int, list[int]]:
        start = self._state(None)
        ends = [start]
        while self._peek() and self._peek() not in "|)":
            first, following = self._piece()
            self._join(ends, first)
            ends = following
        return start, ends

    def _piece(self) -> tuple[int, list[int]]:
        begin = self._at
        fragment = self._atom()
        least, most = self._quantifier()
        end = self._at
        if (least, most) == (1, 1):
            return fragment
        start = self._state(None)
        ends = [start]
        for number in range(most if most is not None else max(least, 1)):
            if number:  # another copy: the atom is read again
                self._at = begin
                fragment = self._atom()
            first, following = fragment
            self._join(ends, first)
            ends = following if number < least else [*following, *ends]
        if most is None:
            again = self._state(None, fragment[0])
            self._join(fragment[1], again)
            ends = [*ends, again]
        if most == 0:
            ends = [start]
        self._at = end
        return start, ends

    def _quantifier(self) -> tuple[int, int | None]:
        character = self._peek()
        if character in ("?", "*", "+"):
            self._at += 1
            return {"?": (0, 1), "*": (0, None), "+": (1, None)}[character]
        if character != "{":
            return 1, 1
        close = self._source.find("}", self._at)
        low, comma, high = self._source[self._at + 1 : max(close, 0)].partition(",")
        if close < 0 or not low.isdecimal() or (high and not high.isdecimal()) or len(low + high) > 12:
            raise PatternError("a quantifier is {n}, {n,} or {n,m}")
        self._at = close + 1
        least = int(low)
        most = (int(high) if high else None) if comma else least
        if max(least, most or 0) > MAX_STATES or (most is not None and most < least):
            raise PatternError("a quantifier is out of range")
        return least, most

    def _atom(self) -> tuple[int, list[int]]:
        character = self._take()
        if character == "(":
            self._depth += 1
            if self._depth > _MAX_DEPTH:
                raise UnsupportedPattern("the groups are nested too deep")
            fragment = self._choice()
            if self._take() != ")":
                raise PatternError("a “)” is missing")
            self._depth -= 1
            return fragment
        if character in "?*+{}])":
            raise PatternError(f"“{character}” at {self._at} is not expected")
        if character == "[":
            test = self._class()
        elif character == ".":
            test = _not_in("\n\r")
        elif character == "\\":
            test = self._escape()
        else:
            test = character.__eq__
        state = self._state(test)
        return state, [state]

    def _escape(self) -> Test:
        character = self._take()
        if character in "pP":
            if self._take() != "{" or "}" not in self._source[self._at :]:
                raise PatternError("a category is \\p{…}")
            name, _, _ = self._source[self._at :].partition("}")
            self._at += len(name) + 1
            test = _category(name)
            return test if character == "p" else _negated(test)
        if character in _SINGLE:
            return _SINGLE[character].__eq__
        known = _MULTI.get(character.lower())
        if known is None:
            raise PatternError(f"\\{character} is no escape")
        return known if character.islower() else _negated(known)

    def _class(self) -> Test:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise UnsupportedPattern("the classes are nested too deep")
        negative = self._peek() == "^"
        self._at += negative
        parts: list[Test] = []
        minus: Test | None = None
        first = True
        while first or self._peek() != "]":
            character = self._take()
            if character == "-" and self._peek() == "[":
                self._at += 1
                minus = self._class()
                if self._peek() != "]":
                    raise PatternError("a subtraction ends its class")
                break
            parts.append(self._class_part(character))
            first = False
        self._take()
        self._depth -= 1
        positive = _any(tuple(parts))
        test = _negated(positive) if negative else positive
        return test if minus is None else _without(test, minus)

    def _class_part(self, character: str) -> Test:
        if character == "[":
            raise PatternError("“[” in a class is written \\[")
        if character == "\\":
            escaped = self._peek()
            test = self._escape()
            if escaped not in _SINGLE:
                return test
            character = _SINGLE[escaped]
        if self._peek() != "-" or self._source[self._at + 1 : self._at + 2] in ("]", "[", ""):
            return character.__eq__
        self._at += 1
        last = self._take()
        if last == "\\":
            last = _SINGLE.get(self._take(), "")
        if not last or last < character:
            raise PatternError("a range ends before it starts")
        return _between(character, last)


def _not_in(characters: str) -> Test:
    return lambda c: c not in characters


def _negated(test: Test) -> Test:
    return lambda c: not test(c)


def _any(tests: tuple[Test, ...]) -> Test:
    return tests[0] if len(tests) == 1 else lambda c: any(t(c) for t in tests)


def _without(test: Test, minus: Test) -> Test:
    return lambda c: test(c) and not minus(c)


def _between(first: str, last: str) -> Test:
    return lambda c: first <= c <= last


def _category(name: str) -> Test:
    """`\\p{L}`, `\\p{Lu}`; of the blocks, those that filings use."""
    if name.startswith("Is"):
        block = _BLOCKS.get(name[2:])
        if block is None:
            raise UnsupportedPattern(f"the block {name[:40]} is not known")
        return _between(chr(block[0]), chr(block[1]))
    if not (1 <= len(name) <= 2 and name[0] in "LMNPZSC"):
        raise PatternError(f"the category {name[:40]} is not known")
    return lambda c: unicodedata.category(c).startswith(name)


_BLOCKS = {
    "BasicLatin": (0, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "Greek": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "HangulSyllables": (0xAC00, 0xD7A3),
    "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DB5),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}
_SINGLE = {"n": "\n", "r": "\r", "t": "\t", **{c: c for c in "\\|.?*+(){}-[]^"}}


def _name_start(c: str) -> bool:
    return c in "_:" or unicodedata.category(c) in ("Lu", "Ll", "Lt", "Lo", "Nl")


def _name(c: str) -> bool:
    return c in "_:.-·" or unicodedata.category(c) in ("Lu", "Ll", "Lt", "Lo", "Lm", "Nl", "Nd", "Mc", "Me", "Mn")


_MULTI: dict[str, Test] = {
    "s": lambda c: c in " \t\n\r",
    "d": lambda c: unicodedata.category(c) == "Nd",
    "w": lambda c: unicodedata.category(c)[0] not in "PZC",
    "i": _name_start,
    "c": _name,
}
