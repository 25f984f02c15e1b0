"""Every kind of chart on a corpus, in both themes and every size a desk uses: pictures to look at.

python benchmarks/gallery.py CORPUS FOLDER [--query WORDS] [--name NAME] [--events FILE] [--locale en|tr|lt]
                             [--only KIND ...]
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import polars as pl

import dateline
from dateline import charts, collection, geography, outlets, search, trends
from dateline.charts import Figure
from dateline.charts.theme import Style

SIZES = ("article", "phone", "portrait", "wide", "print-column")
REGION = {"lat": (34, 62), "lon": (-11, 45)}
"""Degrees of the regional map: Europe."""


def kinds(corpus: dateline.Corpus, query: str, name: str, events: str | None) -> dict[str, Callable[[Style], Figure]]:
    """Each chart as a function of its style."""
    hits = corpus.search(query)
    profile = collection.profile(corpus.catalogue())
    period, source = collection.period(profile), "the corpus given"
    shares, first = dateline.shares(hits, corpus), dateline.shares(search.prominent(hits), corpus)
    mentions = dateline.shares(hits, corpus, unit="mention")
    step = trends.step(corpus)
    together, each = (dateline.attention(hits, corpus, every=step, by=by) for by in (None, "outlet"))
    spoken = dateline.attention(hits, corpus, every=step, by=None, unit="mention")
    counted = geography.counted(corpus)
    named, found = geography.named(counted), geography.summary(counted, corpus)
    region = named.filter(
        pl.col("lat").is_between(*REGION["lat"]) & pl.col("lon").is_between(*REGION["lon"])
        | pl.col("kind").is_in(["country"])
    )  # fmt: skip
    days = collection.in_window(collection.days(corpus.catalogue()), profile)
    marks = charts.read_events(events) if events else None
    about = f"Share of each outlet’s collected texts that name {name}, {period}. Dot: share. Bar: 95% interval."
    rate = f"Mentions of {name} in 10,000 words of each outlet’s collected texts, {period}."
    over = f"Share of the stories collected that name {name}. Bar: 95% interval."
    where = f"Stories naming each place, {period}. Circle area: stories. Shade: stories naming the country."
    beside = trends.note(together, step, query, source)
    return {
        "dots": lambda style: charts.dots(
            shares, title=outlets.finding(shares, name), subtitle=about, prominent=first, style=style,
            note=outlets.note(shares, profile, query, source),
        ),
        "dots-mentions": lambda style: charts.dots(
            mentions, title=outlets.finding(mentions, name), subtitle=rate, style=style,
            note=outlets.note(mentions, profile, query, source, "mention"),
        ),
        "timeline": lambda style: charts.timeline(
            together, title=trends.finding(together, name, step), subtitle=over, note=beside, events=marks,
            bursts=trends.bursts(hits, corpus), style=style,
        ),
        "timeline-mentions": lambda style: charts.timeline(
            spoken, title=trends.finding(spoken, name, step), note=trends.note(spoken, step, query, source),
            subtitle=f"Mentions of {name} in 10,000 words of the texts collected.", style=style,
        ),
        "timelines": lambda style: charts.timelines(
            each, title=f"{name} by outlet", subtitle=over, note=beside, style=style
        ),
        "map-region": lambda style: charts.map_of_places(
            region, title=geography.finding(region), subtitle=where, note=geography.note(found, source), style=style
        ),
        "map-world": lambda style: charts.map_of_places(
            named, title=geography.finding(named), subtitle=where, note=geography.note(found, source), found=found,
            highlight=[name], style=style,
        ),
        "calendar": lambda style: charts.calendar(
            days, title=collection.finding(days), subtitle="Articles collected by outlet and day.",
            note="A day without a cell was not collected.", style=style,
        ),
    }  # fmt: skip


def main() -> None:
    """Draw what is asked for."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("corpus")
    read.add_argument("folder", type=Path)
    read.add_argument("--query", default="Turkey OR Türkiye")
    read.add_argument("--name", default="Türkiye")
    read.add_argument("--events")
    read.add_argument("--locale", default="en")
    read.add_argument("--only", nargs="*")
    read.add_argument("--sizes", nargs="*", default=SIZES)
    asked = read.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for kind, draw in kinds(dateline.Corpus(asked.corpus), asked.query, asked.name, asked.events).items():
        for size in asked.sizes:
            for dark in (False, True):
                if not asked.only or kind in asked.only:
                    style = charts.style(size=size, dark=dark, locale=asked.locale)
                    look = "dark" if dark else "light"
                    (asked.folder / f"{kind}-{size}-{look}.png").write_bytes(
                        draw(style).png(scale=2 if style.zoom <= 1 else 1)
                    )


if __name__ == "__main__":
    main()
