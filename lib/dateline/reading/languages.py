"""Names of languages, as exports write them ▶ the two letters of ISO 639-1."""

import re

from dateline.words import fold

_TABLE = (
    "ar arabic ara arabisch arabe|az azerbaijani aze|be belarusian bel|bg bulgarian bul bulgarisch bulgare|"
    "bs bosnian bos|ca catalan cat katalanisch catala|cs czech ces cze tschechisch tcheque cestina|cy welsh cym|"
    "da danish dan dansk danisch danois|de german deu ger deutsch allemand|el greek ell gre griechisch grec|"
    "en english eng englisch anglais ingles inglese|eo esperanto epo|"
    "es spanish spa español castellano spanisch espagnol|et estonian est estnisch estonien|"
    "fa persian fas per farsi persisch persan|fi finnish fin suomi finnisch finnois|"
    "fr french fra fre français franzosisch frances|ga irish gle|he hebrew heb hebraisch hebreu|hi hindi hin|"
    "hr croatian hrv kroatisch croate|hu hungarian hun magyar ungarisch hongrois|hy armenian hye|"
    "id indonesian ind indonesisch indonesien|is icelandic isl|it italian ita italiano italienisch italien|"
    "ja japanese jpn japanisch japonais|ka georgian kat|kk kazakh kaz|ko korean kor koreanisch coreen|"
    "ku kurdish kur|lt lithuanian lit lietuvių litauisch lituanien|lv latvian lav lettisch letton|mk macedonian mkd|"
    "ms malay msa malaiisch malais|nl dutch nld dut nederlands niederlandisch neerlandais|"
    "no norwegian nor norsk norwegisch norvegien|pl polish pol polski polnisch polonais|"
    "pt portuguese por português portugiesisch portugais|ro romanian ron rum rumanisch roumain|"
    "ru russian rus русский russisch russe|sk slovak slk slowakisch slovaque|sl slovenian slv slovene slowenisch|"
    "sq albanian sqi|sr serbian srp serbisch serbe|sv swedish swe svenska schwedisch suedois|sw swahili swa|"
    "ta tamil tam|th thai tha thailandisch|tr turkish tur türkçe turkisch turc|"
    "uk ukrainian ukr українська ukrainisch ukrainien|ur urdu urd|uz uzbek uzb|"
    "vi vietnamese vie vietnamesisch vietnamien|zh chinese zho chi mandarin chinesisch chinois"
)
"""The code, then its names: three letters, English, German, French and the language's own."""
CODES = {fold(name): row.split()[0] for row in _TABLE.split("|") for name in row.split()}


def code(said: str | None) -> str | None:
    """The two letters of the language a value names, by a name, a code or a tag; null for one not known.

    >>> code("ENGLISH"), code("GERMAN; DEUTSCH"), code("Französisch"), code("en-GB"), code("Klingon")
    ('en', 'de', 'fr', 'en', None)
    """
    for name in re.split(r"[;,/()]", said or ""):
        word = fold(name.strip())
        if word in CODES:
            return CODES[word]
    tag = re.match(r"\s*([A-Za-z]{2})(?:[-_]|\s*$)", said or "")
    return tag[1].lower() if tag else None
