"""Strokes that fill what was not collected: never told by colour alone."""

HATCH = 9
"""Px between strokes."""


def hatched(left: float, right: float, height: float, step: float = HATCH) -> list[tuple[float, float, float, float]]:
    """Strokes that rise at 45 degrees through a band, as x, y, x2, y2 in px; the same grid for every band.

    >>> hatched(0, 10, 10, 10)
    [(0, 10, 10, 0)]
    """
    strokes = []
    for number in range(int(left // step), int((right + height) // step) + 1):
        total = number * step  # along a stroke x + y is the same
        x, x2 = max(left, total - height), min(right, total)
        if x < x2:
            strokes.append((x, total - x, x2, total - x2))
    return strokes
