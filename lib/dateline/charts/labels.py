"""Placing labels beside marks so that none covers another or a mark."""

from collections.abc import Sequence
from math import cos, radians, sin
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in px; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two rectangles share any of their area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Mark(NamedTuple):
    """A circle with a text that wants to stand beside it."""

    x: float
    y: float
    radius: float
    text: str
    must: bool = False


class Placed(NamedTuple):
    """Where a text starts (align left) or ends (align right), at the middle of its height."""

    x: float
    y: float
    align: str
    text: str
    led: bool = False
    """Whether it stands so far from its circle that a line must lead to it."""


def place(
    marks: Sequence[Mark],
    width: float,
    height: float,
    *,
    letter: float = 6.6,
    line: float = 15,
    kept: Sequence[Box] = (),
    led: int = 0,
    most: int | None = None,
) -> list[Placed | None]:
    """A free spot for each mark's text, in the marks' order, or null where there is none: the first come first.

    Tries right, left, above and below each circle (E. Imhof, Positioning names on maps, 1975), inside the frame, clear
    of every circle and of the texts placed before; the first `led` texts may stand farther off, led to by a line; one
    that `must` be said may cover circles when nothing is free. No more than `most` are placed, all among the first
    twice as many.
    `letter` is the mean width of a letter, `line` the height, in px; `kept` are rectangles to be left free.

    >>> place([Mark(50, 50, 5, "Kyiv"), Mark(52, 50, 5, "Odesa")], 200, 100)[0].align
    'left'
    """
    circles = [Box(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks]
    frame = Box(0, 0, width, height)
    taken: list[Box] = list(kept)
    found: list[Placed | None] = []
    for number, mark in enumerate(marks):
        if most is not None and not mark.must and (number >= 2 * most or number - found.count(None) >= most):
            found.append(None)
            continue
        others = [circle for n, circle in enumerate(circles) if n != number]
        spots = [
            (candidate, box)
            for candidate, box in _candidates(mark, letter, line, far=number < led)
            if box.left >= 0 and box.right <= frame.right and box.top >= 0 and box.bottom <= frame.bottom
            and not any(box.meets(other) for other in taken)
        ]  # fmt: skip
        free = [spot for spot in spots if not any(spot[1].meets(other) for other in others)]
        spot, box = next(iter(free or (spots if mark.must else [])), (None, None))
        if box:
            taken.append(box)
        found.append(spot)
    return found


def _candidates(mark: Mark, letter: float, line: float, far: bool) -> list[tuple[Placed, Box]]:
    wide, gap = letter * len(mark.text), mark.radius + 4
    spots = []
    for dx, dy, align in (
        (gap, 0, "left"), (-gap, 0, "right"), (gap * 0.7, -gap * 0.8, "left"), (gap * 0.7, gap * 0.8, "left"),
        (-gap * 0.7, -gap * 0.8, "right"), (-gap * 0.7, gap * 0.8, "right"),
        (-wide / 2, -gap - line / 2, "left"), (-wide / 2, gap + line / 2, "left"),
    ):  # fmt: skip
        x, y = mark.x + dx, mark.y + dy
        left = x if align == "left" else x - wide
        spots.append((Placed(x, y, align, mark.text), Box(left, y - line / 2, left + wide, y + line / 2)))
    for away in (20, 36, 54) if far else ():
        for turn in (30, -30, 150, -150, 60, -60, 120, -120, 0, 180, 85, -85):
            x = mark.x + (mark.radius + away) * cos(radians(turn))
            y = mark.y - (mark.radius + away) * sin(radians(turn))
            align = "left" if abs(turn) <= 90 else "right"
            left = x if align == "left" else x - wide
            spots.append((Placed(x, y, align, mark.text, True), Box(left, y - line / 2, left + wide, y + line / 2)))
    return spots
