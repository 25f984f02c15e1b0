"""Distinctive words and phrases: what an outlet's texts say more often than others' do, with the doubt of it."""

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dateline import collection, search, stats
from dateline.corpus import Corpus
from dateline.errors import DatelineError
from dateline.frames import DISTINCTIVE, FEW, HITS
from dateline.outlets.texts import texts
from dateline.queries import Saved
from dateline.search.language import Both, Except

PRIOR = 50_000.0
"""Words of the imagined texts that all outlets are taken to share: about a hundred articles."""
FALSE = 0.05
"""Part of false finds that is borne."""
MOST = 500
"""Terms that are looked at more closely."""
BATCH = 24
"""Of these, so many at once."""
PART = 4
"""Articles that are fewer than one in so many are looked at in an index of their own."""
LEAST = 1.5
"""Times as often, below which a word is not worth a line: the interval's lower end."""
NAME, REPEATED, WITHIN = 0.9, 0.5, 0.8
"""Parts: of mentions with a capital, from which a term is a name; of stories with the same words before or after it,
from which it is boilerplate; of a word's mentions or stories within a phrase, from which it is part of that."""
Array = NDArray[Any]


def vocabulary(corpus: Corpus) -> pl.DataFrame:
    """Words and phrases by outlet, of the earliest full text of each outlet's stories: a frame of frames.VOCABULARY.

    Kept with the corpus.
    """
    return corpus.kept("vocabulary", lambda: counted(corpus, texts(corpus)))


def counted(corpus: Corpus, chosen: pl.DataFrame) -> pl.DataFrame:
    """Words and phrases of articles (article_id, group) by group: a frame of frames.VOCABULARY."""
    segments = corpus.segments()
    known = search.words(segments, chosen)
    return pl.concat([known, search.phrases(segments, chosen, known)])


def distinctive(
    corpus: Corpus,
    outlet: str,
    *,
    others: Sequence[str] | None = None,
    within: pl.DataFrame | None = None,
    least: float = LEAST,
    enough: int = MOST,
) -> pl.DataFrame:
    """Words and phrases that `outlet` uses more often than `others`, all the rest unless named: frames.DISTINCTIVE.

    Each outlet's stories count once, full texts alone; `within` (a frame with article_id, hits say) takes those alone
    that hold a hit, each by its earliest text that does: how do they differ on one matter? Log-odds with an informative
    Dirichlet prior (`stats.log_odds`, the variance of four terms) on counts that are worth what a story's repeating of
    its own words leaves of them (`stats.design_effect`). A term is here when fewer than one in 20 of those here is
    expected to be a false find (`stats.false_discovery`), and even the lower end of its interval is `least` times;
    intervals are widened for being picked (Y. Benjamini, D. Yekutieli, JASA 100:71, 2005). The most distinctive come
    first, 500 at most, and no more than are needed for `enough` that are not left out.

    What has a reason in `left_out` is to be shown as left out: names (a capital inside sentences, so nouns of German
    too), the outlet's own name, numbers, boilerplate (the same five words before or after it in half its stories), and
    words that are nearly always part of a phrase here or of a contraction. Texts on one event come together: `days`
    tells a habit from a week. Without another outlet there is no row. Raises `DatelineError` for an outlet that is not
    there.
    """
    chosen = texts(corpus, within)
    known = chosen["group"].unique().sort().to_list()
    rest = [group for group in known if group != outlet] if others is None else list(others)
    for name in (outlet, *rest) if known else ():
        if name not in known:
            raise DatelineError(f"no full text of {name!r} is among these; there are: {', '.join(known)}")
    if not rest:
        return DISTINCTIVE.empty()
    table = vocabulary(corpus) if within is None else counted(corpus, chosen)
    found = told(table, _sizes(corpus, chosen), outlet, rest).filter(pl.col("low") >= least)
    own = chosen.filter(pl.col("group") == outlet)
    return _looked_at(corpus, found, own, enough, {"own name": _words_of(outlet)})


def keywords(
    corpus: Corpus,
    target: pl.DataFrame,
    reference: pl.DataFrame,
    *,
    name: str = "",
    query: str | Saved | None = None,
    least: float = LEAST,
    enough: int = MOST,
) -> pl.DataFrame:
    """Words and phrases that some articles use more often than others do: frames.DISTINCTIVE, as of an outlet's texts.

    `target` and `reference` are frames with article_id (`outlets.sides` gives those with a hit and those without);
    stories of both are the target's. All is as in `distinctive`: each outlet's stories count once, by their earliest
    full text of these, and what is left out says why; so does, with the `query` that the target answers, what holds one
    of its words, for that is there by choice. `name` stands in the column outlet. Without an article on either side
    there is no row.

    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> said = ["{0} ferry {0} late", "{0} school {0} open"]
    >>> rows = [{"outlet": "The Knot", "title": f"No. {n}", "text": (said[n % 2] + " {0}" * 500).format(n)}
    ...         for n in range(200)]
    >>> pl.DataFrame(rows).write_csv(folder / "a.csv")
    >>> corpus = Corpus(folder / "corpus")
    >>> _ = corpus.add(folder / "a.csv")
    >>> found = keywords(corpus, corpus.count("ferry"), corpus.count("school"), query="ferry")
    >>> found.select("term", "n", "total", "n_others", "left_out").rows()
    [('ferry', 100, 100, 0, 'the query’s own'), ('late', 100, 100, 0, None)]
    """
    stories = corpus.catalogue().select("article_id", "outlet", "story_id")
    mine = stories.join(target, on="article_id", how="semi")
    other = stories.join(reference, on="article_id", how="semi")
    other = other.join(mine, on=["outlet", "story_id"], how="anti", nulls_equal=True)
    both = zip(_SIDES, (mine, other), strict=True)
    sides = [texts(corpus, side).with_columns(group=pl.lit(group)) for group, side in both]
    if not all(side.height for side in sides):
        return DISTINCTIVE.empty()
    chosen = pl.concat(sides)
    found = told(counted(corpus, chosen), _sizes(corpus, chosen), _SIDES[0], _SIDES[1:])
    found = found.filter(pl.col("low") >= least).with_columns(outlet=pl.lit(name))
    return _looked_at(corpus, found, sides[0], enough, {"the query’s own": [] if query is None else _said_by(query)})


_SIDES = ("target", "reference")


def _looked_at(
    corpus: Corpus, found: pl.DataFrame, own: pl.DataFrame, enough: int, named: Mapping[str, Sequence[str]]
) -> pl.DataFrame:
    """Terms with how the articles use them, and why charts leave one out; `named` says which words are a reason."""
    index = corpus.segments()
    if PART * own.height < corpus.lengths().height:
        index = search.some(index, own["article_id"])
    days = corpus.catalogue().join(own, on="article_id", how="semi").select("article_id", "day")
    two = found.filter(pl.col("term").str.contains(" ")).sort("n", "term").select("term", "n").rows()
    phrases = {word: (term, n) for term, n in two for word in term.split(" ")}
    made, kept = [DISTINCTIVE.empty()], 0
    for part in found.head(MOST).iter_slices(BATCH):
        used = search.usage(index, days, part["term"].to_list())
        frame = _marked(part.join(used, on="term", how="left", maintain_order="left"), named, phrases)
        made.append(frame.select(*DISTINCTIVE.columns).cast(DISTINCTIVE.schema))
        kept += frame["left_out"].null_count()
        if kept >= enough:
            break
    return pl.concat(made)


def _said_by(query: str | Saved) -> list[str]:
    """The words that a query asks for, folded; with * those of which the beginning is enough."""
    leaves = _asked_for(search.parse(query.text if isinstance(query, Saved) else query))
    said = (leaf.words if isinstance(leaf, search.Term) else _words_of(leaf.text) for leaf in leaves)
    return [search.key(word) + "*" * word.endswith("*") for words in said for word in words]


def _asked_for(tree: search.Query) -> list[search.Term | search.Place]:
    """The words and places that a query's matches may be of."""
    if isinstance(tree, search.Term | search.Place | search.Outlet):
        return [] if isinstance(tree, search.Outlet) else [tree]
    without = isinstance(tree, Except) or (isinstance(tree, Both) and tree.without)
    return _asked_for(tree.one) + ([] if without else _asked_for(tree.other))


def _words_of(name: str) -> list[str]:
    return [search.key(word) for word in re.findall(r"\w+", name)]


def _sizes(corpus: Corpus, chosen: pl.DataFrame) -> dict[str, Array]:
    """The words of each group's texts."""
    lengths = chosen.join(corpus.lengths(), on="article_id").sort("group", "article_id")
    return {str(group): frame["words"].to_numpy()
            for (group,), frame in lengths.partition_by("group", as_dict=True).items()}  # fmt: skip


def told(table: pl.DataFrame, sizes: dict[str, Array], outlet: str, others: Sequence[str]) -> pl.DataFrame:
    """The terms of frames.VOCABULARY that can be told to be an outlet's, the surest first; `sizes` are texts' words."""
    mine, theirs = sizes[outlet], np.concatenate([np.zeros(0, np.int64), *(sizes[name] for name in others)])
    sums = pl.col("articles", "mentions", "squares", "crossed").sum()
    one = table.filter(pl.col("group") == outlet)
    rest = table.filter(pl.col("group").is_in(others)).group_by("term").agg(sums)
    both = one.join(rest, on="term", how="left", suffix="_others").fill_null(0).filter(
        pl.col("articles") + pl.col("articles_others") >= FEW
    )  # fmt: skip
    total, together = float(mine.sum()), float(mine.sum() + theirs.sum())
    y = {name: both[name].cast(pl.Float64).to_numpy() for name in both.columns if name not in ("term", "group")}
    effects = [stats.design_effect(y[f"mentions{who}"], y[f"squares{who}"], y[f"crossed{who}"], size)
               for who, size in (("", mine), ("_others", theirs))]  # fmt: skip
    prior = PRIOR * (y["mentions"] + y["mentions_others"]) / max(together, 1.0)
    odds, spread = stats.log_odds(
        (y["mentions"] / effects[0], total / effects[0]),
        (y["mentions_others"] / effects[1], (together - total) / effects[1]), prior, PRIOR,
    )  # fmt: skip
    z = odds / spread
    false = np.array(stats.false_discovery([stats.two_sided(one) for one in z.tolist()]))
    picked = int((false <= FALSE).sum())
    reach = stats.quantile(1 - FALSE * max(picked, 1) / max(len(z), 1)) * spread
    made = both.select(
        "term", outlet=pl.lit(outlet), n="articles", total=len(mine), n_others="articles_others",
        total_others=len(theirs), times=np.exp(odds), low=np.exp(odds - reach), high=np.exp(odds + reach), z=z,
        false_found=false,
    )  # fmt: skip
    return made.filter((pl.col("false_found") <= FALSE) & (pl.col("z") > 0)).sort("z", "term", descending=[True, False])


def _marked(
    found: pl.DataFrame, named: Mapping[str, Sequence[str]], phrases: dict[str, tuple[str, int]]
) -> pl.DataFrame:
    """Say why a term is left out of charts; `phrases` are those in which a word stands, and their stories."""
    why = [
        _why(row, named, phrases)
        for row in found.select("term", "n", "capitals", "repeated", "after", "after_part").rows()
    ]
    return found.with_columns(left_out=pl.Series(why, dtype=pl.String))


def _why(row: tuple[Any, ...], named: Mapping[str, Sequence[str]], phrases: dict[str, tuple[str, int]]) -> str | None:
    term, n, capitals, repeated, after, after_part = row
    for reason, own in named.items():
        if any(fnmatchcase(word, one) for word in term.split(" ") for one in own):
            return reason
    if not any(letter.isalpha() for letter in term):
        return "number"
    if repeated >= REPEATED:
        return "boilerplate"
    if capitals >= NAME:
        return "name"
    if any(len(word) == 1 for word in term.split(" ")) or (after_part >= WITHIN and len(after) == 1):
        return "part of a contraction"
    phrase, held = phrases.get(term, ("", 0))
    return f"part of “{phrase}”" if held >= WITHIN * n else None


def shown(words: pl.DataFrame, most: int = 15) -> pl.DataFrame:
    """The first of these words that have no reason to be left out; takes frames.DISTINCTIVE."""
    return words.filter(pl.col("left_out").is_null()).head(most)


def sentences(corpus: Corpus, words: pl.DataFrame, articles: pl.DataFrame | None = None) -> pl.DataFrame:
    """The sentences of the outlets' stories, or of the target's `articles`, that use these words: frames.RECEIPTS.

    Takes frames.DISTINCTIVE.
    """
    hits, every = [], texts(corpus, articles)
    for outlet, term in words.select("outlet", "term").iter_rows():
        own = every.filter(pl.col("group") == outlet) if articles is None else every
        hits.append(corpus.search(f'"{term}"').join(own, on="article_id", how="semi").with_columns(term=pl.lit(term)))
    return corpus.receipts(pl.concat([HITS.empty(), *hits]))


def finding(words: pl.DataFrame, outlet: str, most: int = 3) -> str:
    """The headline that the words support, and no more; takes frames.DISTINCTIVE.

    >>> row = {"term": "ferry", "low": 2.4, "left_out": None}
    >>> finding(pl.DataFrame([row]), "The Halyard"), finding(pl.DataFrame([row]).clear(), "The Halyard")
    ('The Halyard’s own words: “ferry”', 'No word can be told to be The Halyard’s own')
    """
    said = _listed(words, most)
    return f"{outlet}’s own words: {said}" if said else f"No word can be told to be {outlet}’s own"


def goes_with(words: pl.DataFrame, label: str, most: int = 3) -> str:
    """The headline that a query's keywords support, and no more; takes frames.DISTINCTIVE.

    >>> row = {"term": "ferry", "left_out": None}
    >>> goes_with(pl.DataFrame([row]), "Odesa"), goes_with(pl.DataFrame([row]).clear(), "Odesa")
    ('Goes with Odesa: “ferry”', 'No word can be told to go with Odesa')
    """
    said = _listed(words, most)
    return f"Goes with {label}: {said}" if said else f"No word can be told to go with {label}"


def _listed(words: pl.DataFrame, most: int) -> str:
    said = [f"“{term}”" for term in shown(words, most)["term"]]
    return " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))


def left_out(words: pl.DataFrame) -> str:
    """What charts of these words leave out, in words; takes frames.DISTINCTIVE.

    >>> left_out(pl.DataFrame({"term": ["odesa", "izmail", "halyard"], "left_out": ["name", "name", "own name"]}))
    'Left out: 2 names (odesa, izmail); 1 with its own name (halyard)'
    """
    why = pl.col("left_out").str.replace("part of “.*", "part of a phrase")
    gone = words.drop_nulls("left_out").group_by(why, maintain_order=True).agg("term")
    said = [f"{len(terms)} {_REASONS[reason][len(terms) > 1]} ({', '.join(terms[:5])}{' …' if terms[5:] else ''})"
            for reason, terms in gone.iter_rows()]  # fmt: skip
    return "Left out: " + "; ".join(said) if said else "Nothing is left out"


_REASONS = {
    "the query’s own": ("with the query’s own words",) * 2, "own name": ("with its own name",) * 2,
    "name": ("name", "names"), "number": ("number", "numbers"),
    "boilerplate": ("piece of boilerplate", "pieces of boilerplate"),
    "part of a phrase": ("part of a phrase", "parts of phrases"),
    "part of a contraction": ("part of a contraction", "parts of contractions"),
}  # fmt: skip


def subtitle(corpus: Corpus, outlet: str) -> str:
    """What a chart of an outlet's own words compares, and when."""
    others = texts(corpus).filter(pl.col("group") != outlet)["group"].n_unique()
    whose = "the other outlet" if others == 1 else f"the other {others} outlets"
    when = collection.period(collection.profile(corpus.catalogue()))
    return f"Words and phrases that {outlet}’s collected texts use more often than those of {whose}, {when}"


def note(source: str) -> str:
    """The note under a chart of an outlet's own words: unit, method, what the interval allows for, and the source."""
    return (
        "Unit: story, a text with its copies in the same outlet; full texts alone. Dot: how many times as often, word "
        "for word; a text that repeats its own words counts for less. Bar: 95% interval, widened for the words having "
        f"been picked.\nSource: {source} · analysis: dateline"
    )
