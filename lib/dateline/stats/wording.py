"""Words: how much more often one body of texts uses each than another, and how unlike two mixtures are."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # numpy starts threads when it is imported
    from numpy.typing import ArrayLike, NDArray


def log_odds(
    first: "tuple[ArrayLike, ArrayLike]",
    second: "tuple[ArrayLike, ArrayLike]",
    prior: "ArrayLike",
    prior_total: float | None = None,
) -> "tuple[NDArray[Any], NDArray[Any]]":
    """How much more often each word is used in a first body of texts than in a second: log-odds ratio and its spread.

    B. L. Monroe, M. P. Colaresi, K. M. Quinn, "Fightin' words", Political Analysis 16:372 (2008), equations 15 to 22:
    of each body the words' counts and the words in all (one number, or one a word), and an informative Dirichlet prior,
    the words' counts in an imagined body of `prior_total` words (the sum of `prior` unless given) that both share.
    Natural logarithms. The variance is that of four terms, with the other words' counts, which some leave out as small;
    z is the first result over the second.

    >>> one, other = ([30, 25, 40, 5, 0], 100), ([10, 20, 35, 20, 15], 100)
    >>> odds, spread = log_odds(one, other, [2.0, 2.25, 3.75, 1.25, 0.75])
    >>> odds.round(4).tolist(), (odds / spread).round(4).tolist()
    ([1.2091, 0.2614, 0.1941, -1.3799, -3.1922], [3.2594, 0.8062, 0.696, -2.8902, -2.6821])
    """
    import numpy as np  # noqa: PLC0415

    a = np.asarray(prior, np.float64)
    a0 = a.sum() if prior_total is None else prior_total
    sides = [(np.asarray(n, np.float64) + a, np.asarray(total, np.float64) + a0) for n, total in (first, second)]
    (n1, rest1), (n2, rest2) = ((n, total - n) for n, total in sides)
    odds: NDArray[Any] = np.log(n1 / rest1) - np.log(n2 / rest2)
    variance: NDArray[Any] = 1 / n1 + 1 / rest1 + 1 / n2 + 1 / rest2
    return odds, np.sqrt(variance)


def design_effect(
    mentions: "ArrayLike", squares: "ArrayLike", crossed: "ArrayLike", sizes: "ArrayLike"
) -> "NDArray[Any]":
    """By how much the words of texts vary more than words drawn singly would; never less than 1.

    A text that uses a word once tends to use it again, so words are not independent, and counts are worth as many as
    they are over this number (J. N. K. Rao, A. J. Scott, "A simple method for the analysis of clustered binary data",
    Biometrics 48:577, 1992; the variance is the ratio estimator's between texts). `sizes` are the texts' words; of each
    word, its mentions, and sums over texts of mentions squared and of mentions times the text's words.

    >>> design_effect([4, 4], [4, 16], [40, 40], [10] * 8).round(2).tolist()
    [1.0, 4.21]
    """
    import numpy as np  # noqa: PLC0415

    y, length = np.asarray(mentions, np.float64), np.asarray(sizes, np.float64)
    many, total = len(length), length.sum()
    rate = y / total
    spread = np.asarray(squares, np.float64) - 2 * rate * np.asarray(crossed, np.float64) + rate**2 * (length**2).sum()
    single = np.maximum(total * rate * (1 - rate), 1e-12)
    effect: NDArray[Any] = np.maximum(spread * many / max(many - 1, 1) / single, 1.0)
    return effect


def jensen_shannon(first: "ArrayLike", second: "ArrayLike") -> "NDArray[Any]":
    """How unlike two mixtures are, in bits: 0 for the same, 1 for nothing in common; counts or parts, by last axis.

    J. Lin, IEEE Trans. Inf. Theory 37:145 (1991). Its root is a distance (D. M. Endres, J. E. Schindelin, IEEE Trans.
    Inf. Theory 49:1858, 2003). Two samples of one mixture are unlike too, the more so the smaller they are: compare
    with what chance gives.

    >>> jensen_shannon([1, 0], [0.5, 0.5]).round(4).item(), jensen_shannon([2, 0], [0, 5]).item()
    (0.3113, 1.0)
    """
    import numpy as np  # noqa: PLC0415

    p, q = np.asarray(first, np.float64), np.asarray(second, np.float64)
    p, q = p / p.sum(-1, keepdims=True), q / q.sum(-1, keepdims=True)
    middle = (p + q) / 2
    least = np.finfo(np.float64).tiny  # 0 log 0 is 0
    terms = [(part * np.log2(np.maximum(part, least) / np.maximum(middle, least))).sum(-1) for part in (p, q)]
    divergence: NDArray[Any] = (terms[0] + terms[1]) / 2
    return divergence
