"""Pure formulas: numbers in, numbers out, each citing its source. Imports nothing of ours."""

from dateline.stats.bursting import burst_weight, bursts
from dateline.stats.shares import (
    BLOCKS,
    DRAWS,
    Interval,
    apart,
    difference_p,
    effective_total,
    false_discovery,
    mean,
    mean_difference_p,
    most_when_none,
    newcombe,
    quantile,
    ratio,
    resampled,
    student,
    two_sided,
    wilson,
)  # fmt: skip
from dateline.stats.wording import design_effect, jensen_shannon, log_odds

__all__ = [
    "BLOCKS", "DRAWS", "Interval", "apart", "burst_weight", "bursts", "design_effect", "difference_p",
    "effective_total", "false_discovery", "jensen_shannon", "log_odds", "mean", "mean_difference_p",
    "most_when_none", "newcombe", "quantile", "ratio", "resampled", "student", "two_sided", "wilson",
]  # fmt: skip
