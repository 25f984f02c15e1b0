"""The command line: sample, add, run, verify, gazetteer."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from dateline.errors import REASONS, DatelineError


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command; 0 when it went well, 1 when something is wrong with what was given, 130 when stopped."""
    args = _parser().parse_args(words)
    try:
        return int(args.command(args))
    except DatelineError as error:
        print(f"dateline: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("dateline: stopped; what was done is kept, the same command goes on", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dateline", description="News articles: what was said, where, when, in which outlets."
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    sample = verbs.add_parser("sample", help="bring a real corpus from the package index")
    sample.add_argument("name", choices=["nine-outlets"])
    sample.add_argument("folder", nargs="?", default="data/corpora/nine-outlets", help="where the corpus goes")
    sample.set_defaults(command=_sample)

    add = verbs.add_parser("add", help="add files, folders or patterns to a corpus")
    add.add_argument("corpus", help="the corpus folder, made if absent")
    add.add_argument("paths", nargs="+")
    add.add_argument("--outlet", help="the outlet of all these files")
    add.add_argument("--outlets", help="a CSV table: outlet, domain, home, language, timezone")
    add.add_argument("--timezone", help="zone of times written without one, such as Europe/Istanbul")
    add.add_argument(
        "--column", action="append", default=[], metavar="FIELD=COLUMN", help="name a column, such as text=Story"
    )
    add.set_defaults(command=_add)

    run = verbs.add_parser("run", help="run notebooks on a corpus and write a report")
    run.add_argument("notebooks", nargs="+", help="notebooks, or folders of them")
    run.add_argument("--corpus", help="a corpus, or a folder of news files")
    run.add_argument("--out", default="out", help="where notebooks, report and figures go (default: out)")
    run.add_argument(
        "-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="such as query=Istanbul"
    )
    run.add_argument("--in-place", action="store_true", help="keep the outputs in the notebooks themselves")
    run.set_defaults(command=_run)

    verify = verbs.add_parser("verify", help="check a corpus against its checksums")
    verify.add_argument("corpus")
    verify.set_defaults(command=_verify)

    gazetteer = verbs.add_parser("gazetteer", help="say which gazetteer is in use, import your own, or go back")
    gazetteer.set_defaults(command=_gazetteer)
    doings = gazetteer.add_subparsers(metavar="DOING")
    bring = doings.add_parser("import", help="take a GeoNames dump in place of the packaged gazetteer")
    bring.add_argument("dump", help="allCountries.txt or a country's file, also in its zip")
    bring.add_argument("--names", help="alternateNamesV2.txt, also in its zip")
    bring.set_defaults(command=_import_gazetteer)
    doings.add_parser("reset", help="go back to the packaged gazetteer").set_defaults(command=_reset_gazetteer)
    return parser


def _pairs(words: Sequence[str]) -> dict[str, str]:
    for word in words:
        if "=" not in word:
            raise DatelineError(f"'{word}' is not of the form NAME=VALUE")
    return dict(word.split("=", 1) for word in words)


def _books(report: dict[str, int]) -> str:
    return "{rows_in:,} in = {loaded:,} loaded + {duplicate:,} duplicate + {quarantined:,} set aside".format(**report)


def _sample(args: argparse.Namespace) -> int:
    from dateline import samples  # noqa: PLC0415  each command loads what it needs

    print(f"nine outlets: real news, mostly of February and March 2017 ({samples.SOURCE})")
    corpus = samples.bring(args.folder)
    print(f"{args.folder}: {_books(corpus.report())}")
    return 0


def _add(args: argparse.Namespace) -> int:
    from dateline.corpus import Corpus  # noqa: PLC0415

    corpus = Corpus(args.corpus)
    report = corpus.add(
        *args.paths, outlet=args.outlet, outlets=args.outlets, timezone=args.timezone, columns=_pairs(args.column)
    )  # fmt: skip
    print(f"{_books(report)}; {report['unchanged']:,} files were known")
    if report["quarantined"]:
        counts = corpus.rejects().collect()["reason"].value_counts(sort=True)
        for reason, count in counts.iter_rows():
            print(f"  {count:,} x {reason}: {REASONS[reason]}")
    return 0


def _run(args: argparse.Namespace) -> int:
    from dateline import rerun  # noqa: PLC0415

    if args.in_place:
        print(f"{len(rerun.refresh(args.notebooks))} notebooks run, their outputs kept in them")
        return 0
    made = rerun.run(args.notebooks, args.out, corpus=args.corpus, parameters=_pairs(args.parameter))
    out = Path(args.out)
    figures, index = out / "figures", out / "report" / "index.html"
    count = len(list(figures.glob("*/public/chart.svg")))
    print(f"{len(made)} notebooks run; report: {index}; {count} figures in {figures}")
    return 0


def _verify(args: argparse.Namespace) -> int:
    from dateline.corpus import Corpus  # noqa: PLC0415

    if not Corpus.is_one(args.corpus):
        raise DatelineError(f"{args.corpus} holds no corpus")
    parts = Corpus(args.corpus).verify()
    for name, _, state in parts.filter(parts["state"] != "ok").iter_rows():
        print(f"{name}: {state}; add its sources again to a new corpus", file=sys.stderr)
    sound = bool((parts["state"] == "ok").all())
    print(f"{parts.height} parts, {'all sound' if sound else 'some damaged'}")
    return 0 if sound else 1


def _gazetteer(_: argparse.Namespace) -> int:
    from dateline.places import gazetteer  # noqa: PLC0415

    about = gazetteer.imported()
    if about:
        print(f"{about['source']}, imported {about['date']}: {about['places']:,} places, {about['names']:,} names")
        print(f"in {about['folder']}; `dateline gazetteer reset` goes back to the packaged one")
    else:
        print(f"the packaged one: {gazetteer.places().height:,} places, {gazetteer.names().height:,} names")
    return 0


def _import_gazetteer(args: argparse.Namespace) -> int:
    from dateline.places import dump  # noqa: PLC0415

    try:
        about = dump.make(args.dump, args.names)
    except KeyboardInterrupt:
        print("dateline: stopped; the gazetteer in use stays", file=sys.stderr)
        return 130
    books = about["books"]
    left = sum(books["left_out"].values())
    print(
        f"{books['lines']:,} lines = {books['places']:,} places + {books['merged']:,} of ours, with their names"
        f" + {left:,} of kinds left out + {books['bad_places']:,} that could not be read"
    )
    if books["bad"]:
        print(f"{books['bad']:,} lines could not be read; they are listed in {about['folder'] / 'bad-lines.csv'}")
        for line in books["first_bad"]:
            print(f"  {line}")
    print(f"{about['places']:,} places and {about['names']:,} names are in use; places in corpora will be found anew")
    return 0


def _reset_gazetteer(_: argparse.Namespace) -> int:
    from dateline.places import dump  # noqa: PLC0415

    print("back to the packaged gazetteer" if dump.reset() else "the packaged gazetteer was in use already")
    return 0
