"""What the library reaches on the labelled sample, and the floors below which it must not fall.

python tests/golden/measure.py             print what is reached beside the floors
python tests/golden/measure.py --write     raise the floors to what is reached now
python tests/golden/measure.py --lower     the same, also where a floor goes down; say why in the commit
"""

import argparse
import csv
import hashlib
import json
import math
import re
import statistics
import unicodedata
from collections import Counter
from pathlib import Path

import polars as pl

from dateline import cleaning, copies, places, read

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "data" / "sample"
GOLD = ("articles.jsonl", "toponyms.csv")
FLOORS = HERE / "floors.json"
NEAR = 161.0
"""Kilometres within which a place counts as found: 100 miles, as the literature on geoparsing has it."""


def checksum():
    """SHA-256 over the gold files."""
    return hashlib.sha256(b"".join((HERE / name).read_bytes() for name in GOLD)).hexdigest()


def articles():
    """The gold articles, as a list of dicts."""
    return [json.loads(line) for line in (HERE / "articles.jsonl").read_text(encoding="utf-8").splitlines()]


def toponyms():
    """The gold place names, as a list of dicts with numbers for offsets and points."""
    with (HERE / "toponyms.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        row["start"], row["end"] = int(row["start"]), int(row["end"])
        row["point"] = (float(row["lat"]), float(row["lon"])) if row["lat"] else None
        row["place_id"] = int(row["place_id"]) if row["place_id"].isdigit() else None
    return rows


def shingles(text):
    """Runs of four words, counted: the measure of the scrapinghub article extraction benchmark."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").lower())
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3)))


def overlap(text, gold):
    """Precision and recall of a text's shingles."""
    found, wanted = shingles(text), shingles(gold)
    both = sum((found & wanted).values())
    return both / max(1, sum(found.values())), both / max(1, sum(wanted.values()))


def f1(precision, recall):
    """The harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def kilometres(one, two):
    """Great-circle distance."""
    (a, b), (c, d) = (map(math.radians, point) for point in (one, two))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(half)))


def reading_figures(gold, got):
    """Cleaning F1 and the shares of titles, days, authors, languages and kinds of text read as labelled."""
    read_as = {(row["source_file"], row["source_record"]): row for row in got.iter_rows(named=True)}
    pairs, hits = [], Counter()
    for row in gold:
        seen = read_as.get((row["source_file"], row["source_record"]))
        if seen is None:
            continue
        if row["body"]:
            pairs.append((row["language"], overlap(seen["text"], row["body"])))
        hits["title"] += seen["title"] == row["title"]
        hits["day"] += (str(seen["day"]) if seen["day"] else None) == row["day"]
        hits["date precision"] += seen["date_precision"] == row["date_precision"]
        hits["authors"] += [name.casefold() for name in seen["authors"]] == [name.casefold() for name in row["authors"]]
        hits["outlet"] += seen["outlet"] == row["outlet"]
        hits["language"] += seen["language"] == row["language"]
        hits["text kind"] += seen["text_kind"] == row["text_kind"]

    def mean(languages):
        chosen = [pair for language, pair in pairs if language in languages]
        return f1(statistics.fmean(p for p, _ in chosen), statistics.fmean(r for _, r in chosen))

    figures = {f"{name} as labelled": count / len(gold) for name, count in sorted(hits.items())}
    return {
        "articles found": len(read_as) / len(gold),
        "cleaning F1": mean({"en", "lt", "tr"}),
        "cleaning F1, not English": mean({"lt", "tr"}),
        **figures,
    }


def place_figures(gold, spans, homes):
    """Strict span F1, overall and by language, and the shares of gold names put within 161 km."""
    frame = pl.DataFrame(
        [(row["id"], row["title"], row["body"] or "", row["outlet"], homes[row["outlet"]]) for row in gold],
        schema=["article_id", "title", "text", "outlet", "outlet_home"],
        orient="row",
    )
    language = {row["id"]: row["language"] for row in gold}
    wanted = {(row["id"], row["field"], row["start"], row["end"]): row for row in spans}
    rows = places.find(frame).iter_rows(named=True)
    found = {(row["article_id"], row["field"], row["start"], row["end"]): row for row in rows}

    def spans_f1(languages):
        a, b = ({key for key in keys if language[key[0]] in languages} for keys in (found, wanted))
        return f1(len(a & b) / max(1, len(a)), len(a & b) / max(1, len(b)))

    def near(seen, row):
        if seen["place_id"] is not None and seen["place_id"] == row["place_id"]:
            return True
        return seen["lat"] is not None and kilometres((seen["lat"], seen["lon"]), row["point"]) <= NEAR

    asked = [row for row in spans if row["field"] == "text" and row["point"]]
    given = pl.DataFrame(
        [(row["id"], row["start"], row["end"], row["surface"]) for row in asked],
        schema=["article_id", "start", "end", "surface"],
        orient="row",
    )
    put = {(row["article_id"], row["start"]): row for row in places.resolve(given, frame).iter_rows(named=True)}
    right = [near(put[row["id"], row["start"]], row) for row in asked]
    both = [key for key in found.keys() & wanted.keys() if wanted[key]["point"]]
    whole = sum(near(found[key], wanted[key]) for key in both)
    placed = sum(row["point"] is not None for row in spans)
    return {
        "toponym F1": spans_f1({"en", "lt", "tr"}),
        "toponym F1, English": spans_f1({"en"}),
        "toponym F1, Turkish": spans_f1({"tr"}),
        "toponym F1, Lithuanian": spans_f1({"lt"}),
        "within 161 km": sum(right) / len(right),
        "found and within 161 km, F1": f1(whole / max(1, len(found)), whole / placed),
    }


def copy_figures(gold):
    """Pairs of copy and original found, by kind of copy, and the share of joined pairs that are right."""
    frame = pl.DataFrame(
        [(row["id"], row["outlet"], row["title"], row["body"], row["day"]) for row in gold],
        schema=["article_id", "outlet", "title", "text", "day"],
        orient="row",
    ).with_columns(published=pl.col("day").str.to_date().cast(pl.Datetime("us", "UTC")))
    story = dict(copies.group(frame.drop("day")).select("article_id", "story_id").rows())
    root = {row["id"]: row["copy_of"] or row["id"] for row in gold}
    ids = sorted(story)
    joined = {(a, b) for n, a in enumerate(ids) for b in ids[n + 1 :] if story[a] == story[b]}
    figures = {"copies: joined pairs that are copies": sum(root[a] == root[b] for a, b in joined) / max(1, len(joined))}
    for kind in ("verbatim", "edited", "shortened", "embedded"):
        pairs = [(row["id"], row["copy_of"]) for row in gold if row["copy_kind"] == kind]
        figures[f"copies found: {kind}"] = sum(story[a] == story[b] for a, b in pairs) / len(pairs)
    return figures


def measure():
    """Every figure, by name."""
    gold = articles()
    got = read(SAMPLE).articles
    homes = dict(pl.read_csv(SAMPLE / "outlets.csv").select("outlet", "home").rows())
    return {
        **reading_figures(gold, cleaning.clean(got)),
        **place_figures(gold, toponyms(), homes),
        **copy_figures(gold),
    }


def main():
    """Print the figures; with --write or --lower, keep them as floors."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true")
    options.add_argument("--lower", action="store_true")
    given = options.parse_args()
    floors = json.loads(FLOORS.read_text())["floors"] if FLOORS.exists() else {}
    reached = {name: math.floor(figure * 1000) / 1000 for name, figure in measure().items()}
    for name, figure in reached.items():
        print(f"{name:45} {figure:.3f}   floor {floors.get(name, math.nan):.3f}")
    fallen = [name for name, floor in floors.items() if reached.get(name, -1.0) < floor]
    if given.lower or (given.write and not fallen):
        FLOORS.write_text(json.dumps({"gold": checksum(), "floors": reached}, indent=1) + "\n")
    elif given.write:
        raise SystemExit(f"not written, for these would fall: {', '.join(fallen)}; --lower lets them")


if __name__ == "__main__":
    main()
