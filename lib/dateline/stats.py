"""Pure formulas: numbers in, numbers out, each citing its source. Imports nothing of ours."""

from math import sqrt
from statistics import NormalDist

Interval = tuple[float, float]


def wilson(n: int, total: int, confidence: float = 0.95) -> Interval:
    """Score interval of a share of `n` in `total` (0 to 1); raises `ValueError` unless 0 <= n <= total and total > 0.

    E. B. Wilson, JASA 22:209 (1927); no continuity correction: method 3 of R. G. Newcombe, Stat. Med. 17:857 (1998).

    >>> tuple(round(end, 4) for end in wilson(81, 263))
    (0.2553, 0.3662)
    """
    if not 0 <= n <= total or total <= 0:
        raise ValueError(f"{n} of {total} is no share")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
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
