"""`filing explain`: what a code means, and which families of codes there are."""

from collections.abc import Iterator, Mapping, Sequence

from generator.explain import Family, Meaning


def meaning_lines(code: str, known: Meaning, language: str | None) -> Iterator[str]:
    """The explanation of `code` in `language` (None: both), with the examples."""
    yield code if code == known.code else f"{code} ({known.code})"
    if language != "en":
        yield f"  {known.zh}"
    if language != "zh":
        yield f"  {known.en}"
    wrong, right = ("错", "对") if language == "zh" else ("wrong", "right")
    for word, example in ((wrong, known.wrong), (right, known.right)):
        yield f"  {word}: {example}"


def meaning_object(code: str, known: Meaning) -> Mapping[str, str]:
    """The explanation of `code` as JSON."""
    return {**known._asdict(), "code": code}


def family_lines(families: Sequence[Family], language: str | None) -> Iterator[str]:
    """The families of codes, one a line."""
    for family in families:
        words = [family.zh] * (language != "en") + [family.en] * (language != "zh")
        yield f"{family.prefix:<18} {' '.join(words)}"
