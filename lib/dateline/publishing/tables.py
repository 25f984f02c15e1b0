"""Frames ▶ CSV: exact, or safe to open in a spreadsheet; the form Datawrapper takes; quotations of a few words."""

import polars as pl

_FORMULA = r"^[\s\x00-\x1f]*[=+\-@\t\r＝＋－＠]"
_WIDE = (("period", "group", "share"), ("day", "outlet", "n"))


def exact(frame: pl.DataFrame) -> bytes:
    """A frame as UTF-8 CSV, each text and number as it is; lists as text.

    >>> exact(pl.DataFrame({"title": ["=1+1"], "n": [-1]})).decode().splitlines()
    ['title,n', '=1+1,-1']
    """
    return _flat(frame).write_csv().encode()


def spreadsheet(frame: pl.DataFrame) -> bytes:
    """A frame as UTF-8 CSV in which no text starts a formula; numbers and dates are as they are.

    >>> spreadsheet(pl.DataFrame({"title": ["=1+1", "Talks"], "n": [-1, 2]})).decode().splitlines()
    ['title,n', "'=1+1,-1", 'Talks,2']
    """
    flat = _flat(frame)
    text = pl.col(pl.String)
    guarded = pl.when(text.str.contains(_FORMULA)).then(pl.format("'{}", text)).otherwise(text).name.keep()
    headed = {name: f"'{name}" for name in flat.columns if pl.Series([name]).str.contains(_FORMULA).item()}
    return flat.with_columns(guarded).rename(headed).write_csv().encode()


def files(name: str, frame: pl.DataFrame, *, safe: bool) -> dict[str, bytes]:
    """The frame as NAME.csv: safe, or exact with a safe NAME-spreadsheet.csv beside it where the two differ."""
    plain, guarded = exact(frame), spreadsheet(frame)
    if safe or plain == guarded:
        return {f"{name}.csv": guarded}
    return {f"{name}.csv": plain, f"{name}-spreadsheet.csv": guarded}


def datawrapper(data: pl.DataFrame) -> pl.DataFrame | None:
    """One column a series, as Datawrapper draws lines; null where it takes the numbers as they are.

    >>> day = pl.Series(["2025-06-02", "2025-06-02"]).str.to_date()
    >>> made = datawrapper(pl.DataFrame({"period": day, "group": ["A", "B"], "share": [0.5, None]}))
    >>> made.columns, made.row(0)[1:]
    (['period', 'A', 'B'], (0.5, None))
    """
    for day, series, value in _WIDE:
        if {day, series, value} <= set(data.columns) and data[series].n_unique() > 1:
            return data.pivot(series, index=day, values=value, sort_columns=True).sort(day)
    return None


def quotation(sentence: str, surface: str, words: int) -> str:
    """At most `words` words of a sentence, around those that were counted.

    >>> quotation("The talks in Istanbul were put off until the spring of next year", "Istanbul", 5)
    '… talks in Istanbul were put …'
    """
    said = sentence.split()
    if len(said) <= words:
        return " ".join(said)
    found = sentence.find(surface)
    middle = len(sentence[: max(found, 0)].split())
    start = max(0, min(middle - words // 2, len(said) - words))
    end = start + words
    return ("… " if start else "") + " ".join(said[start:end]) + (" …" if end < len(said) else "")


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.col(name).list.join("; ") for name, kind in frame.schema.items() if kind == pl.List(pl.String)
    )
