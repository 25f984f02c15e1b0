"""Outlets by places, by chance and by each other's texts: what may be said, and what may not."""

import random
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from dateline import Corpus, DatelineError, outlets, stats
from dateline.frames import CARRIED, CREDITED, FIRSTS, NAMING, UNLIKE
from dateline.outlets import carrying, differing, naming


def used(labels, own=lambda label, at: []):
    """Stories that use 12 of 300 things each, and what `own` adds: group, unit, item, n."""
    draw = random.Random(3)
    rows = [(label, at, str(item), draw.randint(1, 3)) for at, label in enumerate(labels)
            for item in [*draw.sample(range(300), 12), *own(label, at)]]  # fmt: skip
    return pl.DataFrame(rows, schema=["group", "unit", "item", "n"], orient="row")


def test_one_source_split_at_random_is_not_unlike_itself():
    """200 draws of nine groups: in no more than the stated part of them is any said to differ."""
    table, draw, found = used([""] * 270), random.Random(4), []
    for _ in range(200):
        label = pl.DataFrame(
            {"unit": range(270), "group": draw.choices("ABCDEFGHI", k=270)}, schema_overrides={"unit": pl.Int64}
        )
        shuffled = table.drop("group").join(label, on="unit")
        made = differing.unlike(shuffled, shuffles=99)
        found.append((made["false_found"] <= differing.FALSE).any())
    assert sum(found) <= 20


def test_an_outlet_with_things_of_its_own_is_told_and_size_alone_is_not():
    labels = ["small"] * 25 + ["large"] * 400 + ["other"] * 150 + ["tiny"] * 19
    made = differing.unlike(used(labels, lambda label, at: [f"{label}{at % 3}"] * (label == "other")))
    assert made.schema == UNLIKE.schema
    assert dict(made.select("outlet", "stories").iter_rows()) == {"small": 25, "large": 200, "other": 150}
    rows = {row["outlet"]: row for row in made.iter_rows(named=True)}
    assert rows["small"]["bits"] > rows["large"]["bits"]  # the smaller, the more unlike by chance alone
    assert rows["other"]["chance"] == 1 / (differing.SHUFFLES + 1)
    assert rows["small"]["low"] <= rows["small"]["bits"] <= rows["small"]["high"]
    assert made["outlet"][0] == "other"
    assert made.equals(
        differing.unlike(used(labels, lambda label, at: [f"{label}{at % 3}"] * (label == "other")).reverse())
    )
    assert "other" in differing.finding(made, "x")


def test_too_few_stories_are_not_compared():
    assert differing.unlike(used(["a"] * 30 + ["b"] * 19)).height == 0
    assert differing.finding(UNLIKE.empty(), "the words used") == "Too few stories to compare outlets by the words used"


def test_the_sample_is_compared_by_words_and_by_places(sample):
    for made in (differing.by_words(sample), differing.by_places(sample), differing.by_places(sample, level="place")):
        assert made.schema == UNLIKE.schema
        assert ((made["by_chance"] >= made["low"]) & (made["by_chance"] <= made["high"])).all()


def test_places_by_outlet_are_counted_story_by_story(sample):
    found = naming.by_outlet(sample)
    assert found.schema == NAMING.schema
    totals = dict(outlets.texts(sample).group_by("group").len().iter_rows())
    assert dict(found.select("outlet", "total").unique().iter_rows()) == totals
    mentions = sample.mentions().filter(pl.col("role") != "dateline").collect()
    own = outlets.texts(sample)
    for row in found.sort("n", descending=True).head(10).iter_rows(named=True):
        there = mentions.filter(pl.col("country_code") == row["country_code"]).join(own, on="article_id")
        assert there.filter(pl.col("group") == row["outlet"])["article_id"].n_unique() == row["n"]
        others = found.filter((pl.col("country_code") == row["country_code"]) & (pl.col("outlet") != row["outlet"]))
        assert row["elsewhere"] == pytest.approx(others["share"].mean())
        assert row["points_low"] <= row["points"] <= row["points_high"]
    homes = naming.homes(sample)
    assert set(homes) <= set(totals)
    abroad = naming.by_outlet(sample, home=False)
    assert not abroad["home"].any()
    assert all(homes.get(outlet) != code for outlet, code in abroad.select("outlet", "country_code").iter_rows())
    assert set(naming.by_outlet(sample, level="place")["name"]) & set(mentions["name"])
    with pytest.raises(DatelineError, match="level is country or place, not 'street'"):
        naming.by_outlet(sample, level="street")


def test_a_place_is_told_only_when_it_is_named_more_often():
    base = {"outlet": "A", "name": "Latvia", "n": 12, "points": 0.1}
    assert "Latvia" in naming.finding(pl.DataFrame([base | {"false_found": 0.04}]), "A")
    for row in ({"false_found": 0.06}, {"false_found": 0.01, "n": 4}, {"false_found": 0.01, "points": -0.1}):
        assert naming.finding(pl.DataFrame([base | row]), "A").startswith("No place can be told")


BEGIN = datetime(2025, 3, 3, 9, tzinfo=UTC)
FERRY = (
    "The harbour master said on Monday that the pier would stay shut until the ferry was mended by the crew of a tug, "
    "and that nobody knew how long it might take to find the parts in town or to bring them over the water."
)
CRANE = (
    "Two painters from the upper village have won the long quarrel over who may colour the old crane, after a vote in "
    "which eleven of the fourteen members of the club raised their hands for blue and three slept through the evening."
)


def written(folder, rows):
    """A corpus of rows outlet, hours after the beginning, text; times are known, or with a string the day alone."""
    listed = [{"outlet": outlet, "url": f"https://{outlet.lower()}.test/{at}", "title": f"Title {at} of {outlet}",
               "text": text,
               "published": when if isinstance(when, str) else (BEGIN + timedelta(hours=when)).isoformat()}
              for at, (outlet, when, text) in enumerate(rows)]  # fmt: skip
    folder.mkdir(exist_ok=True)
    pl.DataFrame(listed).write_csv(folder / "a.csv")
    corpus = Corpus(folder / "corpus")
    corpus.add(folder / "a.csv")
    return corpus


def daily(outlet, days):
    """Something of an outlet on each day, shared with nobody."""
    return [
        (
            outlet,
            24 * day + 1,
            f"{outlet} wrote on day {day} of its own {day}{outlet} matters, at some length but no more.",
        )
        for day in range(days)
    ]


def test_who_had_a_text_first_and_who_never_ran_it(tmp_path):
    corpus = written(tmp_path / "news", [
        ("Halyard", 26, FERRY), ("Knot", 30, FERRY), ("Reef", 75, FERRY),
        ("Knot", "2025-03-05", CRANE), ("Reef", "2025-03-05", CRANE),
        *daily("Halyard", 12), *daily("Knot", 12), *daily("Reef", 12), *daily("Buoy", 12), *daily("Short", 5),
    ])  # fmt: skip
    found = carrying.firsts(corpus)
    assert found.schema == FIRSTS.schema
    assert found["first"].to_list() == [["Halyard"], ["Knot", "Reef"]]
    row = found.row(0, named=True)
    assert (row["later"], row["days"]) == (["Knot", "Reef"], [0, 2])
    assert (row["without"], row["unsaid"]) == (["Buoy"], ["Short"])
    carried = carrying.carried(corpus)
    assert carried.schema == CARRIED.schema
    rows = {(row["first"], row["second"]): row for row in carried.iter_rows(named=True)}
    assert (rows["Halyard", "Knot"]["n"], rows["Halyard", "Knot"]["undecided"]) == (1, 0)
    assert (rows["Knot", "Reef"]["n"], rows["Knot", "Reef"]["undecided"]) == (1, 1)
    assert ("Knot", "Halyard") not in rows
    one = rows["Knot", "Reef"]
    assert (one["low"], one["high"]) == stats.wilson(one["n"], one["total"])
    assert carrying.finding(carried) == "Too few texts are shared to say who carries whose"


def test_a_day_alone_does_not_say_who_was_first(tmp_path):
    corpus = written(tmp_path / "news", [("Halyard", "2025-03-04", FERRY), ("Knot", "2025-03-04", FERRY)])
    row = carrying.firsts(corpus).row(0, named=True)
    assert (row["first"], row["later"]) == (["Halyard", "Knot"], [])
    rows = carrying.carried(corpus).select("first", "second", "n", "undecided").rows()
    assert sorted(rows) == [("Halyard", "Knot", 0, 1), ("Knot", "Halyard", 0, 1)]


def test_credit_is_counted_apart_from_carrying(tmp_path):
    rows = [("Halyard", 24 * at, text + " (Reuters)") for at, text in enumerate([FERRY, CRANE])]
    corpus = written(tmp_path / "news", [*rows, *daily("Halyard", 5), *daily("Knot", 4)])
    found = carrying.credited(corpus)
    assert found.schema == CREDITED.schema
    assert found.select("outlet", "agency", "n", "total").rows() == [("Halyard", "Reuters", 2, 7)]
    assert carrying.carried(corpus).height == 0


def test_more_than_twice_is_said_only_when_the_lower_end_says_it():
    def table(*rows):
        return pl.DataFrame(
            [(g, n, t, n / t) for g, n, t in rows], schema=["group", "n", "total", "share"], orient="row"
        )

    twice, not_twice = table(("A", 300, 1000), ("B", 90, 1000)), table(("A", 300, 1000), ("B", 140, 1000))
    assert (
        outlets.pairs(twice)["times_low"][0]
        > 2
        > outlets.pairs(not_twice)["times_low"][0]
        < outlets.pairs(not_twice)["times"][0]
    )
    assert outlets.finding(twice, "Odesa").endswith("most often, more than twice as often as B’s, the next")
    assert outlets.finding(not_twice, "Odesa").endswith("most often")
