"""Copies made from real articles, and how many are found: python benchmarks/copies.py ARTICLES.parquet

ARTICLES has id, outlet, title, text and published. From each of 600 articles, drawn by a fixed seed, one copy is made
for another outlet: shortened to its first 40 %; edited (one word in twelve replaced, one sentence in ten dropped, two
neighbours swapped); or embedded (a run of its sentences, 40 % of it, amid the sentences of another article, which is
then taken out: left in, it is rightly the original, for all of it stands in the copy. --keep leaves it in).

With --rensa the articles, without the made copies, are grouped in turns by us and by rensa's MinHash LSH: runs of five
words made in Python as its README has it, 128 permutations, 32 bands, threshold .5, the candidates' Jaccard computed
exactly. That finds verbatim and edited texts; containment, boilerplate, originals and kinds are ours alone. Both are
given the same texts in memory; seconds are of the processor, user and system, all threads.
"""

import argparse
import random
import re
import resource
import time

import polars as pl

from dateline import copies

EACH = 600


def cpu():
    """Seconds of processor time used so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def sentences(text):
    """A text cut at its stops."""
    return re.split(r"(?<=[.!?])\s+", text)


def shortened(text, _, draw):
    """The first 40 % of the words."""
    words = text.split(" ")
    return " ".join(words[: int(len(words) * 0.4)])


def edited(text, other, draw):
    """Words replaced, sentences dropped and swapped."""
    kept = [one for one in sentences(text) if draw.random() > 0.1]
    for place in range(0, len(kept) - 1, 9):
        kept[place], kept[place + 1] = kept[place + 1], kept[place]
    strange = other.split()
    return " ".join(draw.choice(strange) if draw.random() < 1 / 12 else word for word in " ".join(kept).split(" "))


def embedded(text, other, draw):
    """A run of sentences amid another article's."""
    own, around = sentences(text), sentences(other)
    length = max(3, int(len(own) * 0.4))
    start = draw.randrange(max(1, len(own) - length))
    middle = len(around) // 2
    return " ".join([*around[:middle], *own[start : start + length], *around[middle:]])


def by_rensa(texts):
    """Stories by MinHash LSH, as rensa's README shows it."""
    from rensa import RMinHash, RMinHashLSH

    def runs(text):
        words = re.findall(r"\w+", text.lower())
        return [" ".join(words[place : place + 5]) for place in range(max(1, len(words) - 4))]

    index, story = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32), {}
    for number, text in enumerate(texts):
        made = RMinHash(num_perm=128, seed=1)
        made.update(runs(text))
        for other in sorted(index.query(made)):
            one, two = set(runs(text)), set(runs(texts[other]))
            if len(one & two) >= 0.5 * len(one | two):
                story[number] = story.get(other, other)
                break
        index.insert(number, made)
    return story


def main():
    """Make the copies, group everything, print the shares found."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("articles")
    options.add_argument("--rensa", action="store_true")
    options.add_argument("--keep", action="store_true")
    given = options.parse_args()
    draw = random.Random(20250602)
    day = pl.col("published").cast(pl.String).str.slice(0, 10).str.to_date(strict=False)
    frame = pl.read_parquet(given.articles).select(
        "outlet", "title", "text", article_id="id", published=day.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    )
    fit = frame.filter(
        pl.col("text").str.count_matches(r"\S+").is_between(150, 1500), pl.col("published").is_not_null()
    )
    chosen = fit.sample(EACH * 4, seed=4).rows(named=True)
    others = [row["text"] for row in chosen[EACH * 3 :]]
    if not given.keep:
        frame = frame.filter(~pl.col("article_id").is_in([row["article_id"] for row in chosen[EACH * 3 :]]))
    made, pairs = [], {}
    for kind, make in (("shortened", shortened), ("edited", edited), ("embedded", embedded)):
        for number in range(EACH):
            row = chosen[len(made)]
            copy = f"{kind}-{number}"
            pairs.setdefault(kind, []).append((copy, row["article_id"]))
            made.append(
                {**row, "article_id": copy, "outlet": "Copyist", "text": make(row["text"], others[number], draw)}
            )
    whole = pl.concat([frame, pl.DataFrame(made, schema=frame.schema)])
    began = cpu()
    story = dict(copies.group(whole).select("article_id", "story_id").iter_rows())
    rate = whole.height / (cpu() - began)
    for kind, rows in pairs.items():
        print(f"{kind}: {sum(story[a] == story[b] for a, b in rows) / len(rows):.3f} of {len(rows)}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{whole.height:,} articles, {rate:,.0f} a CPU second, peak {peak:.2f} GB")
    if given.rensa:
        for _ in range(2):
            began = cpu()
            by_rensa(frame["text"].to_list())
            theirs = frame.height / (cpu() - began)
            began = cpu()
            copies.group(frame)
            ours = frame.height / (cpu() - began)
            print(f"{frame.height:,} articles: ours {ours:,.0f}, rensa {theirs:,.0f} a CPU second, {ours / theirs:.1f}")
    print(time.strftime("%Y-%m-%d"))


if __name__ == "__main__":
    main()
