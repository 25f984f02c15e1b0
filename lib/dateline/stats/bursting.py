"""Bursts: batches in a row that hold far more than usual, by Kleinberg's automaton."""

from collections.abc import Sequence
from math import lgamma, log


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
