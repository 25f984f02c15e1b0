"""Train the line model from news pages whose lines are labelled body or not.

    pip install catboost==1.2.10 numpy
    python -m dateline.cleaning.train main.jsonl.gz full.jsonl.gz

Each line of such a file is a page: id, source, outlet, lang, lines, labels (1 for body), gold_body. The shipped weights
were learned from pages of scrapinghub/article-extraction-benchmark, flairNLP/fundus (its tests) and
dobbersc/fundus-evaluation, all MIT, rendered to one block a line: once the whole page, once the article's zone. No
text of theirs is in the weights or anywhere here.

Prints precision, recall and F1 (4-token shingles, as in scrapinghub's evaluate.py) cross-validated by outlet, writes
weights.json and prints the figures again on what it learned from, which flatter.
"""

import argparse
import gzip
import json
import random
import re
import statistics
import tempfile
import unicodedata
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from catboost import CatBoostClassifier

from dateline.cleaning import cleaned_rows, features, model, repeats

FOLDS = 5
SETTINGS = {
    "iterations": 100, "depth": 6, "learning_rate": 0.1, "rsm": 0.4, "border_count": 24, "random_seed": 1,
    "boosting_type": "Plain", "thread_count": 2, "verbose": 0, "allow_writing_files": False,
}  # fmt: skip
ALONE = 0.5
"""Weight of a page seen without its outlet's others, so that the model does not lean on them."""
SHORT = 0.05
"""Weight of a page cut to a few lines, so that the model does not expect long bodies."""
LINE, LIGHTEST = 0.15, 100
"""A line counts as its share of the body's tokens, up to LINE; bodies under LIGHTEST tokens count as that long."""
WHOLE = 0.6
"""Weight of a file's pages after the first file's."""
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("pages", nargs="+", type=Path)
    options.add_argument("--keep", action="store_true", help="cross-validate only; leave weights.json as it is")
    options.add_argument("--out", type=Path, default=model.WEIGHTS)
    given = options.parse_args()
    files = [_read(path) for path in given.pages]
    sets = [(pages, *_matrix(pages, number)) for number, pages in enumerate(files)]
    _cross_validate(given.pages, sets)
    if not given.keep:
        given.out.write_text(_fit(sets, None) + "\n", "utf8")
        for path, (pages, *_) in zip(given.pages, sets, strict=True):
            model.trees.cache_clear()
            _print(f"{path.name}, learned from", pages, [row[0] or "" for row in _cleaned(pages, None)])


def _read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf8") as lines:
        pages = [json.loads(line) for line in lines]
    for page in pages:
        kept = [
            (line.strip(), label) for line, label in zip(page["lines"], page["labels"], strict=True) if line.strip()
        ]
        page["lines"], page["labels"] = [line for line, _ in kept], [label for _, label in kept]
    return pages


def _matrix(pages, number):
    """Features, labels, weights and page numbers of the pages' lines: in company, alone, and cut short."""
    alone = [str(place) for place in range(len(pages))]
    parts = [
        _lines_of(pages, [page["outlet"] or "" for page in pages], 1),
        _lines_of(pages, alone, ALONE),
        _lines_of([_short(page) for page in pages], alone, SHORT),
    ]
    scale = WHOLE if number else 1
    table, label, weight, owner = (np.concatenate(column) for column in zip(*parts, strict=True))
    return table, label, weight * scale, owner


def _lines_of(pages, outlets, share):
    texts = [page["lines"] for page in pages]
    owner = np.repeat(np.arange(len(pages)), [len(text) for text in texts])
    label = np.concatenate([page["labels"] for page in pages]).astype(int)
    size = np.array([len(_tokens(line)) for text in texts for line in text])
    body = np.bincount(owner, size * label, minlength=len(pages))
    weight = np.minimum((size + 2) / np.maximum(body[owner], LIGHTEST), LINE) * share
    table = features.table(repeats.count(_flat(texts), outlets)).select(pl.col(features.NAMES).cast(pl.Float32))
    return table.to_numpy(), label, weight, owner


def _short(page):
    """A page whose body is one to five lines of it, with half of the pages losing all boilerplate too."""
    rng = random.Random(page["id"])
    inside = [place for place, label in enumerate(page["labels"]) if label]
    first = rng.randrange(max(1, len(inside)))
    kept = set(inside[first : first + rng.randint(1, 5)])
    bare = rng.random() < 0.5 and len(kept) > 1
    chosen = [place for place, label in enumerate(page["labels"]) if place in kept or not (label or bare)]
    return {**page, "lines": [page["lines"][n] for n in chosen], "labels": [page["labels"][n] for n in chosen]}


def _folds(sets):
    outlets = sorted(
        {page["outlet"] or "" for pages, *_ in sets for page in pages},
        key=lambda name: zlib.crc32(("f" + name).encode()),
    )
    return {outlet: place % FOLDS for place, outlet in enumerate(outlets)}


def _fit(sets, without):
    """The weights learned from all pages, or from those whose outlet is not in a fold, as the text of weights.json."""
    fold = _folds(sets)
    table, label, weight = [], [], []
    for pages, rows, labels, weights, owner in sets:
        inside = np.array([fold[page["outlet"] or ""] != without for page in pages])[owner]
        table.append(rows[inside])
        label.append(labels[inside])
        weight.append(weights[inside])
    learner = CatBoostClassifier(**SETTINGS)
    learner.fit(np.concatenate(table), np.concatenate(label), sample_weight=np.concatenate(weight))
    return _packed(learner)


def _packed(learner) -> str:
    """Trees as whole numbers: questions (feature, above), and for each tree its questions and its leaves."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        learner.save_model(str(path), format="json")
        told = json.loads(path.read_text("utf8"))
    questions: dict[tuple[str, float], int] = {}
    packed = []
    for tree in told["oblivious_trees"]:
        asked = [
            questions.setdefault(
                (features.NAMES[split["float_feature_index"]], round(split["border"], 4)), len(questions)
            )
            for split in tree["splits"]
        ]
        packed.append([asked, [round(leaf * model.UNIT) for leaf in tree["leaf_values"]]])
    scale, (bias,) = told["scale_and_bias"]
    assert scale == 1
    data = {"start": round(bias * model.UNIT), "questions": list(questions), "trees": packed}
    return json.dumps(data, separators=(",", ":"))


def _flat(texts):
    owner = np.repeat(np.arange(len(texts), dtype=np.int32), [len(lines) for lines in texts])
    return pl.DataFrame({"article": owner, "line": [line for lines in texts for line in lines], "blank": False})


def _cleaned(pages, weights, outlets=None):
    outlets = outlets or [page["outlet"] or "" for page in pages]
    return list(cleaned_rows(_flat([page["lines"] for page in pages]), outlets, weights))


def _cross_validate(paths, sets):
    fold = _folds(sets)
    texts = [[""] * len(pages) for pages, *_ in sets]
    alone = [[""] * len(pages) for pages, *_ in sets]
    for number in range(FOLDS):
        weights = model.decode(_fit(sets, number))
        for (pages, *_), kept, single in zip(sets, texts, alone, strict=True):
            rows = _cleaned(pages, weights)
            others = _cleaned(pages, weights, list(map(str, range(len(pages)))))
            for place, page in enumerate(pages):
                if fold[page["outlet"] or ""] == number:
                    kept[place], single[place] = rows[place][0] or "", others[place][0] or ""
    for path, (pages, *_), kept, single in zip(paths, sets, texts, alone, strict=True):
        _print(f"{path.name}, cross-validated by outlet", pages, kept)
        _print(f"{path.name}, the same, each page alone", pages, single)


def _print(name, pages, texts):
    pairs = [_overlap(text, page["gold_body"]) for page, text in zip(pages, texts, strict=True)]
    parts = {
        "": lambda page: True,
        "non-English": lambda page: page["lang"] != "en",
        "five an outlet": lambda page: page["source"] == "fundus-evaluation",
    }
    shown = []
    for part, chosen in parts.items():
        some = [pair for page, pair in zip(pages, pairs, strict=True) if chosen(page)]
        if some:
            precision, recall = (statistics.fmean(values) for values in zip(*some, strict=True))
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            shown.append(f"{part} F1 {f1:.4f} (P {precision:.3f} R {recall:.3f}, {len(some)})")
    print(f"{name}:", ";".join(shown), flush=True)


def _tokens(text):
    out = []
    for word in re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower()):
        out.extend(word) if _UNSPACED.search(word) else out.append(word)
    return out


def _shingles(text):
    words = _tokens(text)
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3))) if words else Counter()


def _overlap(text, gold):
    found, wanted = _shingles(text), _shingles(gold)
    both = sum((found & wanted).values())
    return both / max(1, found.total()), both / max(1, wanted.total())


if __name__ == "__main__":
    main()
