"""Pure formulas: numbers in, numbers out, each citing its source. Imports nothing of ours."""

from collections.abc import Sequence
from functools import cache
from math import erfc, exp, lgamma, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # numpy starts threads when it is imported
    from numpy.typing import ArrayLike, NDArray

Interval = tuple[float, float]
DRAWS, BLOCKS = 1000, 10
"""Resamples of a bootstrap, and the fewest blocks for one."""


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(n: float, total: float, confidence: float = 0.95) -> Interval:
    """Score interval of a share of `n` in `total` (0 to 1); raises `ValueError` unless 0 <= n <= total and total > 0.

    E. B. Wilson, JASA 22:209 (1927); no continuity correction: method 3 of R. G. Newcombe, Stat. Med. 17:857 (1998).

    >>> tuple(round(end, 4) for end in wilson(81, 263))
    (0.2553, 0.3662)
    """
    if not 0 <= n <= total or total <= 0:
        raise ValueError(f"{n} of {total} is no share")
    z = _z(confidence)
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
    (low1, high1), (low2, high2) = wilson(n1, total1, confidence), wilson(n2, total2, confidence)
    share1, share2 = n1 / total1, n2 / total2
    low = share1 - share2 - sqrt((share1 - low1) ** 2 + (high2 - share2) ** 2)
    high = share1 - share2 + sqrt((high1 - share1) ** 2 + (share2 - low2) ** 2)
    return low, high


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
    reach = exp(_z(confidence) * sqrt(1 / n1 - 1 / total1 + 1 / n2 - 1 / total2))
    return times / reach, times * reach


def difference_p(n1: int, total1: int, n2: int, total2: int) -> float:
    """Two-sided probability of a difference at least so large between two samples of one share (0 to 1).

    Score test with pooled variance: K. Pearson's chi-square of 1900 with one degree of freedom, without correction.

    >>> round(difference_p(56, 70, 48, 80), 4)
    0.008
    """
    pooled = (n1 + n2) / (total1 + total2)
    spread = pooled * (1 - pooled) * (1 / total1 + 1 / total2)
    return erfc(abs(n1 / total1 - n2 / total2) / sqrt(2 * spread)) if spread else 1.0


def false_discovery(chances: Sequence[float]) -> list[float]:
    """Probabilities adjusted for their number: those up to q are found with a part of q false ones among them.

    Y. Benjamini, Y. Hochberg, J. R. Stat. Soc. B 57:289 (1995), as adjusted values.

    >>> [round(chance, 3) for chance in false_discovery([0.01, 0.04, 0.03, 0.5])]
    [0.04, 0.053, 0.053, 0.5]
    """
    order = sorted(range(len(chances)), key=lambda at: chances[at], reverse=True)
    adjusted, least = [0.0] * len(chances), 1.0
    for before, at in enumerate(order):
        least = min(least, chances[at] * (len(chances) / (len(chances) - before)))
        adjusted[at] = least
    return adjusted


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
    z = _z(confidence)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum((term / float(freedom**power) for power, term in enumerate(terms, 1)), 0.0)


def bursts(
    hits: Sequence[int], totals: Sequence[int], *, usual: float | None = None, times: float = 2.0, gamma: float = 1.0
) -> tuple[list[int], float]:
    """Which batches are in a burst (1) or not (0), by Kleinberg's automaton of two states, and the cost of saying so.

    J. Kleinberg, "Bursty and hierarchical structure in streams", KDD 2002, section 4: `hits` of `totals` in each
    batch; `usual` the share outside a burst, that of all batches unless given; in a burst it is `times` as high, and
    `gamma` ln(batches) the price of entering one. The cheapest sequence by Viterbi's algorithm, exactly; the automaton
    begins outside a burst. Raises `ValueError` for a batch that holds more hits than texts.

    >>> bursts([7, 4, 7, 6, 14, 10, 6, 6, 8, 0], [57, 44, 57, 20, 38, 53, 50, 36, 39, 36])[0]
    [0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    """
    usual = usual if usual is not None else sum(hits) / max(sum(totals), 1)
    price = gamma * log(max(len(hits), 1))
    costs = [0.0, price]
    came: list[tuple[int, int]] = []
    for n, total in zip(hits, totals, strict=True):
        if came:
            came.append((int(costs[1] < costs[0]), int(costs[0] + price >= costs[1])))
            costs = [min(costs), min(costs[0] + price, costs[1])]
        else:
            came.append((0, 0))
        costs = [cost + _surprise(n, total, share) for cost, share in zip(costs, (usual, times * usual), strict=True)]
    state = int(costs[1] < costs[0])
    states = []
    for before in reversed(came):
        states.append(state)
        state = before[state]
    return states[::-1], min(costs) if came else 0.0


def burst_weight(hits: Sequence[int], totals: Sequence[int], *, usual: float, times: float = 2.0) -> float:
    """How much better batches are explained by `times` the usual share than by it: natural log of the odds.

    The weight of a burst in Kleinberg's section 4.

    >>> round(burst_weight([6, 14], [20, 38], usual=68 / 430), 2)
    5.96
    """
    pairs = list(zip(hits, totals, strict=True))
    return sum(_surprise(n, total, usual) - _surprise(n, total, times * usual) for n, total in pairs)


def _surprise(n: int, total: int, share: float) -> float:
    """Minus the log of the probability of n hits in a batch."""
    if not 0 <= n <= total:
        raise ValueError(f"{n} of {total} is no share")
    share = min(share, 1.0 - 1e-9)
    chosen = lgamma(total + 1) - lgamma(n + 1) - lgamma(total - n + 1)
    return -(chosen + (n * log(share) if n else 0.0) + ((total - n) * log(1 - share) if total > n else 0.0))
