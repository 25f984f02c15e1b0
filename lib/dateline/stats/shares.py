"""Shares and rates: their intervals, differences, ratios and means, and what many comparisons at once are worth."""

from collections.abc import Sequence
from functools import cache
from math import erfc, exp, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # numpy starts threads when it is imported
    from numpy.typing import ArrayLike, NDArray

Interval = tuple[float, float]
DRAWS, BLOCKS = 1000, 10
"""Resamples of a bootstrap, and the fewest blocks for one."""


def quantile(confidence: float) -> float:
    """How many spreads to each side hold that part of a normal distribution.

    >>> round(quantile(0.95), 2)
    1.96
    """
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(n: float, total: float, confidence: float = 0.95) -> Interval:
    """Score interval of a share of `n` in `total` (0 to 1); raises `ValueError` unless 0 <= n <= total and total > 0.

    E. B. Wilson, JASA 22:209 (1927); no continuity correction: method 3 of R. G. Newcombe, Stat. Med. 17:857 (1998).

    >>> tuple(round(end, 4) for end in wilson(81, 263))
    (0.2553, 0.3662)
    """
    if not 0 <= n <= total or total <= 0:
        raise ValueError(f"{n} of {total} is no share")
    z = quantile(confidence)
    share, spread = n / total, z * z / total
    middle = share + spread / 2
    reach = z * sqrt(share * (1 - share) / total + spread / (4 * total))
    low, high = (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)
    return (0.0 if n == 0 else low), (1.0 if n == total else high)


def newcombe(n1: int, total1: int, n2: int, total2: int, confidence: float = 0.95) -> Interval:
    """Interval of the difference of two independent shares, first minus second (-1 to 1).

    Hybrid score interval, method 10 of R. G. Newcombe, Stat. Med. 17:873 (1998). Raises `ValueError` as `wilson` does.

    >>> tuple(round(end, 4) for end in newcombe(56, 70, 48, 80))
    (0.0524, 0.3339)
    """
    ends1, ends2 = wilson(n1, total1, confidence), wilson(n2, total2, confidence)
    return apart((n1 / total1, *ends1), (n2 / total2, *ends2))


def mean(shares: Sequence[tuple[int, int]], confidence: float = 0.95) -> tuple[float, float, float]:
    """Mean of independent shares, each weighing the same, and its interval; takes n and total of each.

    Each share's distance from its own interval's ends added in squares, as `newcombe` does for two (method of variance
    estimates recovery: G. Y. Zou, W. Huang, X. Zhang, Comput. Stat. Data Anal. 53:1080, 2009). Raises `ValueError` as
    `wilson` does, and without a share.

    >>> tuple(round(one, 4) for one in mean([(56, 70), (48, 80)]))
    (0.7, 0.623, 0.7632)
    """
    if not shares:
        raise ValueError("there is no share to average")
    ends = [(n / total, *wilson(n, total, confidence)) for n, total in shares]
    middle = sum(share for share, _, _ in ends) / len(ends)
    below = sqrt(sum((share - low) ** 2 for share, low, _ in ends)) / len(ends)
    above = sqrt(sum((high - share) ** 2 for share, _, high in ends)) / len(ends)
    return middle, middle - below, middle + above


def apart(first: tuple[float, float, float], second: tuple[float, float, float]) -> Interval:
    """Interval of the difference of two independent estimates, from each one and its own interval's ends.

    As `newcombe`, which it is for two shares; see `mean`.

    >>> tuple(round(end, 4) for end in apart((0.8, *wilson(56, 70)), (0.6, *wilson(48, 80))))
    (0.0524, 0.3339)
    """
    (one, low1, high1), (other, low2, high2) = first, second
    below = sqrt((one - low1) ** 2 + (high2 - other) ** 2)
    return one - other - below, one - other + sqrt((high1 - one) ** 2 + (other - low2) ** 2)


def mean_difference_p(n: int, total: int, others: Sequence[tuple[int, int]]) -> float:
    """Two-sided probability that a share lies so far from the mean of others, each weighing the same, by chance.

    A score test: as `difference_p`, which it is for a single other.

    >>> round(mean_difference_p(56, 70, [(48, 80)]), 4)
    0.008
    """
    pooled = (n + sum(hit for hit, _ in others)) / (total + sum(of for _, of in others))
    variance = pooled * (1 - pooled) * (1 / total + sum(1 / of for _, of in others) / len(others) ** 2)
    points = n / total - sum(hit / of for hit, of in others) / len(others)
    return two_sided(points / sqrt(variance)) if variance else 1.0


def ratio(n1: int, total1: int, n2: int, total2: int, confidence: float = 0.95) -> Interval:
    """Interval of how many times the second share the first is; raises `ValueError` unless both hold a hit.

    Log method of D. Katz et al., Biometrics 34:469 (1978). The Physicians' Health Study's is (1.43, 2.31) (A. Agresti,
    Categorical Data Analysis, 2nd ed. 2002, 3.1.3).

    >>> tuple(round(end, 2) for end in ratio(189, 11034, 104, 11037))
    (1.43, 2.31)
    """
    if not 0 < n1 <= total1 or not 0 < n2 <= total2:
        raise ValueError(f"{n1} of {total1} and {n2} of {total2} have no ratio")
    times = n1 / total1 / (n2 / total2)
    reach = exp(quantile(confidence) * sqrt(1 / n1 - 1 / total1 + 1 / n2 - 1 / total2))
    return times / reach, times * reach


def difference_p(n1: int, total1: int, n2: int, total2: int) -> float:
    """Two-sided probability of a difference at least so large between two samples of one share (0 to 1).

    Score test with pooled variance: K. Pearson's chi-square of 1900 with one degree of freedom, without correction.

    >>> round(difference_p(56, 70, 48, 80), 4)
    0.008
    """
    return mean_difference_p(n1, total1, [(n2, total2)])


def two_sided(z: float) -> float:
    """Probability of so many spreads from 0, to either side, where there is no difference.

    >>> round(two_sided(1.96), 3)
    0.05
    """
    return erfc(abs(z) / sqrt(2))


def false_discovery(chances: Sequence[float]) -> list[float]:
    """Probabilities adjusted for their number: those up to q are found with a part of q false ones among them.

    Y. Benjamini, Y. Hochberg, J. R. Stat. Soc. B 57:289 (1995), as adjusted values.

    >>> [round(chance, 3) for chance in false_discovery([0.01, 0.04, 0.03, 0.5])]
    [0.04, 0.053, 0.053, 0.5]
    """
    import numpy as np  # noqa: PLC0415

    many, given = len(chances), np.asarray(chances, np.float64)
    order = np.argsort(-given)
    adjusted = np.empty(many)
    adjusted[order] = np.minimum(np.minimum.accumulate(given[order] * (many / (many - np.arange(many)))), 1.0)
    made: list[float] = adjusted.tolist()
    return made


def most_when_none(total: int, confidence: float = 0.95) -> float:
    """The largest share that still leaves 0 of `total` with probability 1 - confidence: exact, one-sided.

    C. J. Clopper, E. S. Pearson, Biometrika 26:404 (1934); about 3 / total (J. A. Hanley, A. Lippman-Hand,
    JAMA 249:1743, 1983). Raises `ValueError` unless total > 0.

    >>> round(most_when_none(360), 4)
    0.0083
    """
    if total <= 0:
        raise ValueError("nothing was collected")
    return 1.0 - float((1 - confidence) ** (1 / total))


def effective_total(hits: "ArrayLike", totals: "ArrayLike") -> float:
    """How many independent units clustered ones are worth: `hits` of `totals` in each cluster, a story's copies say.

    Total over the design effect, by the ratio estimator's variance between clusters (L. Kish, Survey Sampling, 1965,
    8.2; in a score interval as E. L. Korn and B. I. Graubard, Survey Methodology 24:193, 1998). Never more than the
    total; without variance, the number of clusters. Raises `ValueError` without a cluster.

    >>> round(effective_total([2, 2, 0, 0, 0, 2], [2, 2, 2, 2, 2, 2]), 3)
    5.0
    """
    import numpy as np  # noqa: PLC0415

    n, total = np.asarray(hits, np.float64), np.asarray(totals, np.float64)
    if not len(total) or total.sum() <= 0:
        raise ValueError("nothing was collected")
    share = n.sum() / total.sum()
    spread = float(((n - share * total) ** 2).sum())
    if len(total) < 2 or spread == 0:
        return float(min(len(total), total.sum()))
    variance = spread / total.sum() ** 2 * len(total) / (len(total) - 1)
    return float(min(share * (1 - share) / variance, total.sum()))


@cache
def _draws(blocks: int) -> "NDArray[Any]":
    """How often each of some blocks is drawn, DRAWS times over; always the same."""
    import numpy as np  # noqa: PLC0415

    drawn = np.random.Generator(np.random.PCG64(1979)).multinomial(blocks, np.full(blocks, 1 / blocks), size=DRAWS)
    return drawn.astype(np.float64)


def resampled(hits: "ArrayLike", totals: "ArrayLike", confidence: float = 0.95) -> Interval:
    """Interval of a share or rate, its blocks (days) drawn anew: texts of one day are not independent of each other.

    `hits` and `totals` of each block, ten at least. Bootstrap of blocks (B. Efron, Ann. Stat. 7:1, 1979; A. C. Davison,
    D. V. Hinkley, Bootstrap Methods, 1997, 3.8), percentiles widened for few blocks as T. Hesterberg, Am. Stat. 69:371
    (2015) does. The draws are the same at each call. Raises `ValueError` for fewer blocks or empty ones.

    >>> tuple(round(end, 2) for end in resampled([1, 2, 0, 3, 1, 0, 2, 1, 1, 2], [10] * 10))
    (0.07, 0.2)
    """
    import numpy as np  # noqa: PLC0415

    n, total = np.asarray(hits, np.float64), np.asarray(totals, np.float64)
    if len(total) < BLOCKS or (total <= 0).any():
        raise ValueError("ten blocks at least, none of them empty")
    drawn = _draws(len(total))
    shares = (drawn @ n) / (drawn @ total)
    tail = NormalDist().cdf(-sqrt(len(total) / (len(total) - 1)) * student(confidence, len(total) - 1))
    low, high = np.quantile(shares, [tail, 1 - tail])
    return float(low), float(high)


def student(confidence: float, freedom: int) -> float:
    """Two-sided quantile of Student's t, right to .01 from nine degrees of freedom.

    M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions (1964), 26.7.5.

    >>> round(student(0.95, 10), 2), round(student(0.95, 30), 2)
    (2.23, 2.04)
    """
    z = quantile(confidence)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum((term / float(freedom**power) for power, term in enumerate(terms, 1)), 0.0)
