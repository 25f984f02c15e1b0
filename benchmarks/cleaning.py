"""How fast plain text is cleaned: python benchmarks/cleaning.py ARTICLES.parquet

ARTICLES has id, outlet and text, one block a line. No peer takes scraped plain text apart, so that ours stands alone;
seconds are of the processor, user and system, all threads, and the first of the three turns has the warming up in it.
"""

import argparse
import resource

import polars as pl

from dateline import cleaning


def cpu():
    """Seconds of processor time used so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main():
    """Clean everything three times and print the rates."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("articles")
    frame = pl.read_parquet(options.parse_args().articles).select("outlet", article_id="id", text_raw="text")
    lines = frame["text_raw"].str.count_matches(r"\S[^\n]*").sum()
    for _ in range(3):
        began = cpu()
        cleaning.clean(frame)
        took = cpu() - began
        print(f"{frame.height / took:,.0f} articles and {lines / took:,.0f} lines a CPU second")


if __name__ == "__main__":
    main()
