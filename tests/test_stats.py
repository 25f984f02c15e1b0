"""The formulas agree with the numbers their authors published, and keep their properties for any counts."""

import csv
import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

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
