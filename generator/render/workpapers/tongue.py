"""The language of a workbook: every text of ours, and of the filing and its taxonomy, said in Chinese, in English, or in both."""

from collections.abc import Callable
from dataclasses import dataclass

from generator.model import Taxonomy
from generator.qname import STANDARD_LABEL, QName
from generator.schedule import Text


@dataclass(frozen=True, slots=True)
class Tongue:
    """Says texts in `language`: "zh", "en" or "both"."""

    language: str = "zh"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the book, in the order in which they are said."""
        return ("zh", "en") if self.language == "both" else (self.language,)

    def say(self, text: Text, *, stacked: bool = False, **values: object) -> str:
        """`text`, its `{names}` replaced by `values` where any are given.

        Both languages stand one after the other with a space between, or one below the other where `stacked` (headings, long
        texts); equal ones stand once.
        """
        return self.each(lambda language: text.get(language).format(**values) if values else text.get(language), stacked=stacked)

    def each(self, said: Callable[[str], str], *, stacked: bool = False) -> str:
        """What `said` makes of each of the book's languages ("zh", "en"); equal ones stand once, empty ones not at all."""
        languages = self.languages
        if len(languages) == 1:
            return said(languages[0])
        parts = [part for part in dict.fromkeys(map(said, languages)) if part]
        return ("\n" if stacked else " ").join(parts)

    def word(self, text: Text) -> str:
        """`text` as formulas compare it, in one language: English in an English book, else Chinese."""
        return text.get(self.languages[0])

    def label(self, taxonomy: Taxonomy, name: QName, role: str = STANDARD_LABEL, *, stacked: bool = False) -> str:
        """The taxonomy's label of `name` in the book's language or languages."""
        return self.each(lambda language: taxonomy.label(name, language, role), stacked=stacked)
