"""The coverage explorer: widgets over the functions of this library. It holds no analysis of its own."""

from dateline.explorer.asked import Asked
from dateline.explorer.comparison import Comparison, compare, comparison_figure
from dateline.explorer.widget import Explorer, explore

__all__ = ["Asked", "Comparison", "Explorer", "compare", "comparison_figure", "explore"]
