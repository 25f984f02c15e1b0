"""Makes tagger.npz, the weights of the tagger's model: python lib/dateline/places/train.py GOLD.jsonl [...]

Needs python-crfsuite, which the package itself does not. Learns from the articles of `training/`, written and marked
for this, and from TR-News (Kamalloo and Rafiei 2018; its repository is MIT), which is not kept here: one article a line
with `id`, `outlet`, `text` and `mentions` (start, end); its checksum is printed.

    --folds N --out FILE    writes the places found in each gold article by a model that has not seen its outlet,
                            as a frame of places.find, to score a method and not its memory
"""

import argparse
import hashlib
import json
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pycrfsuite

from dateline import places
from dateline.places import matching, model, signals, tagger, tongues

HERE = Path(__file__).parent
LEAST = 0.02
"""Weights nearer to nought are left out."""
_MARK = re.compile(r"\[\[(.+?)\]\]")


class Text(NamedTuple):
    """An article to learn from: which outlet it is of, its text, and where its places stand."""

    outlet: str
    text: str
    spans: frozenset[tuple[int, int]]


def marked(path: Path) -> Iterator[Text]:
    """The articles of a marked file, an empty line between two."""
    for block in re.split(r"\n\s*\n", path.read_text("utf8")):
        plain, spans, at = "", set(), 0
        for match in _MARK.finditer(block):
            plain += block[at : match.start()]
            spans.add((len(plain), len(plain) + len(match[1])))
            plain, at = plain + match[1], match.end()
        plain += block[at:]
        if plain.strip():
            yield Text(path.stem, plain, frozenset(spans))


def gold(path: Path) -> list[dict[str, Any]]:
    """The articles of a gold file."""
    return [json.loads(line) for line in path.read_text("utf8").split("\n") if line]


def text_of(article: dict[str, Any]) -> Text:
    """A gold article to learn from; seats of governments, which TR-News leaves out, are places to us."""
    spans = {(mention["start"], mention["end"]) for mention in article["mentions"]}
    spans |= {match.span() for match in _seats().finditer(article["text"])}
    return Text(article["outlet"] or "", article["text"], frozenset(spans))


@cache
def _seats() -> re.Pattern[str]:
    table = pl.read_csv(HERE / "tables" / "features.csv").filter(pl.col("kind") == "metonym")
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, table['name']))})\b")


def read_of(text: Text) -> tagger.Words:
    """A text taken apart, in its language."""
    return tagger.words_of(text.text, tongues.language_of(text.text))


def chains(text: Text, lexicons: Any) -> Iterator[tuple[list[list[str]], list[str]]]:
    """The features and labels of every line that has a candidate."""
    read = read_of(text)
    known = lexicons[read.language].facts
    words = read.words
    found = matching.matches(read.text, words, read.runs, known)
    asked = model.candidates(words, found)
    whole = signals.article(read.text, words, read.language, found, known)
    begins = {start for start, _ in text.spans}
    inside = [False] * (len(text.text) + 1)
    for start, end in text.spans:
        inside[start:end] = [True] * (end - start)
    features, labels = [["lc"]], ["O"]
    for number, token in enumerate(words):
        if number and "\n" in text.text[words[number - 1].end : token.start]:
            yield [*features, ["lc"]], [*labels, "O"]
            features, labels = [["lc"]], ["O"]
        if number not in asked:
            features.append(["lc"])
            labels.append("O")
            continue
        features.append([one for make, facts in signals.groups(whole, number, asked[number]) for one in make(*facts)])
        labels.append("B" if token.start in begins else "I" if inside[token.start] else "O")
    yield [*features, ["lc"]], [*labels, "O"]


def learn(texts: list[Text], known: Any, out: Path) -> None:
    """Learn from texts and write the weights."""
    numbers: dict[str, str] = {}  # crfsuite writes down no name with a sign in it
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(
        {"c1": ARGS.c1, "c2": ARGS.c2, "max_iterations": ARGS.iterations, "feature.minfreq": ARGS.minfreq}
    )
    for text in texts:
        for features, labels in chains(text, known):
            if any(len(one) > 1 for one in features):
                trainer.append(
                    [[numbers.setdefault(one, str(len(numbers))) for one in said] for said in features], labels
                )
    with tempfile.TemporaryDirectory() as folder:
        trainer.train(f"{folder}/model")
        learned = pycrfsuite.Tagger()
        learned.open(f"{folder}/model")
        info = learned.info()
    rows: dict[str, list[float]] = {}
    for (feature, label), weight in info.state_features.items():
        rows.setdefault(feature, [0.0, 0.0, 0.0])[model.LABELS.index(label)] = weight
    kept = sorted(
        (name, rows[number]) for name, number in numbers.items() if max(map(abs, rows.get(number, [0.0]))) >= LEAST
    )
    steps = [[info.transitions.get((one, two), 0.0) for two in model.LABELS] for one in model.LABELS]
    np.savez_compressed(
        out, features=np.frombuffer("\n".join(name for name, _ in kept).encode(), np.uint8),
        weights=np.array([row for _, row in kept], np.float16), steps=np.array(steps),
    )  # fmt: skip


def main() -> None:
    """Learn from everything, or by folds."""
    own = [text for path in sorted(Path(ARGS.training).glob("*.txt")) for text in marked(path)]
    articles = [article for path in ARGS.gold for article in gold(Path(path))]
    texts = [text_of(article) for article in articles]
    known = places._lexicons(map(read_of, own + texts))
    for path in ARGS.gold:
        print(path, hashlib.sha256(Path(path).read_bytes()).hexdigest())
    if not ARGS.folds:
        learn(own + texts * ARGS.times, known, Path(ARGS.out or HERE / "tagger.npz"))
        return
    outlets = sorted({text.outlet for text in texts}, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    parts = []
    for fold in range(ARGS.folds):
        held = set(outlets[fold :: ARGS.folds])
        with tempfile.TemporaryDirectory() as folder:
            model.WEIGHTS = Path(folder) / "tagger.npz"
            learn(own + [text for text in texts if text.outlet not in held] * ARGS.times, known, model.WEIGHTS)
            model.shipped.cache_clear()
            model.shipped()
        chosen = [article for article in articles if (article["outlet"] or "") in held]
        frame = pl.DataFrame({"article_id": [a["id"] for a in chosen], "title": [a.get("title") or "" for a in chosen],
                              "text": [a["text"] for a in chosen]})  # fmt: skip
        parts.append(places.find(frame))
    pl.concat(parts).write_parquet(ARGS.out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*")
    parser.add_argument("--training", default=str(HERE / "training"))
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--out")
    parser.add_argument("--c1", type=float, default=0.1)
    parser.add_argument("--c2", type=float, default=0.5)
    parser.add_argument("--iterations", type=int, default=120)
    parser.add_argument("--times", type=int, default=6, help="how often the gold articles count")
    parser.add_argument("--minfreq", type=int, default=1)
    ARGS = parser.parse_args()
    main()
