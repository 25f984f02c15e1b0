"""Names in text ▶ points on the earth: offline, explained, and unresolved rather than guessed.

Gazetteer: GeoNames (https://www.geonames.org), CC BY 4.0, with tables of our own; see README.md here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from dateline.frames import ARTICLES, MENTIONS
from dateline.places import beside, gazetteer, spacy_tagger
from dateline.places import tagger as own_tagger
from dateline.places.beside import Named
from dateline.places.evidence import rank, resolve_all
from dateline.places.gazetteer import DEMONYM, key
from dateline.places.hints import SURE
from dateline.places.lexicon import Lexicon, lexicon
from dateline.places.names import Asked, Hint
from dateline.places.resolver import Meaning, Resolved, choose
from dateline.places.spacy_tagger import Tagger
from dateline.places.tongues import language_of

VERSION = "4"
"""Raise it when the same text would give other mentions: kept layers are made anew."""
SLICE = 256
"""Articles that are read at once: their words are held in memory."""
LEAD_WORDS = 60
"""Words of a text that count as its lead."""


_DATELINE = re.compile(r"[^\W\d_]{2}[^\n]{0,70}?(?: [—–-]|--|\. ?/[^/\n]{2,20}/\.?| /[^/\n]{2,20}/)(?= |$)")
"""How a wire story opens: MOSCOW, February 7. /TASS/ or VILNIUS (Halyard) -; the first word is in capitals."""


def find(articles: pl.DataFrame, *, tagger: str | None = None) -> pl.DataFrame:
    """Every place named in titles and texts: a frame of frames.MENTIONS, by article, field and position.

    Takes article_id and text; optional title, outlet_home ("Dothan, Alabama") and language. Texts in Turkish and
    Lithuanian, told by their words, are read with the names and the endings of their language. Names are matched with
    the gazetteer, the longest first, and kept when what stands around them reads as a place. A demonym ("Turkish") is a
    mention of its country and says so in `kind`. A name that nothing tells apart has no point: place_id, lat and lon
    are null.

    `tagger="spacy:en_core_web_sm"` has the names found by that pipeline of spaCy's instead, which must be installed
    (extra `spacy`); they are located in the same way. Raises `DatelineError` when it is not.

    >>> table = pl.DataFrame({"article_id": ["a"], "text": ["Envoys met in Istanbul on Monday, Lithuania said."]})
    >>> find(table).select("surface", "kind", "country_code", "reason").rows()
    [('Istanbul', 'city', 'TR', 'the largest of that name'),
     ('Lithuania', 'country', 'LT', 'the only place of that name')]
    """
    ARTICLES.require(articles, "article_id")
    names_in = spacy_tagger.load(tagger) if tagger else own_tagger.find
    rows = [row for part in articles.iter_slices(SLICE) for row in _found(part, names_in)]
    return pl.DataFrame(rows, schema=MENTIONS.schema, orient="row")


def _found(articles: pl.DataFrame, names_in: Tagger) -> Iterator[tuple[object, ...]]:
    """The rows of `find` for a few articles."""
    fields = [name for name in ("title", "text") if name in articles.columns]
    homes = articles["outlet_home"].to_list() if "outlet_home" in articles.columns else [None] * articles.height
    texts = ["\n".join(filter(None, parts)) for parts in articles.select(fields).iter_rows()]
    tongues = _tongues(texts, articles)
    read = [
        [(name, own_tagger.words_of(text or "", language)) for name, text in zip(fields, parts, strict=True)]
        for parts, language in zip(articles.select(fields).iter_rows(), tongues, strict=True)
    ]
    lexicons = _lexicons(words for parts in read for _, words in parts)
    places_of_homes = lexicon(_home_keys(homes))
    for number, (article_id, language) in enumerate(zip(articles["article_id"], tongues, strict=True)):
        known = lexicons.get(language) or lexicon(())
        asked, rows = [], []
        for name, words in read[number]:
            spans = names_in(words, known.facts)
            asked += _asked(words.text, spans, known)
            rows += [(name, words.text, span) for span in spans]
        resolved = resolve_all(asked, _home(homes[number], places_of_homes), known.meanings)
        for (name, text, span), place in zip(rows, resolved, strict=True):
            role = "title" if name == "title" else _role(text, span.start)
            yield article_id, name, span.start, span.end, span.surface, role, *_columns(place)


def _asked(text: str, spans: Sequence[own_tagger.Span], known: Lexicon) -> list[Asked]:
    """Names found in a text, with what stands beside them."""
    names = [Named(span.start, span.end, span.key) for span in spans]
    begun = {name.start for name in names}
    return [
        one._replace(hints=one.hints | {Hint(span.hint, SURE)}) if span.hint and span.end + 2 not in begun else one
        for one, span in zip(beside.asked(text, names, known.facts), spans, strict=True)
    ]


def resolve(spans: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """The places of names found by somebody else: every row of `spans` once, in order, with the place columns.

    Takes spans: article_id, start, end, surface (offsets in the article's text); articles: article_id, text, and
    optional outlet_home.
    """
    texts = {name: text or "" for name, text in articles.select("article_id", "text").iter_rows()}
    tongues = dict(zip(texts, _tongues(texts.values(), articles), strict=True))
    titles = dict(articles.select("article_id", "title").iter_rows()) if "title" in articles.columns else {}
    homes = dict(articles.select("article_id", "outlet_home").iter_rows()) if "outlet_home" in articles.columns else {}
    read = {name: own_tagger.words_of(text, tongues[name]) for name, text in texts.items()}
    heads = {name: own_tagger.words_of(titles.get(name) or "", tongues[name]) for name in texts}
    surfaces: dict[str, set[str]] = {}
    for article_id, surface in spans.select("article_id", "surface").iter_rows():
        surfaces.setdefault(tongues.get(article_id, ""), set()).add(key(surface))
    lexicons = _lexicons([*read.values(), *heads.values()], surfaces)
    places_of_homes = lexicon(_home_keys(homes.values()))
    empty = own_tagger.words_of("")
    places: dict[int, Resolved] = {}
    for (article_id,), group in spans.with_row_index("_row").partition_by("article_id", as_dict=True).items():
        known = lexicons[tongues.get(article_id, "")]
        rows = group.sort("start", "end").select("_row", "start", "end", "surface").rows()
        given = [Named(start, end, key(surface)) for _, start, end, surface in rows]
        head = heads.get(article_id, empty)
        asked = _read(read.get(article_id, empty), given, known)
        asked += _asked(head.text, own_tagger.find(head, known.facts), known)
        found = resolve_all(asked, _home(homes.get(str(article_id)), places_of_homes), known.meanings)
        places.update((row[0], place) for row, place in zip(rows, found, strict=False))
    names = list(MENTIONS.columns)[6:]
    made = pl.DataFrame(
        [_columns(places[number]) for number in range(spans.height)],
        schema={name: MENTIONS.schema[name] for name in names}, orient="row",
    )  # fmt: skip
    return pl.concat([spans.drop(*names, strict=False), made], how="horizontal")


def geocode(names: pl.Series | Iterable[str], context: Iterable[str | None] | None = None) -> pl.DataFrame:
    """The place each name means, offline: one row a name, with the place columns of frames.MENTIONS.

    `context` may give a country, region or city beside each name ("Texas", "Lithuania"). Without it the largest place
    of the name is taken, and `reason` says so. A name that is not in the gazetteer has nulls.

    >>> geocode(["Istanbul", "Lithuania", "Paris"], [None, None, "Texas"]).select("name", "country_code").rows()
    [('Istanbul', 'TR'), ('Lithuania', 'LT'), ('Paris', 'US')]
    """
    asked = ["" if name is None else str(name) for name in names]
    hints = ["" if hint is None else str(hint) for hint in (context if context is not None else [None] * len(asked))]
    if len(hints) != len(asked):
        raise ValueError(f"{len(asked)} names, but {len(hints)} contexts")
    split = [_split(name, hint) for name, hint in zip(asked, hints, strict=True)]
    known = lexicon({key(part) for parts in split for part in parts}).meanings
    found = [choose(rank(key(name), [key(part) for part in wider], known)) for name, *wider in split]
    names_out = list(MENTIONS.columns)[6:]
    made = pl.DataFrame(
        [_columns(place) for place in found], schema={n: MENTIONS.schema[n] for n in names_out}, orient="row"
    )
    return pl.concat([pl.DataFrame({"query": asked}, schema={"query": pl.String}), made], how="horizontal")


def meanings(name: str) -> list[Meaning]:
    """Everything a name may mean, the likeliest first; "Paris, Texas" puts what lies in Texas before the rest.

    >>> meanings("Paris, Texas")[0].country
    'US'
    """
    return [place.meaning for place in weighed(name) if place.meaning]


def weighed(name: str) -> list[Resolved]:
    """What `meanings` gives, each with its score, its lead over the next one (0 or less for the others) and a reason.

    >>> [(place.meaning.country, place.reason) for place in weighed("Paris, Texas")[:1]]
    [('US', 'named with Texas')]
    """
    first, *wider = _split(name, "")
    known = lexicon({key(part) for part in (first, *wider)}).meanings
    ranked = rank(key(first), [key(part) for part in wider], known)
    best = choose(ranked)
    others = [
        Resolved(row.meaning, row.score, row.score - ranked[0].score, _spoken(row.parts) or "a less likely meaning")
        for row in ranked[1:]
    ]
    return [*(Resolved(row.meaning, row.score, best.margin, best.reason) for row in ranked[:1]), *others]


def candidates(name: str) -> pl.DataFrame:
    """The places a name may mean, as a table to choose from, the likeliest first; no rows for a name nobody knows.

    One row a place: name, kind (demonym for words for people) and place_kind (the place's own), admin1 and country
    (names of the unit and state it lies in), country_code, population, place_id, lat, lon, score and reason as
    `weighed` gives them. "Paris, Texas" puts what lies in Texas before the rest.

    >>> candidates("Paris, Texas").select("name", "admin1", "country").row(0)
    ('Paris', 'Texas', 'United States')
    """
    rows = [
        (found.meaning.name, "demonym" if found.meaning.rank == DEMONYM else found.meaning.kind, found.meaning.kind,
         found.meaning.admin1, found.meaning.country, found.meaning.people, found.meaning.place_id, found.meaning.lat,
         found.meaning.lon, found.score, found.reason)
        for found in weighed(name) if found.meaning
    ]  # fmt: skip
    table = pl.DataFrame(rows, orient="row", schema={
        "name": pl.String, "kind": pl.String, "place_kind": pl.String, "unit": pl.String, "country_code": pl.String,
        "population": pl.Int64, "place_id": pl.Int64, "lat": pl.Float64, "lon": pl.Float64, "score": pl.Float64,
        "reason": pl.String,
    })  # fmt: skip
    known = gazetteer.places()
    units = known.filter(kind="admin1").select(unit="admin1", admin1="name").unique("unit", keep="first")
    states = known.filter(kind="country").select("country_code", country="name").unique("country_code", keep="first")
    for wider, code in ((units, "unit"), (states, "country_code")):
        table = table.join(wider, on=code, how="left", maintain_order="left")
    order = ["name", "kind", "place_kind", "admin1", "country", "country_code", "population", "place_id", "lat", "lon"]
    return table.select(*order, pl.col("score").round(2), "reason")


def _spoken(parts: Iterable[tuple[float, str]]) -> str:
    return "; ".join([words for _, words in sorted(parts, reverse=True) if words][:2])


def _tongues(texts: Iterable[str], articles: pl.DataFrame) -> list[str]:
    said = articles["language"].to_list() if "language" in articles.columns else [None] * articles.height
    return [language_of(text, code) for text, code in zip(texts, said, strict=True)]


def _lexicons(read: Iterable[own_tagger.Words], more: Mapping[str, set[str]] | None = None) -> dict[str, Lexicon]:
    """A lexicon for each language of these texts, of the names they might hold and `more` keys by language."""
    keys = {language: set(names) for language, names in (more or {}).items()}
    for words in read:
        keys.setdefault(words.language, set()).update(own_tagger.keys([words]))
    return {language: lexicon(names, language) for language, names in keys.items()}


def _split(name: str, hint: str) -> list[str]:
    """A name and what is wider than it: "Dothan, Alabama" and a hint."""
    return [part.strip() for part in [*name.split(","), *hint.split(",")] if part.strip()] or [""]


def _home_keys(homes: Iterable[str | None]) -> set[str]:
    return {key(part) for home in homes for part in _split(home or "", "")}


def _home(home: str | None, known: Lexicon) -> Meaning | None:
    if not home:
        return None
    name, *wider = _split(home, "")
    return choose(rank(key(name), [key(part) for part in wider], known.meanings)).meaning


def _read(read: own_tagger.Words, given: Sequence[Named], known: Lexicon) -> list[Asked]:
    """Names given by somebody else, with what stands beside them, and then the names that the tagger finds besides."""
    spans = [span for span in own_tagger.find(read, known.facts)
             if all(span.end <= name.start or name.end <= span.start for name in given)]  # fmt: skip
    names = [*given, *(Named(span.start, span.end, span.key) for span in spans)]
    order = sorted(range(len(names)), key=lambda number: names[number][:2])
    found = dict(zip(order, beside.asked(read.text, [names[number] for number in order], known.facts), strict=True))
    begun = {name.start for name in names}
    for number, name in enumerate(given):
        if name.end + 2 not in begun and (hint := _hint_after(read.text, name.end, known)):
            found[number] = found[number]._replace(hints=found[number].hints | {Hint(hint, SURE)})
    return [found[number] for number in range(len(names))]


def _hint_after(text: str, end: int, known: Lexicon) -> str | None:
    """The wider place named after a comma: the text goes on ", Texas"."""
    if text[end : end + 2] not in (", ", " ("):
        return None
    for stop in (60, 30, 15):
        words = own_tagger.keys([own_tagger.words_of(text[end + 2 : end + 2 + stop].split(",", maxsplit=1)[0])])
        wide = [name for name in words if name in known.facts and known.facts[name].wide]
        starts = [name for name in wide if key(text[end + 2 : end + 2 + 40]).startswith(name)]
        if starts:
            return max(starts, key=len)
    return None


def _role(text: str, start: int) -> str:
    opening = _DATELINE.match(text)
    if opening and start < opening.end() and re.split(r"\W", text, maxsplit=1)[0].isupper():
        return "dateline"
    return "lead" if len(text[:start].split()) < LEAD_WORDS else "body"


def _columns(place: Resolved) -> tuple[object, ...]:
    meaning = place.meaning
    if meaning is None:
        return (
            None,
            None,
            "unresolved" if place.score else "unlisted",
            None,
            None,
            None,
            None,
            place.score,
            place.margin,
            place.reason,
        )
    kind = "demonym" if meaning.rank == DEMONYM else meaning.kind
    return (
        meaning.place_id, meaning.name, kind, meaning.kind, meaning.country, meaning.lat, meaning.lon,
        round(place.score, 2), round(place.margin, 2), place.reason,
    )  # fmt: skip
