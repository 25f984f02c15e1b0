"""Whether comparisons of outlets keep their word, and how fast: python benchmarks/outlets.py CORPUS [OUTLET]

With OUTLET: its stories are split at random into nine parts, 200 times over, and of each comparison is printed in how
many draws it calls any of them different. With a corpus alone: seconds for the words and phrases of its outlets and for
one outlet's distinctive ones, beside scikit-learn's CountVectorizer on the same texts (`pip install scikit-learn`), in
turns; and for the shares of a query side by side.
"""

import sys
import time

import numpy as np
import polars as pl

import dateline
from dateline import outlets, search, stats
from dateline.counting import Units
from dateline.outlets import differing, wording

DRAWS, PARTS = 200, 9
QUERIES = ("government", "police OR court", "water", "said")


def null(corpus, outlet):
    """Print how often parts of one outlet are called different."""
    own = outlets.texts(corpus).filter(pl.col("group") == outlet)
    hits = {query: corpus.count(query).select("article_id", hit=True) for query in QUERIES}
    mentions = corpus.mentions().drop_nulls("country_code").collect()
    named = mentions.select("article_id", item="country_code").unique().join(own, on="article_id").drop("group")
    used = search.used(corpus.segments(), own["article_id"]).rename({"term": "item", "mentions": "n"})
    things = {"countries": named.with_columns(n=1), "words": used}
    draw, found = np.random.default_rng(2017), []
    for _ in range(DRAWS):
        chosen = own.with_columns(group=pl.Series([f"part {n}" for n in draw.integers(0, PARTS, own.height)]))
        said = {}
        for query, table in hits.items():
            joined = (
                chosen.join(table, on="article_id", how="left")
                .group_by("group")
                .agg(n=pl.col("hit").sum(), total=pl.len())
            )
            shares = joined.with_columns(share=pl.col("n") / pl.col("total"))
            pairs = outlets.pairs(shares)
            said[f"any pair, {query}"] = ((pairs["low"] > 0) | (pairs["high"] < 0)).any()
            said[f"one leads, {query}"] = "most often" in outlets.finding(shares, query)
        known = search.words(corpus.segments(), chosen)
        table = pl.concat([known, search.phrases(corpus.segments(), chosen, known)])
        sizes = wording._sizes(corpus, chosen)
        parts = sorted(sizes)
        said["own words, one part"] = wording.told(table, sizes, parts[0], parts[1:]).height > 0
        for what, thing in things.items():
            unlike = differing.unlike(
                thing.rename({"article_id": "unit"}).join(chosen.rename({"article_id": "unit"}), on="unit"),
                shuffles=199,
            )
            said[f"unlike, {what}"] = (unlike["false_found"] <= differing.FALSE).any()
        found.append(said)
    for name in found[0]:
        n = sum(bool(said[name]) for said in found)
        low, high = stats.wilson(n, DRAWS)
        print(f"{name:28} {n:4} of {DRAWS} ({low:.3f} to {high:.3f})")


def speed(corpus):
    """Print seconds of the clock and of the processor."""
    from sklearn.feature_extraction.text import CountVectorizer

    chosen = outlets.texts(corpus)
    texts = corpus.texts(chosen["article_id"])["text"].fill_null("").to_list()
    corpus.segments(), corpus.lengths(), corpus.count("water")
    outlet = chosen["group"].value_counts(sort=True)["group"][0]
    jobs = {
        "CountVectorizer": lambda: CountVectorizer().fit_transform(texts),
        "words by outlet": lambda: search.words(corpus.segments(), chosen),
        "words and phrases by outlet": lambda: wording.counted(corpus, chosen),
        "distinctive, counted before": lambda: wording.distinctive(corpus, outlet),
        "shares and pairs": lambda: outlets.pairs(dateline.shares(corpus.count("water"), corpus)),
        "unlike, words": lambda: differing.by_words(corpus),
    }
    wording.vocabulary(corpus), Units(corpus, "outlet", "story").all()
    took = {name: [] for name in jobs}
    for _ in range(3 if len(texts) < 20_000 else 1):
        for name, job in jobs.items():
            clock, own = time.perf_counter(), time.process_time()
            job()
            took[name].append((time.perf_counter() - clock, time.process_time() - own))
    base = sorted(took["CountVectorizer"])[len(took["CountVectorizer"]) // 2]
    print(f"{len(texts):,} texts")
    for name, seconds in took.items():
        clock, own = sorted(seconds)[len(seconds) // 2]
        print(f"{name:28} {clock:7.2f} s, {own:7.2f} of the processor; {base[0] / clock:6.1f} times its rate")


if __name__ == "__main__":
    opened = dateline.Corpus(sys.argv[1])
    if len(sys.argv) > 2:
        null(opened, sys.argv[2])
    else:
        speed(opened)
