"""News invented for tests."""


def ferry_news(many=400):
    """News of June 2025 in two outlets: where ferries are named it is late in one, delayed in the other.

    In the second half of the month a storm is named with ferries. Numbers stand between the words, so that no text is a
    copy of another's.
    """
    rows = []
    for n in range(many):
        day, outlet = 1 + n * 30 // many, ("The Knot", "The Reef")[n // 2 % 2]
        late = ("late", "delayed")[n // 2 % 2]
        said = "{0} ferry {0} LATE {0} STORM {0}" if n % 2 else "{0} school {0} open {0}"
        said = said.replace("LATE", late).replace("STORM", "storm" if day > 15 else "sun")
        text = (said + " {0}" * 500).format(1000 + n)
        rows.append({"source": outlet, "date": f"2025-06-{day:02}", "title": f"No. {n}", "text": text})
    return rows
