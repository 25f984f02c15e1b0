"""The coverage explorer: a widget over the functions of this library. It holds no analysis of its own."""

from dateline.explorer.asked import Asked
from dateline.explorer.figures import comparison_figure
from dateline.explorer.widget import Explorer, explore

__all__ = ["Asked", "Explorer", "comparison_figure", "explore"]
