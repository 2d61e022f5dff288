"""The names of months that the transformation registries accept, by language: data for `transformations.py`.

Twelve words a language, alternatives by `|`; most are the registry's stems, which any letters may follow.
"""

from collections.abc import Mapping

_ENGLISH = (
    "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sep october|oct november|nov december|dec"
)
_DANISH = "jan feb mar apr maj jun jul aug sep okt nov dec"
_GREEK = (  # every spelling, since accents and Latin capitals do not follow the case
    "ιαν|ίαν|ΙΑΝ|ΊΑΝ|IΑΝ|Ιαν|Ίαν|Iαν φεβ|ΦΕΒ|Φεβ μάρ|μαρ|ΜΆΡ|ΜΑΡ|Μάρ|Μαρ "
    "απρ|άπρ|αρίλ|άρίλ|αριλ|άριλ|ΑΠΡ|ΆΠΡ|AΠΡ|AΡΙΛ|ΆΡΙΛ|ΑΡΙΛ|Απρ|Άπρ|Aπρ|Αρίλ|Άρίλ|Aρίλ|Aριλ|Άριλ|Αριλ "
    "μαΐ|μαι|μάι|μαϊ|μάϊ|ΜΑΪ́|ΜΑΙ|ΜΆΙ|ΜΑΪ|ΜΆΪ|Μαΐ|Μαι|Μάι|Μαϊ|Μάϊ "
    "ιούν|ίούν|ίουν|ιουν|ΙΟΎΝ|ΊΟΎΝ|ΊΟΥΝ|IΟΎΝ|ΙΟΥΝ|IΟΥΝ|Ιούν|Ίούν|Ίουν|Iούν|Ιουν|Iουν "
    "ιούλ|ίούλ|ίουλ|ιουλ|ΙΟΎΛ|ΊΟΎΛ|ΊΟΥΛ|IΟΎΛ|ΙΟΥΛ|IΟΥΛ|Ιούλ|Ίούλ|Ίουλ|Iούλ|Ιουλ|Iουλ "
    "αύγ|αυγ|ΑΎΓ|ΑΥΓ|Αύγ|Αυγ σεπ|ΣΕΠ|Σεπ οκτ|όκτ|ΟΚΤ|ΌΚΤ|OΚΤ|Οκτ|Όκτ|Oκτ νοέ|νοε|ΝΟΈ|ΝΟΕ|Νοέ|Νοε δεκ|ΔΕΚ|Δεκ"
)
_CZECH_SHORT = "led úno|uno bře|bre dub kvě|kve čvn|cvn čvc|cvc srp zář|zar říj|rij lis pro"
_CZECH = (
    "ledna února|unora března|brezna dubna května|kvetna června|cervna července|cervence srpna září|zari října|rijna listopadu prosince"
)
_CZECH_ALONE = (
    "leden|ledna|lednu únor|unor|února|unora|únoru|unoru březen|brezen|března|brezna|březnu|breznu duben|dubna|dubnu "
    "květen|kveten|května|kvetna|květnu|kvetnu červen|cerven|června|cervna|červnu|cervnu "
    "červenec|cervenec|července|cervence|červenci|cervenci srpen|srpna|srpnu září|zari říjen|rijen|října|rijna|říjnu|rijnu "
    "listopad|listopadu prosinec|prosince|prosinci"
)


def _both(full: str, short: str) -> str:
    return " ".join(f"{a}|{b}" for a, b in zip(full.split(), short.split(), strict=True))


MONTHS: Mapping[str, str] = {
    "bg": "ян фев мар апр май|маи юни юли авг сеп окт ное дек",
    "cs": _both(_CZECH, _CZECH_SHORT),
    "cy": "ion chwe maw ebr mai meh gor aws med hyd tach rhag",
    "da": _DANISH,
    "de": "jan|jän|jaen feb mär|maer|mar apr mai jun jul aug sep okt nov dez",
    "el": _GREEK,
    "en": _ENGLISH,
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "et": "jaan veebr märts|marts apr mai juuni juuli aug sept okt nov dets",
    "fi": "tam hel maa huh tou kes hei elo syy lok mar jou",
    "fr": "janv févr|fevr mars avr mai juin juil août|aout sept oct nov déc|dec",
    "hr": "sij velj ožu|ozu tra svi lip srp kol ruj lis stu pro",
    "hu": "jan feb márc|marc ápr|apr máj|maj jún|jun júl|jul aug szept okt nov dec",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "lt": "sau vas kov bal geg bir lie rugp|rgp rugs|rgs spa|spl lap gru|grd",
    "lv": "janv febr marts apr maijs jūn|jun jūl|jul aug sept okt nov dec",
    "nl": "jan feb maa|mrt apr mei jun jul aug sep okt nov dec",
    "no": "jan feb mar apr mai jun jul aug sep okt nov des",
    "pl": "sty lut mar kwi maj cze lip sie wrz paź|paz lis gru",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
    "ro": "ian feb mar apr mai iun iul aug sep oct noi|nov dec",
    "sk": "jan feb mar apr máj|maj jún|jun júl|jul aug sep okt nov dec",
    "sl": "jan feb mar apr maj jun jul avg sep okt nov dec",
    "sv": _DANISH,
}

AS_WRITTEN = frozenset(("el",))
"""The languages whose table lists every spelling; the others' words may be in lower case, in capitals or with a first capital."""

MONTHS_OF_A_YEAR: Mapping[str, str] = {
    "cs": _both(_CZECH_ALONE, _CZECH_SHORT),
    "cy": "ion chwe maw|faw ebr mai|fai meh|feh gor|ngor aws med|fed hyd tach|dach|nhach|thach rhag|rag",
}
"""The languages whose month has other forms before a year than after a day."""

_HINDI = "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"
HINDI: Mapping[str, int] = {name: at for at, name in enumerate(_HINDI.split(), 1)}

SAKA: tuple[str, ...] = (
    r"C\S*ait\S*|चैत्र",
    r"Vai\S*|वैशाख|बैसाख",
    r"Jy\S*|ज्येष्ठ",
    r"\S*(?:dha|ḍha)\S*|आषाढ|आषाढ़",
    r"\S*vana\S*|Śrāvaṇa|श्रावण|सावन",
    r"Bh\S+dra\S*|Proṣṭhapada|भाद्रपद|भादो",
    r"\S*in\S*|आश्विन",
    r"K\S+rti\S*|कार्तिक",
    r"M\S+rga\S*|Agra\S*|मार्गशीर्ष|अगहन",
    r"Pau\S*|पौष",
    r"M\S+gh\S*|माघ",
    r"Ph\S+lg\S*|फाल्गुन",
)
"""Patterns of the Indian national calendar's months, Chaitra first."""
