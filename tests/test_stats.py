"""The formulas agree with the numbers their authors published, and keep their properties for any counts."""

import csv
import itertools
import math
import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline import stats
from dateline.stats import most_when_none, newcombe, wilson

with (Path(__file__).parent / "oracles" / "shares.csv").open(encoding="utf8", newline="") as file:
    PUBLISHED = list(csv.DictReader(file))

counts = st.integers(1, 100_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row['formula']} {row['n1']} of {row['total1']}")
def test_published_intervals(row):
    given = [int(row[name]) for name in ("n1", "total1", "n2", "total2") if row[name]]
    ends = {"wilson": wilson, "newcombe": newcombe}[row["formula"]](*given)
    assert ends == pytest.approx((float(row["low"]), float(row["high"])), abs=0.00005)


def test_every_published_interval_names_its_source():
    assert len(PUBLISHED) == 12
    assert all("Stat. Med." in row["source"] for row in PUBLISHED)


@given(counts)
@example((0, 1))
@example((1, 1))
def test_wilson_lies_in_0_to_1_and_holds_the_share(count):
    n, total = count
    low, high = wilson(n, total)
    assert 0 <= low <= n / total <= high <= 1
    assert low < high


@given(counts, st.integers(2, 50))
def test_wilson_narrows_with_more_of_the_same(count, times):
    n, total = count
    (low, high), (inner_low, inner_high) = wilson(n, total), wilson(n * times, total * times)
    assert inner_high - inner_low < high - low


@given(counts)
def test_wilson_is_mirrored(count):
    n, total = count
    low, high = wilson(n, total)
    assert wilson(total - n, total) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(counts)
def test_wilson_widens_with_confidence(count):
    low, high = wilson(*count)
    wide_low, wide_high = wilson(*count, confidence=0.99)
    assert wide_low <= low
    assert high <= wide_high
    assert wide_high - wide_low > high - low


@given(counts, counts)
def test_newcombe_changes_sign_when_the_groups_change_places(one, other):
    low, high = newcombe(*one, *other)
    assert newcombe(*other, *one) == pytest.approx((-high, -low), abs=1e-12)


@given(counts, counts)
def test_newcombe_holds_the_difference_and_lies_in_minus_1_to_1(one, other):
    low, high = newcombe(*one, *other)
    assert low <= one[0] / one[1] - other[0] / other[1] <= high
    assert -1 - 1e-12 <= low < high <= 1 + 1e-12


@given(counts)
def test_newcombe_of_equal_groups_leaves_zero_in(count):
    low, high = newcombe(*count, *count)
    assert low < 0 < high


@given(st.integers(30, 1_000_000))
def test_the_most_when_none_was_seen_is_near_three_in_the_total(total):
    assert 0.94 < most_when_none(total) * total / 3 < 1
    assert (1 - most_when_none(total)) ** total == pytest.approx(0.05, rel=1e-6)


@given(st.integers(1, 100_000))
def test_the_most_when_none_was_seen_falls_with_the_total(total):
    assert 0 < most_when_none(total + 1) < most_when_none(total) < 1


@pytest.mark.parametrize(("n", "total"), [(-1, 10), (11, 10), (0, 0), (1, 0), (0, -5), (-5, -5)])
def test_what_is_no_share_is_refused(n, total):
    with pytest.raises(ValueError, match="is no share"):
        wilson(n, total)
    with pytest.raises(ValueError, match="is no share"):
        newcombe(5, 10, n, total)
    with pytest.raises(ValueError, match="is no share"):
        newcombe(n, total, 5, 10)


@pytest.mark.parametrize("total", [0, -1])
def test_the_most_of_nothing_is_refused(total):
    with pytest.raises(ValueError, match="nothing was collected"):
        most_when_none(total)


@pytest.mark.parametrize(("share", "total"), [(0.3, 50), (0.1, 120), (0.5, 40), (0.75, 200)])
def test_wilson_covers_the_true_share_about_19_times_in_20(share, total):
    draw = random.Random(20250602)
    samples = [sum(draw.random() < share for _ in range(total)) for _ in range(3000)]
    ends = [wilson(n, total) for n in samples]
    assert 0.93 <= sum(low <= share <= high for low, high in ends) / len(ends) <= 0.97


def test_newcombe_covers_the_true_difference_about_19_times_in_20():
    draw = random.Random(20250603)
    pairs = [[sum(draw.random() < share for _ in range(80)) for share in (0.4, 0.25)] for _ in range(3000)]
    ends = [newcombe(one, 80, other, 80) for one, other in pairs]
    assert 0.93 <= sum(low <= 0.15 <= high for low, high in ends) / len(ends) <= 0.97


def rows_of(name):
    with (Path(__file__).parent / "oracles" / name).open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows_of("bursts.csv"))
def test_published_bursts(row):
    hits, totals = ([int(n) for n in row[name].split()] for name in ("hits", "totals"))
    states, cost = stats.bursts(hits, totals, times=float(row["times"]), gamma=float(row["gamma"]))
    assert "".join(map(str, states)) == row["states"]
    assert cost == pytest.approx(float(row["cost"]), abs=1e-6)


@pytest.mark.parametrize("row", rows_of("discoveries.csv"))
def test_published_discoveries(row):
    adjusted = stats.false_discovery([float(chance) for chance in row["chances"].split()])
    assert sum(chance <= float(row["q"]) for chance in adjusted) == int(row["rejected"])


@pytest.mark.parametrize("row", rows_of("log_odds.csv"))
def test_published_log_odds(row):
    first, second, prior, odds, z = (
        [float(n) for n in row[name].split()] for name in ("first", "second", "prior", "log_odds", "z")
    )
    scaled = [n * float(row["prior_total"]) / sum(prior) for n in prior]
    found, spread = stats.log_odds((first, sum(first)), (second, sum(second)), scaled)
    assert found.tolist() == pytest.approx(odds, abs=5e-5)
    assert (found / spread).tolist() == pytest.approx(z, abs=5e-5)


def test_the_divergence_published_as_a_distance():
    """scipy.spatial.distance documents the root, in natural units."""
    assert (stats.jensen_shannon([1, 0], [0.5, 0.5]) * math.log(2)) ** 0.5 == pytest.approx(0.46450140402245893)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=9))
def test_divergence_is_a_part_and_knows_no_order(pairs):
    one, other = ([n + (at == 0) for at, n in enumerate(side)] for side in zip(*pairs, strict=True))
    found = stats.jensen_shannon(one, other)
    assert -1e-12 <= found <= 1 + 1e-12
    assert found == pytest.approx(stats.jensen_shannon(other, [10 * n for n in one]))


def test_words_that_come_once_a_text_have_no_design_effect_and_one_texts_word_has():
    sizes = [100] * 50
    once, all_in_one = stats.design_effect([50, 50], [50, 2500], [5000, 5000], sizes)
    assert once == 1
    assert all_in_one == pytest.approx(50, rel=0.05)


def test_the_mean_of_shares_covers_the_true_mean_about_19_times_in_20():
    draw = random.Random(20250604)
    samples = [[(sum(draw.random() < share for _ in range(total)), total)
                for share, total in ((0.1, 60), (0.3, 200), (0.2, 40))] for _ in range(2000)]  # fmt: skip
    ends = [stats.mean(sample) for sample in samples]
    assert 0.93 <= sum(low <= 0.2 <= high for _, low, high in ends) / len(ends) <= 0.97
    with pytest.raises(ValueError, match="no share"):
        stats.mean([])


def test_a_share_beside_a_mean_is_called_far_one_time_in_20_by_chance():
    draw = random.Random(20250605)
    chances = []
    for _ in range(2000):
        n, *others = [(sum(draw.random() < 0.2 for _ in range(total)), total) for total in (90, 60, 200, 40)]
        chances.append(stats.mean_difference_p(*n, others))
    assert 0.03 <= sum(chance <= 0.05 for chance in chances) / len(chances) <= 0.07


batches = st.lists(
    st.integers(0, 40).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))), max_size=9
)


@given(batches, st.floats(1.1, 4), st.floats(0, 3))
def test_no_sequence_of_states_is_cheaper_than_the_bursts_found(batches, times, gamma):
    """Every sequence is tried."""
    hits, totals = [n for n, _ in batches], [total for _, total in batches]
    usual = max(sum(hits), 0.5) / max(sum(totals), 1)
    states, cost = stats.bursts(hits, totals, usual=usual, times=times, gamma=gamma)
    shares = [min(usual, 1 - 1e-9), min(times * usual, 1 - 1e-9)]

    def price(path):
        paid = 0.0
        for before, state, n, total in zip([0, *path], path, hits, totals, strict=False):
            paid += gamma * math.log(len(hits)) * (state > before)
            paid -= math.log(math.comb(total, n)) + n * math.log(shares[state])
            paid -= (total - n) * math.log1p(-shares[state])
        return paid

    assert cost == pytest.approx(min(price(path) for path in itertools.product((0, 1), repeat=len(hits))), abs=1e-6)
    assert price(states) == pytest.approx(cost, abs=1e-6)


def test_a_burst_weighs_more_the_further_it_lies_from_the_usual():
    weights = [stats.burst_weight([n], [40], usual=0.1) for n in (4, 8, 16)]
    assert weights == sorted(weights)
    assert weights[0] < 0 < weights[1]


@given(st.lists(st.floats(0, 1), max_size=30))
def test_adjusted_chances_keep_their_order_and_are_no_smaller(chances):
    adjusted = stats.false_discovery(chances)
    assert all(chance <= more <= 1 for chance, more in zip(chances, adjusted, strict=True))
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    assert [adjusted[at] for at in order] == sorted(adjusted)


@given(counts, counts)
def test_a_ratio_is_the_inverse_of_its_inverse(one, other):
    if not one[0] or not other[0]:
        with pytest.raises(ValueError, match="no ratio"):
            stats.ratio(*one, *other)
        return
    low, high = stats.ratio(*one, *other)
    assert low <= one[0] / one[1] / (other[0] / other[1]) <= high
    assert stats.ratio(*other, *one) == pytest.approx((1 / high, 1 / low))
    assert stats.difference_p(*one, *other) == pytest.approx(stats.difference_p(*other, *one))


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 9)), min_size=2, max_size=40))
def test_clustered_units_are_worth_their_clusters_at_least_and_themselves_at_most(clusters):
    """Where every copy of a story says the same, articles are worth no more than they are, and stories are stories."""
    n, total = [hit * size for hit, size in clusters], [size for _, size in clusters]
    worth = stats.effective_total(n, total)
    assert 0 < worth <= sum(total)
    if len(set(total)) == 1 and 0 < sum(n) < sum(total):
        assert worth == pytest.approx(min(len(total) - 1, sum(total)))


def coverage(interval, copies, draw, trials=400, stories=200, share=0.1):
    """How often an interval on stories with so many copies on average holds the true share."""
    held = 0
    for _ in range(trials):
        says = [draw.random() < share for _ in range(stories)]
        many = [1 + int(draw.expovariate(1 / (copies - 1)) + 0.5) if copies > 1 else 1 for _ in range(stories)]
        low, high = interval(says, many)
        held += low <= share <= high
    return held / trials


@pytest.mark.parametrize("copies", [1, 2, 4, 8])
def test_intervals_hold_the_truth_as_often_as_they_say(copies):
    """Nominal 95% on stories, and on articles by what they are worth; taking each copy as its own is far off."""
    draw = random.Random(copies)
    by_story = coverage(lambda says, many: stats.wilson(sum(says), len(says)), copies, draw)

    def by_article(says, many):
        n = [hit * size for hit, size in zip(says, many, strict=True)]
        worth = stats.effective_total(n, many)
        return stats.wilson(sum(n) / sum(many) * worth, worth)

    assert 0.93 <= by_story <= 0.97
    assert 0.92 <= coverage(by_article, copies, draw) <= 0.975
    naive = coverage(lambda says, many: stats.wilson(sum(a * b for a, b in zip(says, many, strict=True)), sum(many)),
                     copies, draw)  # fmt: skip
    assert (naive < 0.85) == (copies > 1)


@pytest.mark.parametrize("days", [12, 30, 90])
def test_intervals_by_days_hold_the_truth_where_days_are_not_alike(days):
    """A share that differs from day to day: by texts alone the interval is too narrow, by days it is not."""
    draw, held, naive, trials = random.Random(days), 0, 0, 400
    for _ in range(trials):
        totals = [draw.randint(5, 15) for _ in range(days)]
        shares = [draw.betavariate(0.1 * 6, 0.9 * 6) for _ in range(days)]
        n = [sum(draw.random() < share for _ in range(total)) for share, total in zip(shares, totals, strict=True)]
        low, high = stats.resampled(n, totals)
        held += low <= 0.1 <= high
        low, high = wilson(sum(n), sum(totals))
        naive += low <= 0.1 <= high
    assert 0.90 <= held / trials <= 0.975
    assert naive / trials < held / trials


def test_few_or_empty_blocks_are_refused():
    with pytest.raises(ValueError, match="ten blocks"):
        stats.resampled([1] * 9, [10] * 9)
    with pytest.raises(ValueError, match="ten blocks"):
        stats.resampled([0] * 10, [10] * 9 + [0])
    with pytest.raises(ValueError, match="nothing"):
        stats.effective_total([], [])
