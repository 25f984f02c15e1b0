"""Let names speak for the names beside them: "Texas" for the Paris in it, "Atlanta" for the Georgia that holds one."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from math import sqrt

from dateline.places.gazetteer import DEMONYM, PRIMARY
from dateline.places.names import Hint, Name
from dateline.places.resolver import WIDE, Meaning, apart, holds

NEAR = 100.0
"""Within so many km a place is near another."""
SURE = 12.0
"""Weight of a name after a comma: "Paris, Texas"."""
HOLDS = 4.0
"""Weight for a country or unit that holds a place named in it."""


def hear(names: Collection[Name]) -> None:
    """Add what the names say for each other's meanings; a name that is nowhere in its state is marked as lost."""
    byname: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        byname[name.asked.key].append(name)
    for name in names:
        for hint in sorted(name.asked.hints):
            for outer in byname.get(hint.key, ())[:1]:
                _hear_hint(name, outer, hint)
    for name in names:
        name.scores = list(name.fixed)


def _hear_hint(name: Name, outer: Name, hint: Hint) -> None:
    wides = [(number, wide) for number, wide in enumerate(outer.meanings)
             if wide.rank != DEMONYM or hint.how == "folk"]  # fmt: skip
    if not wides or hint.key == name.asked.key:
        return
    first = max(wides, key=lambda row: outer.fixed[row[0]])[1]
    if hint.how == "with":
        for number, meaning in enumerate(name.meanings):
            if meaning.kind == first.kind and meaning.rank != DEMONYM:
                name.add(number, hint.weight, f"in a row with {first.name}")
    elif hint.how == "near":
        outer.share()
        for number, meaning in enumerate(name.meanings):
            near = max(
                (outer.shares[i] for i, m in wides if m.kind not in WIDE and apart(m, meaning) < NEAR), default=0
            )
            name.add(number, hint.weight * sqrt(near), f"named beside {outer.meanings[0].name}")
    elif (
        hint.how == "folk"
        or first.kind != "country"
        or all(m.kind != "country" or m.rank == DEMONYM for m in name.meanings)
    ):
        _hear_holder(name, outer, wides, hint)  # but "Georgia, Russia and Turkey" are countries in a row


def _hear_holder(name: Name, outer: Name, wides: Sequence[tuple[int, Meaning]], hint: Hint) -> None:
    holding = [(number, wide) for number, wide in wides if wide.kind in ("country", "admin1", "admin2")]
    held: set[int] = set()
    for number, meaning in enumerate(name.meanings):
        holders = [(i, wide) for i, wide in holding if holds(wide, meaning)]
        if holders:
            name.add(number, hint.weight, f"named with {holders[0][1].name}")
            held.update(i for i, _ in holders)
        elif hint.weight >= SURE:
            name.add(number, -1.0, "")
    state = max(wides, key=lambda row: outer.fixed[row[0]])[1]
    if not held and hint.weight >= SURE and state.kind == "admin1" and not any(map(_famous, name.meanings)):
        name.lost = f"no place of that name in {state.name} is known"
    for number in held:
        outer.add(number, HOLDS, f"named with {name.meanings[0].name}")


def _famous(meaning: Meaning) -> bool:
    """A place that is named without saying where it is."""
    return meaning.kind in WIDE or (meaning.rank == PRIMARY and meaning.people > 100_000)
