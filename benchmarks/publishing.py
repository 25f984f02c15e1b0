"""How long a published folder takes, beside bare vl-convert: python benchmarks/publishing.py CORPUS "QUERY"

Of a corpus (a folder that `dateline run` or `dateline add` made) dots, timeline and map are drawn of a query. Printed
are, for each, the seconds of the whole folder in a process of its own, on the clock and of the processor, and again
once vl-convert is warm; and of the PNG, ours and a bare call of vl-convert, nine in turns, warm, by the processor.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial

import vl_convert

from dateline import Corpus, charts, geography, publish, shares, trends
from dateline.charts import Figure, rendering

WORDS = {
    "title": "What the texts collected name",
    "subtitle": "Share of texts",
    "note": "Unit: story.\nSource: a corpus",
}
TURNS = 9


def figure(corpus: Corpus, query: str, kind: str) -> Figure:
    """One of the three, with its sentences."""
    if kind == "map":
        mentions = geography.counted(corpus)
        drawn = charts.map_of_places(geography.named(mentions), **WORDS)
        return drawn.backed_by(geography.receipts(mentions, corpus, drawn.data))
    hits = corpus.search(query)
    receipts = corpus.receipts(hits)
    if kind == "dots":
        return charts.dots(shares(hits, corpus), receipts=receipts, **WORDS)
    step = trends.step(corpus)
    return charts.timeline(trends.attention(hits, corpus, every=step, by=None), receipts=receipts, **WORDS)


def timed(work):
    """Seconds on the clock and of the processor."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - cpu


def main() -> None:
    """Print a line a figure; with --alone publish one and print its seconds."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus")
    options.add_argument("query")
    options.add_argument("--alone", help=argparse.SUPPRESS)
    given = options.parse_args()
    corpus = Corpus(given.corpus)
    if given.alone:
        made = figure(corpus, given.query, given.alone)
        with tempfile.TemporaryDirectory() as folder:
            print(*timed(lambda: publish(made, f"{folder}/a")), *timed(lambda: publish(made, f"{folder}/b")))
        return
    for kind in ("dots", "timeline", "map"):
        command = [sys.executable, __file__, given.corpus, given.query, "--alone", kind]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        clock, cpu, clock_warm, cpu_warm = map(float, said.split())
        made = figure(corpus, given.query, kind)
        spec = rendering.guard(made.spec)
        made.png()
        ours, bare = [], []
        call = partial(vl_convert.vegalite_to_png, spec, vl_version=rendering.VL_VERSION, scale=2)
        for _ in range(TURNS):
            ours.append(timed(made.png)[1])
            bare.append(timed(call)[1])
        one, other = statistics.median(ours), statistics.median(bare)
        print(
            f"{kind}: folder {clock:.1f} s ({cpu:.1f} s of processor), again {clock_warm:.1f} s ({cpu_warm:.1f} s), "
            f"of {made.receipts.height:,} sentences; PNG {1000 * one:.0f} ms, bare {1000 * other:.0f} ms: "
            f"{one / other:.2f} times"
        )


if __name__ == "__main__":
    main()
