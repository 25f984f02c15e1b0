"""How fast files are read, beside bare polars in the same run: python benchmarks/reading.py

Writes 100,000 made articles as JSONL, CSV and Parquet and 10,000 text files to a temporary folder; each is read in
turns with polars alone, three times; printed are processor seconds and the median ratio.
"""

import random
import resource
import statistics
import tempfile
from pathlib import Path

import polars as pl

from dateline import read

WORDS = (
    "the port of strike talks envoy ferry harbour grain minister said on Monday Istanbul Vilnius Odesa court".split()
)


def cpu():
    """Processor seconds of this process and its children."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def timed(function, *given, **named):
    """Processor seconds of a call."""
    began = cpu()
    function(*given, **named)
    return cpu() - began


def articles(count):
    """Made articles of 150 to 250 words."""
    draw = random.Random(7)
    return pl.DataFrame(
        {
            "title": [f"Story {n} from the harbour" for n in range(count)],
            "text": [" ".join(draw.choices(WORDS, k=draw.randrange(150, 250))) + f" {n}." for n in range(count)],
            "published": [f"2025-0{n % 6 + 1}-{n % 28 + 1:02}T08:00:00Z" for n in range(count)],
            "url": [f"https://harbour.example/{n}" for n in range(count)],
            "outlet": [f"Outlet {n % 9}" for n in range(count)],
        }
    )


def main():
    """Make the files, read them in turns."""
    with tempfile.TemporaryDirectory() as folder:
        frame = articles(100_000)
        for name, write, bare in (
            ("a.jsonl", frame.write_ndjson, pl.read_ndjson),
            ("a.csv", frame.write_csv, pl.read_csv),
            ("a.parquet", frame.write_parquet, pl.read_parquet),
        ):
            path = Path(folder) / name
            write(path)
            turns = [(timed(read, path), timed(bare, path)) for _ in range(3)]
            ratio = statistics.median(ours / theirs for ours, theirs in turns)
            print(f"{name}: {turns[0][0]:.2f} s, polars alone {turns[0][1]:.2f} s, ratio {ratio:.1f}")
        texts = Path(folder) / "texts"
        texts.mkdir()
        for number, text in enumerate(frame["text"][:10_000]):
            (texts / f"{number}.txt").write_text(f"Story {number}\n\nJune 2, 2025\n\n{text}\n")
        print(f"10,000 text files: {timed(read, texts):.2f} s")
        print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
