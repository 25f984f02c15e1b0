"""Search: whole words whatever their case and accents, with exact places and the sentence around them."""

import itertools
import random
import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
from dateline.errors import DatelineError, QueryError
from dateline.frames import HITS
from dateline.search import Context, Segment, build, count, find, find_in, parse, read_back, tokens
from dateline.words import fold, sentence


def table(*texts, title=None):
    rows = [(str(number), title, text) for number, text in enumerate(texts)]
    return pl.DataFrame(rows, schema=dict.fromkeys(("article_id", "title", "text"), pl.String), orient="row")


def surfaces(query, text):
    """What a query finds in a text; every place is checked to hold what it says."""
    hits = find(query, table(text))
    for start, end, surface in hits.select("start", "end", "surface").iter_rows():
        assert text[start:end] == surface
        assert 0 <= start < end <= len(text)
    return hits["surface"].to_list()


# queries


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("Istanbul", "“Istanbul”"),
        ("  Istanbul  ", "“Istanbul”"),
        ('"peace talks"', "“peace talks”"),
        ("Turkey OR Türkiye", "“Turkey” or “Türkiye”"),
        ("ferry AND pier", "“ferry” and “pier”"),
        ("ferry NOT pier", "“ferry” and not “pier”"),
        ("ferry AND NOT pier", "“ferry” and not “pier”"),
        ("ferry AND pier OR tea", "(“ferry” and “pier”) or “tea”"),
        ("tea OR ferry AND pier", "“tea” or (“ferry” and “pier”)"),
        ("ferry AND (pier OR tea)", "“ferry” and (“pier” or “tea”)"),
        ("(ferry OR pier) NOT tea", "(“ferry” or “pier”) and not “tea”"),
        ("ferry AND pier NOT tea", "“ferry” and “pier” and not “tea”"),
        ("((ferry))", "“ferry”"),
        ("(ferry)OR(pier)", "“ferry” or “pier”"),
        ("or AND and", "“or” and “and”"),
        ('"OR" OR "NOT"', "“OR” or “NOT”"),
        ("govern*", "“govern*”"),
        ("=Of", "“Of” as written"),
        ("ceasefire NEAR/5 talks", "“ceasefire” within 5 words of “talks”"),
        ('Turkey EXCEPT "Turkey, Texas"', "“Turkey” but not as part of “Turkey, Texas”"),
        ("title:(ferry OR pier)", "“ferry” in the title or “pier” in the title"),
        ('outlet:"The Knot" AND ferry', "the outlet “The Knot” and “ferry”"),
        ('place:"Paris, Texas" OR place:country=lt', "the place “Paris, Texas” or any place in LT"),
        ("ferry OR a NEAR/2 b NOT c", "“ferry” or ((“a” within 2 words of “b”) and not “c”)"),
    ],
)
def test_a_query_is_read_back_as_it_is_understood(query, said):
    assert read_back(query) == said
    assert read_back(parse(query)) == said


@pytest.mark.parametrize(
    ("query", "place", "words"),
    [
        ("peace talks", 7, "between them"),
        ('Turkey "peace talks"', 8, "between them"),
        ("Turkey OR peace   talks", 19, "between them"),
        ("ferry (pier)", 7, "between them"),
        ("OR Turkey", 1, "where a term should"),
        ("Turkey OR OR Türkiye", 11, "where a term should"),
        ("Turkey AND AND Türkiye", 12, "where a term should"),
        ("Turkey AND ()", 13, "where a term should"),
        ("Turkey OR", 10, "missing"),
        ("(Turkey AND", 12, "missing"),
        ("NOT ferry", 1, "cannot begin with NOT"),
        ("ferry OR NOT pier", 10, "cannot begin with NOT"),
        ("ferry AND (NOT pier)", 12, "cannot begin with NOT"),
        ('"peace talks', 1, "pairs"),
        ('ferry OR "peace', 10, "pairs"),
        ('"peace talks" OR ferry"', 23, "pairs"),
        ("(ferry OR pier", 1, "not closed"),
        ("ferry OR ((pier) OR tea", 10, "not closed"),
        ("ferry OR pier)", 14, "no bracket"),
        ("... OR ferry", 1, "no word"),
        ("ferry OR   ...", 12, "no word"),
        ('ferry OR ""', 10, "no word"),
        ("ferry OR f*", 10, "wildcard"),
        ("ferry NEAR pier", 7, "number of words"),
        ("ferry NEAR/0 pier", 7, "number of words"),
        ("ferry NEAR/500 pier", 7, "number of words"),
        ("ferry NEAR/5", 13, "missing"),
        ("ferry NEAR/5 (pier AND tea)", 14, "stand between"),
        ("(ferry NOT tea) EXCEPT pier", 1, "stand between"),
        ("ferry OR author:Smith", 10, "no field author"),
        ("title:(ferry OR outlet:Knot)", 1, "stands before"),
        ("outlet:Knot", 1, "outlet alone"),
        ("ferry OR =…", 10, "no word"),
    ],
)
def test_an_error_points_at_the_character(query, place, words):
    with pytest.raises(QueryError, match=words) as error:
        parse(query)
    said, shown, pointer = str(error.value).split("\n")
    assert shown == f"  {query}"
    assert pointer == f"  {' ' * (place - 1)}^ character {place}"
    assert said


@pytest.mark.parametrize("query", ["", "   "])
def test_an_empty_query_is_an_error(query):
    with pytest.raises(QueryError, match="empty"):
        parse(query)


BITS = st.sampled_from(['"', "(", ")", "OR", "AND", "NOT", " ", "pier", "fer*", "…"])


@given(st.text(max_size=20) | st.lists(BITS).map(" ".join))
@settings(max_examples=300)
def test_any_query_is_understood_or_a_query_error(query):
    try:
        said = read_back(query)
    except QueryError:
        return
    assert said
    assert find(query, table("A pier.")).schema == HITS.schema


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ferry AND pier", {"both"}),
        ("ferry OR pier", {"both", "ferry", "pier"}),
        ("ferry NOT pier", {"ferry"}),
        ("ferry NOT (pier OR tea)", {"ferry"}),
        ("(ferry OR pier) AND tea", set()),
        ("tea OR ferry AND pier", {"both", "tea"}),
        ("(tea OR ferry) AND pier", {"both"}),
        ("fer* AND pie*", {"both"}),
    ],
)
def test_and_or_and_not_choose_articles(query, found):
    rows = [("both", "The ferry", "A pier."), ("ferry", None, "A ferry."), ("pier", "Pier", None), ("tea", "Tea", "")]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("article_id", "title", "text"), pl.String), orient="row")
    assert set(find(query, frame)["article_id"]) == found


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("ferry NEAR/2 pier", "A ferry, a pier.", ["ferry", "pier"]),
        ("ferry NEAR/2 pier", "A ferry at the pier.", []),
        ("ferry NEAR/3 pier", "A pier and a ferry.", ["pier", "ferry"]),
        ("ferry NEAR/9 pier", "A ferry came.\nThe pier held.", ["ferry", "pier"]),
        (
            "ferry NEAR/3 ferry",
            "One ferry and a ferry; far away from both of these one more ferry.",
            ["ferry", "ferry"],
        ),
        ('talks NEAR/3 "peace talks"', "Peace talks, new talks.", ["Peace talks", "talks"]),
        ("talks NEAR/3 (port OR pier)", "The port talks; then the others went to see piers.", ["port", "talks"]),
        ('Turkey EXCEPT "Turkey, Texas"', "Turkey, Texas, is not Turkey.", ["Turkey"]),
        ("Turkey EXCEPT (Turkey NEAR/1 stuffing)", "Turkey stuffing in Turkey.", ["Turkey"]),
        ("=Of", "Of the town of Of, OF all.", ["Of", "Of"]),
        ("=Turk*", "Turkish turks and Turks.", ["Turkish", "Turks"]),
        ('="New York"', "new york, New York, NEW YORK", ["New York"]),
        ("=Kadıköy", "Kadıköy, Kadikoy, Kadıko\u0308y", ["Kadıköy", "Kadıko\u0308y"]),
        ('"St. John\'s"', "In St. John's the ferry waits. In St John's too.", ["St. John's", "St John's"]),
        ('"D.C. police"', "Said D.C. police.", ["D.C. police"]),
        ("turkei", "Tür\u00adkei and Tür\u200bkei", ["Tür\u00adkei", "Tür\u200bkei"]),
        ("обʼєкт", "об'єкт, об’єкт, обʼєкт", ["об'єкт", "об’єкт", "обʼєкт"]),
    ],
)
def test_near_except_and_exact_words(query, text, found):
    assert surfaces(query, text) == found


def test_a_field_before_a_term_or_a_bracket_looks_there_alone():
    frame = pl.DataFrame({"article_id": ["a", "b"], "title": ["Ferry", "Pier"], "text": ["A pier.", "A ferry."],
                          "outlet": ["Halyard", "The Knot"]})  # fmt: skip
    assert find("title:ferry", frame).select("article_id", "field").rows() == [("a", "title")]
    assert find("text:(ferry OR pier)", frame).select("article_id", "field").rows() == [("a", "text"), ("b", "text")]
    assert find('ferry AND outlet:"The Knot"', frame)["article_id"].to_list() == ["b"]
    assert find("ferry NOT outlet:Halyard", frame)["article_id"].to_list() == ["b"]
    assert find("ferry NEAR/5 pier", frame).is_empty()


def test_places_ask_a_corpus():
    with pytest.raises(QueryError, match="asks a corpus"):
        find("place:Istanbul", table("Istanbul"))


@pytest.mark.parametrize("seed", range(4))
def test_the_index_finds_what_reading_word_by_word_finds(sample, seed):
    draw = random.Random(seed)
    frame = sample.articles().select("article_id", "title", "text").collect().sample(12, seed=seed)
    said = [word.written for text in frame["text"].drop_nulls() for word in brute.words_of(text)]
    pairs = list(itertools.pairwise(said))
    for _ in range(15):
        query = brute.query(draw, said, pairs)
        expected = [(name, *found) for name, title, text in frame.iter_rows()
                    for found in brute.mentions(query, title, text)]  # fmt: skip
        hits = find(query, frame)
        assert hits.select("article_id", "field", "start", "end").rows() == expected, query
        counted = count(parse(query), [(build([frame]), None)], Context(lambda _: None, lambda _: None))
        assert sum(counted["mentions"]) == len(expected), query
        assert set(counted["article_id"]) == {row[0] for row in expected}, query


@given(st.lists(st.text(), max_size=4), st.text())
@settings(max_examples=200)
def test_texts_are_split_as_the_definition_says(texts, more):
    texts = [*texts, more * 3]
    words = tokens.split(texts)
    for number, text in enumerate(texts):
        at = slice(words.first[number], words.first[number + 1])
        ends = words.start[at] + words.length[at]
        found = list(zip(words.start[at].tolist(), ends.tolist(), words.stop[at].tolist(), strict=True))
        assert found == [(word.start, word.end, word.stop) for word in brute.words_of(text)]
    written = [word.written for text in texts for word in brute.words_of(text)]
    assert len(set(words.hash.tolist())) == len(set(written))


def test_long_texts_and_long_words_keep_their_places(tmp_path):
    text = "pier " * 40_000 + "x" * 70_000 + " ferry." + " pier" * 20_000
    frame = pl.DataFrame({"article_id": ["a", "b"], "title": ["Pier", None], "text": [text, "The ferry."]})
    build([frame]).save(tmp_path / "a.words")
    index = [(Segment.open(tmp_path / "a.words"), None)]
    for query in ("ferry", "pier", "x" * 70_000, f'"pier {"x" * 70_000} ferry"'):
        hits = find_in(parse(query), index, Context(lambda _: None, lambda _: None), lambda _: frame)
        assert hits.height == {"ferry": 2, "pier": 60_001}.get(query, 1)
        for article_id, field, start, end, surface, *_ in hits.iter_rows():
            row = frame.row(by_predicate=pl.col("article_id") == article_id, named=True)
            assert row[field][start:end] == surface
            assert fold(surface) == query.strip('"')


def test_terms_after_not_give_no_rows():
    frame = table("A ferry at the pier.", "A ferry with tea.")
    assert find("ferry NOT tea", frame).select("article_id", "surface").rows() == [("0", "ferry")]
    assert find("(ferry OR pier) NOT (tea OR kettle)", frame)["surface"].to_list() == ["ferry", "pier"]
    assert surfaces("ferry NOT tea OR pier", "Tea at the pier with a ferry.") == ["pier", "ferry"]


def test_a_shorter_term_counts_for_and_where_a_longer_one_overlaps():
    assert surfaces('"peace talks" AND peace', "Peace talks open.") == ["Peace talks"]
    assert surfaces('"peace talks" NOT peace', "Peace talks open.") == []


TERMS = st.sampled_from(["pier", "ferry", "kettle", "tea"])
TREES = st.recursive(TERMS, lambda part: st.tuples(st.sampled_from(["AND", "OR", "NOT"]), part, part), max_leaves=6)


def written(tree):
    return tree if isinstance(tree, str) else f"({written(tree[1])} {tree[0]} {written(tree[2])})"


def holds(tree, words):
    if isinstance(tree, str):
        return tree in words
    kind, one, other = tree[0], holds(tree[1], words), holds(tree[2], words)
    return one or other if kind == "OR" else one and other if kind == "AND" else one and not other


@given(TREES, st.lists(st.lists(TERMS, max_size=4), max_size=6))
@settings(max_examples=150, deadline=None)
def test_a_query_of_any_shape_chooses_the_articles_that_answer_it(tree, articles):
    hits = find(written(tree), table(*map(" ".join, articles)))
    assert set(hits["article_id"]) == {str(number) for number, words in enumerate(articles) if holds(tree, words)}


# words


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("istanbul", "İSTANBUL ISTANBUL İstanbul Istanbul istanbul", 5),
        ("İSTANBUL", "in Istanbul and in İstanbul", 2),
        ("ISTANBUL", "İstanbul'da, Istanbul’da", 2),
        ("İstanbul'da", "İstanbul'da ve Istanbul’da, Istanbul da", 3),
        ("istanbul", "Istanbullu Istanbulda Beyistanbul istanbul2", 0),
        ("kadikoy", "Kadıköy, KADIKÖY, kadiköy", 3),
        ("Kadıköy", "Kadikoy", 1),
        ("kadikoy", unicodedata.normalize("NFD", "Kadıköy"), 1),
        (unicodedata.normalize("NFD", "Kadıköy"), "Kadıköy", 1),
        ("klaipeda", "Klaipėda KLAIPĖDA", 2),
        ("lodz", "Łódź", 1),
        ("strasse", "Straße", 1),
        ("Turkey", "Turkey's port; a turkey-shoot. TURKEY!", 3),
        ("Turkey", "Turkish turkeys Turkeyland", 0),
        ("of", "Of tea from Of, of course, often", 3),
        ("1919", "1919 and 19190 and A1919", 1),
        ("govern*", "Government governs; GOVERN, misgoverned, gover", 3),
        ("kadı*", "Kadıköy’den, kadi, Kadıköylü", 3),
        ('"peace talk*"', "Peace talks, peace talk. Peace. Talks.", 2),
        ("ferry", "", 0),
    ],
)
def test_a_word_is_found_whole_whatever_its_case_and_accents(query, text, found):
    assert len(surfaces(query, text)) == found


def test_a_mark_belongs_to_the_word_found():
    text = "Say cafe\u0301\u0323, not more"
    assert surfaces("cafe", text) == ["cafe\u0301\u0323"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The peace talks open", ["peace talks"]),
        ("PEACE   TALKS", ["PEACE   TALKS"]),
        ("peace, talks", ["peace, talks"]),
        ("peace — “talks”", ["peace — “talks"]),
        ("peace-talks", ["peace-talks"]),
        ("peace: (talks)", ["peace: (talks"]),
        ("peace. Talks", []),
        ("peace! Talks", []),
        ("peace? “Talks", []),
        ("peace… Talks", []),
        ("peace\nTalks", []),
        ("peace and talks", []),
        ("talks peace", []),
        ("peacetalks", []),
        ("peace talkss", []),
    ],
)
def test_a_phrase_stands_across_punctuation_but_not_across_a_sentences_end(text, found):
    assert surfaces('"peace talks"', text) == found


@pytest.mark.parametrize(
    "query", ['peace OR "peace talks" OR talks', 'talks OR peace OR "peace talks"', '"peace talks" OR peace OR talks']
)
def test_of_overlapping_terms_the_longest_counts(query):
    hits = find(query, table("The peace talks open; then talks of peace."))
    assert hits.select("surface", "term").rows() == [
        ("peace talks", "peace talks"),
        ("talks", "talks"),
        ("peace", "peace"),
    ]


def test_hits_tell_article_field_place_and_term():
    frame = table("In TÜRKİYE. Turkey!", None, "Turkey", title="How Türkiye opens")
    assert find("Turkey OR Türkiye", frame).rows() == [
        ("0", "title", 4, 11, "Türkiye", "Türkiye", 2),
        ("0", "text", 3, 10, "TÜRKİYE", "Türkiye", 2),
        ("0", "text", 12, 18, "Turkey", "Turkey", 3),
        ("1", "title", 4, 11, "Türkiye", "Türkiye", 2),
        ("2", "title", 4, 11, "Türkiye", "Türkiye", 2),
        ("2", "text", 0, 6, "Turkey", "Turkey", 1),
    ]


def test_no_hit_is_an_empty_frame_of_hits():
    assert find("ferry", table("A pier.", None)).equals(HITS.empty())


@pytest.mark.parametrize("name", ["article_id", "title"])
def test_a_missing_column_is_an_error(name):
    with pytest.raises(DatelineError, match=name):
        find("ferry", table("A ferry.").drop(name))


# invariants

CITY = ["istanbul", "Istanbul", "ISTANBUL", "İstanbul", "İSTANBUL", unicodedata.normalize("NFD", "İstanbul")]
WORDS = st.sampled_from([*CITY, "Istanbullu", "Beyistanbul", "istanbul2", "Kadıköy", "in", "Straße", "ﬁnds", "ß", "İ"])
BETWEEN = st.sampled_from([" ", ", ", "\n", ". ", "-", "'da ", " “", "” ", "…", "\u00a0"])


@given(st.lists(st.tuples(WORDS, BETWEEN)), st.sampled_from(CITY))
@settings(max_examples=200, deadline=None)
def test_every_place_is_found_and_no_other(pieces, query):
    text, places = "", []
    for word, between in pieces:
        if word in CITY:
            places.append((len(text), len(text) + len(word)))
        text += word + between
    assert find(query, table(text)).select("start", "end").rows() == places


@given(st.text(), st.sampled_from(["kadıköy", "KADIKÖY", "Kadiko\u0308y"]), st.text())
@settings(max_examples=300, deadline=None)
def test_a_word_is_found_in_any_text_at_its_exact_place(before, word, after):
    text = f"{before} {word} {after}"
    hits = find("kadikoy", table(text))
    place = (len(before) + 1, len(before) + 1 + len(word), word)
    assert place in hits.select("start", "end", "surface").rows()
    for start, end, surface in hits.select("start", "end", "surface").iter_rows():
        assert text[start:end] == surface
        assert fold(surface) == "kadikoy"


@given(st.text(st.characters(max_codepoint=0x17F), min_size=1), st.data())
@settings(max_examples=300, deadline=None)
def test_every_word_of_a_text_is_found_in_it(text, data):
    word = data.draw(st.sampled_from([word.written for word in brute.words_of(text)] or ["pier"]))
    found = surfaces(f'"{word}"', text)
    assert bool(found) == (word in text)
    for surface in found:
        assert tokens.key(surface) == tokens.key(word)


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


# sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They met. The ferry sailed. Then rain.", "The ferry sailed."),
        ("The ferry sailed", "The ferry sailed"),
        ("A title\nThe ferry sailed\nMore", "The ferry sailed"),
        ("A title\n\nferry crews met\n", "ferry crews met"),
        ("Did it? “The ferry sailed!” She left.", "“The ferry sailed!”"),
        ("It was 9.5 metres. The ferry,  3.2 metres\tlong, sailed.", "The ferry, 3.2 metres long, sailed."),
        ("They met… İzmir saw the ferry. Çeşme did not.", "İzmir saw the ferry."),
    ],
)
def test_the_sentence_around_a_word(text, found):
    start = text.index("ferry")
    assert sentence(text, start, start + len("ferry")) == found


PROSE = st.lists(
    st.sampled_from(["The ", "peace ", "talks", ". ", "! ", "\n", "” ", "Riga ", ", ", "— ", "İstanbul", " "])
)


@given(PROSE.map("".join) | st.text(), PROSE.map("".join) | st.text())
@settings(max_examples=300, deadline=None)
def test_the_sentence_holds_what_was_found(before, after):
    text = f"{before} peace — talks {after}"
    hits = find('"peace talks" OR riga OR istanbul', table(text))
    assert hits.height >= 1
    for start, end, surface in hits.select("start", "end", "surface").iter_rows():
        said = sentence(text, start, end)
        assert " ".join(surface.split()) in said
        assert said in " ".join(text.split())


def test_receipts_hold_their_surface(sample):
    receipts = sample.receipts(sample.search('Istanbul OR Türkiye OR Turkey OR "peace talks"'))
    assert receipts.height > 30
    for surface, said in receipts.select("surface", "sentence").iter_rows():
        assert surface in said
