"""Placing labels beside marks so that none covers another or a mark."""

from collections.abc import Sequence
from math import cos, hypot, radians, sin
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


Line = tuple[float, float, float, float]
"""From x, y to x, y in px."""


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
    twice as many that have a text; lines cross neither each other nor a text.
    `letter` is the mean width of a letter, `line` the height, in px; `kept` are rectangles to be left free.

    >>> place([Mark(50, 50, 5, "Kyiv"), Mark(52, 50, 5, "Odesa")], 200, 100)[0].align
    'left'
    """
    circles = [Box(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks]
    frame = Box(0, 0, width, height)
    taken: list[Box] = list(kept)
    found: list[Placed | None] = []
    lines: list[Line] = []
    tried = 0
    for mark, own in zip(marks, circles, strict=True):
        over = most is not None and (tried >= 2 * most or len(found) - found.count(None) >= most)
        if not mark.text or (over and not mark.must):
            found.append(None)
            continue
        spots = [
            (candidate, box)
            for candidate, box in _candidates(mark, letter, line, far=tried < led)
            if box.left >= 0 and box.right <= frame.right and box.top >= 0 and box.bottom <= frame.bottom
            and not any(box.meets(other) for other in taken) and not any(_crosses(other, box) for other in lines)
        ]  # fmt: skip
        tried += 1
        others = [circle for circle in circles if circle is not own]
        free = [spot for spot in spots if not any(spot[1].meets(other) for other in others)]
        clear = (
            (spot, box) for spot, box in free or (spots if mark.must else [])
            if not spot.led or _is_clear((mark.x, mark.y, spot.x, spot.y), taken, lines)
        )  # fmt: skip
        spot, box = next(clear, (None, None))
        if spot and box:
            taken.append(box)
            lines += [(mark.x, mark.y, spot.x, spot.y)] if spot.led else []
        found.append(spot)
    return found


def _is_clear(line: Line, taken: Sequence[Box], lines: Sequence[Line]) -> bool:
    """Whether a line crosses no text and no other line."""
    return not any(_crosses(line, box) for box in taken) and not any(_meet(line, other) for other in lines)


def _crosses(line: Line, box: Box) -> bool:
    """Whether a line runs through a rectangle, as seen at points 3 px apart."""
    x, y, x2, y2 = line
    steps = max(int(hypot(x2 - x, y2 - y) / 3), 1)
    return any(
        box.left < x + (x2 - x) * n / steps < box.right and box.top < y + (y2 - y) * n / steps < box.bottom
        for n in range(steps + 1)
    )


def _meet(one: Line, other: Line) -> bool:
    """Whether two lines cross: the ends of each lie on both sides of the other."""

    def side(line: Line, x: float, y: float) -> float:
        return (line[2] - line[0]) * (y - line[1]) - (line[3] - line[1]) * (x - line[0])

    apart = side(one, *other[:2]) * side(one, *other[2:]), side(other, *one[:2]) * side(other, *one[2:])
    return apart[0] < 0 and apart[1] < 0


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
