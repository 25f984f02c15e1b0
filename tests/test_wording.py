"""Distinctive words: counted right, told apart no more often than said, each with its sentences."""

import random
from collections import Counter
from unittest import mock

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import Corpus, DatelineError, outlets, search
from dateline.frames import DISTINCTIVE, VOCABULARY
from dateline.outlets import wording
from dateline.search import tokens, vocabulary
from dateline.search.vocabulary import COMMON


def table(texts):
    rows = [(f"{number:03}", None, text) for number, text in enumerate(texts)]
    return pl.DataFrame(rows, schema=dict.fromkeys(("article_id", "title", "text"), pl.String), orient="row")


def segments(articles, cut=None):
    """One segment, or two, the second with an article that counts no more."""
    if cut is None:
        return [(search.build([articles]), None)]
    more = pl.concat([articles[cut:], table(["rain rain rain"]).with_columns(article_id=pl.lit("gone"))])
    return [
        (search.build([articles[:cut]]), None),
        (search.build([more]), np.array([True] * (more.height - 1) + [False])),
    ]


def words_of(text):
    found = tokens.split([text])
    return [
        tokens.key(text[at : at + n]) for at, n in zip(found.start.tolist(), found.length.tolist(), strict=True)
    ], found.stop


def brute(texts, groups, items):
    """The rows of frames.VOCABULARY by counting: `items` gives a text's words or phrases."""
    rows, every = {}, Counter()
    for text, group in zip(texts, groups, strict=True):
        if group is None:
            continue
        size = len(words_of(text)[0])
        for term, n in Counter(items(text)).items():
            every[term] += 1
            row = rows.setdefault((term, group), [0, 0, 0, 0])
            for at, more in enumerate((1, n, n * n, n * size)):
                row[at] += more
    return sorted((*key, *row) for key, row in rows.items() if every[key[0]] >= 5)


text = st.lists(st.sampled_from(["rain", "Rain", "sun", "sün", "tea.", "a!", "pier", "the"]), max_size=12).map(" ".join)
written = st.lists(st.tuples(text, st.sampled_from(["A", "B", None])), min_size=6, max_size=24)


@pytest.mark.parametrize("part", [0, 10**9], ids=["read", "looked up"])
@given(written, st.integers(0, 24))
def test_words_and_phrases_are_those_counted_one_by_one(part, rows, cut):
    with mock.patch.object(vocabulary, "PART", part):
        _counted_one_by_one(rows, cut)


def _counted_one_by_one(rows, cut):
    texts, groups = zip(*rows, strict=True)
    articles = table(texts)
    chosen = articles.select("article_id", group=pl.Series(groups, dtype=pl.String)).drop_nulls()
    found = search.words(segments(articles, min(cut, len(texts))), chosen)
    assert found.schema == VOCABULARY.schema
    assert found.rows() == brute(texts, groups, lambda text: words_of(text)[0])
    common = {
        term
        for term, n in found.group_by("term").agg(pl.col("articles").sum()).iter_rows()
        if n >= COMMON * chosen.height
    }
    known = set(found["term"]) - common

    def phrases(text):
        words, stop = words_of(text)
        return [f"{one} {other}" for one, other, stopped in zip(words, words[1:], stop[1:], strict=False)
                if not stopped and one in known and other in known]  # fmt: skip

    assert search.phrases(segments(articles, min(cut, len(texts))), chosen, found).rows() == brute(
        texts, groups, phrases
    )


@given(written)
def test_the_words_of_a_few_articles(rows):
    texts = [text for text, _ in rows]
    articles = table(texts)
    chosen = articles["article_id"][::2]
    found = search.used(segments(articles, len(texts) // 2), chosen)
    expected = {(f"{at:03}", term, n) for at in range(0, len(texts), 2)
                for term, n in Counter(words_of(texts[at])[0]).items()}  # fmt: skip
    assert set(found.iter_rows()) == expected


def test_how_a_word_is_used():
    texts = ["We saw Riga. Read our letter of news today here", "In Riga it rained. Read our letter of news today here",
             "Riga, Riga! read our letter of news today here"]  # fmt: skip
    articles = table(texts).with_columns(title=pl.lit("Riga Letter"))
    days = articles.select("article_id", day=pl.Series([1, 1, 2]))
    rows = {
        row["term"]: row
        for row in search.usage(segments(articles), days, ["riga", "letter", "our letter", "tea"]).iter_rows(named=True)
    }
    assert (rows["riga"]["articles"], rows["riga"]["days"], rows["riga"]["capitals"]) == (3, 2, 1.0)
    assert (rows["letter"]["capitals"], rows["letter"]["repeated"], rows["letter"]["after"]) == (0.0, 1.0, "of")
    assert (rows["our letter"]["repeated"], rows["tea"]["articles"], rows["tea"]["repeated"]) == (1.0, 0, None)


def made(number, seed, more=lambda at: ""):
    """Texts that repeat themselves as news does: each on a few of many matters."""
    draw = random.Random(seed)
    matters = [[f"w{draw.randrange(4000)}" for _ in range(12)] for _ in range(150)]
    texts = []
    for at in range(number):
        own = [word for matter in draw.sample(matters, 3) for word in matter]
        usual = [f"u{int(draw.paretovariate(0.9)) % 500}" for _ in range(60)]
        texts.append(" ".join(draw.choices(own, k=60) + usual) + more(at))
    return table(texts)


def told(index, articles, labels):
    chosen = articles.select("article_id", group=pl.Series(labels))
    known = search.words(index, chosen)
    words = articles.select("article_id", words=pl.col("text").str.split(" ").list.len())
    sizes = {name: frame["words"].to_numpy() for (name,), frame in
             chosen.join(words, on="article_id").partition_by("group", as_dict=True).items()}  # fmt: skip
    return wording.told(known, sizes, "A", sorted(set(labels) - {"A"}))


def test_of_one_source_split_at_random_no_part_is_told_to_have_its_own_words():
    articles = made(360, 7)
    index, draw = segments(articles), random.Random(8)
    found = [told(index, articles, draw.choices("ABCDEFGHI", k=360)).height > 0 for _ in range(200)]
    assert sum(found) <= 20  # of 200, where 5 in 100 are borne: 10, and chance


def test_a_word_used_steadily_is_told_and_one_texts_word_is_not():
    articles = made(300, 9, lambda at: " ferry" * (at % 5 == 0) + " quay" * 40 * (at == 3))
    labels = ["A" if at < 60 else "B" for at in range(300)]
    mixed = pl.concat([articles[at : at + 1] for at in sorted(range(300), key=lambda at: at % 5 != 0)])
    found = told(segments(mixed), mixed, labels)
    assert found["term"].to_list() == ["ferry"]
    row = found.row(0, named=True)
    assert (row["n"], row["n_others"], row["total"], row["total_others"]) == (60, 0, 60, 240)
    assert 1 < row["low"] < row["times"] < row["high"]


def test_rows_of_the_sample_are_their_sentences(sample):
    for outlet in outlets.texts(sample)["group"].unique().sort():
        found = wording.distinctive(sample, outlet, least=1.0)
        assert found.schema == DISTINCTIVE.schema
        receipts = wording.sentences(sample, found.head(12))
        assert set(receipts["outlet"]) <= {outlet}
        counted = dict(receipts.group_by("counted_as").agg(pl.col("story_id").n_unique()).iter_rows())
        assert counted == dict(found.head(12).select("term", "n").iter_rows())


@pytest.fixture(scope="module")
def halyard(tmp_path_factory):
    """Two invented outlets: one writes of ferries and says "don't", signs its texts and names Odesa."""
    rows = []
    for at in range(60):
        filler = f"Nothing much to say on day {at} about matter {at % 7}, and more of it tomorrow."
        mine = "we don’t know why the ferry was late in Odesa. Call our desk for more news of the day."
        other = f"Then some tea {at} was had at port {at % 9}."
        rows += [("The Halyard", f"https://h.test/{at}", f"Title {at}", f"{filler} Today {mine}"),
                 ("The Knot", f"https://k.test/{at}", f"Other {at}", f"{filler} {other}")]  # fmt: skip
    folder = tmp_path_factory.mktemp("halyard")
    pl.DataFrame(rows, schema=["outlet", "url", "title", "text"], orient="row").write_csv(folder / "a.csv")
    corpus = Corpus(folder / "corpus")
    corpus.add(folder / "a.csv")
    return corpus


def test_what_is_left_out_says_why():
    why = {"odesa": "name", "halyard": "own name", "t": "part of a contraction", "7": "number",
           "late ferries": "the query’s own"}  # fmt: skip
    found = pl.DataFrame({"term": list(why), "n": [9] * 5, "capitals": [1.0, 1.0, 0.0, 0.0, 0.0], "repeated": [0.1] * 5,
                          "after": ["a", "b", "c", "d", "e"], "after_part": [0.1] * 5})  # fmt: skip
    named = {"own name": ["the", "halyard"], "the query’s own": ["ferr*"]}
    assert dict(wording._marked(found, named, {}).select("term", "left_out").iter_rows()) == why


def test_a_part_of_the_corpus_is_compared_within_itself(halyard):
    hits = halyard.search("nothing")
    whole = wording.distinctive(halyard, "The Halyard")
    assert wording.distinctive(halyard, "The Halyard", within=hits).equals(whole)
    with pytest.raises(DatelineError, match=r"no full text of 'The Reef'.*The Halyard, The Knot"):
        wording.distinctive(halyard, "The Reef")
    alone = wording.distinctive(halyard, "The Halyard", within=halyard.search("ferry"))
    assert alone.equals(DISTINCTIVE.empty())


def test_keywords_of_an_outlets_texts_are_its_own_words(sample):
    every = outlets.texts(sample)
    for outlet in every["group"].unique().sort():
        mine = every.filter(pl.col("group") == outlet)
        found = wording.keywords(sample, mine, every, name=outlet, least=1.0)
        expected = wording.distinctive(sample, outlet, within=every, least=1.0)
        columns = pl.exclude("left_out")
        assert found.select(columns).equals(expected.select(columns))
        with mock.patch.object(wording, "BATCH", 3):
            few = wording.keywords(sample, mine, every, name=outlet, least=1.0, enough=2)
        assert few.equals(found.head(few.height))
        assert wording.shown(few).head(2).equals(wording.shown(found).head(2))
        assert few.height < max(found.height, 1)


def test_a_querys_own_words_are_left_out_of_its_keywords(tmp_path):
    said = ["{0} late {0} ferry {0} pier {0} old {0} ferries", "{0} school {0}"]
    rows = [{"outlet": "A", "title": f"No. {n}", "text": (said[n % 2] + " {0}" * 500).format(n)} for n in range(200)]
    pl.DataFrame(rows).write_csv(tmp_path / "a.csv")
    corpus = Corpus(tmp_path / "corpus")
    corpus.add(tmp_path / "a.csv")
    every, ferries = corpus.catalogue(), corpus.count("ferry")
    own = {"ferry": {"ferry"}, "ferr*": {"ferry", "ferries"}, '=old OR "late pier"': {"old", "late", "pier"}}
    for query, words in own.items():
        found = wording.keywords(corpus, ferries, every, name="x", query=query)
        left = found.filter(pl.col("left_out") == "the query’s own")
        assert set(left["term"]) == words
        assert set(wording.shown(found)["term"]) == {"ferry", "ferries", "late", "pier", "old"} - words
        assert f"{len(words)} with the query’s own words" in wording.left_out(found)
        assert found["outlet"].unique().to_list() == ["x"]
    own = {"ferry EXCEPT old": {"ferry"}, 'ferry NOT ("late pier" OR old)': {"ferry"},
           "ferry AND outlet:old": {"ferry"}, "(ferry NOT old) AND late": {"ferry", "late"}}  # fmt: skip
    for query, words in own.items():
        found = wording.keywords(corpus, ferries, every, name="x", query=query)
        assert set(found.filter(pl.col("left_out") == "the query’s own")["term"]) == words
    assert wording.keywords(corpus, every, every).equals(DISTINCTIVE.empty())
    assert wording.keywords(corpus, every.clear(), every).equals(DISTINCTIVE.empty())
