"""What was counted and compared, with its doubt."""

import polars as pl

from dateline.frames.frame import Frame

FEW = 5
"""Hits below which nothing is divided or compared: the sentences themselves are shown."""

SHARES = Frame(
    "one row a group: how many of its units name something",
    {
        "group": (pl.String, "the outlet, or '(all)'"),
        "unit": (pl.String, "what n and total count: story, article or mention"),
        "n": (pl.Int64, "units with a hit, or mentions"),
        "total": (pl.Int64, "units that could have had one: full texts collected; of mentions, their words"),
        "share": (pl.Float64, "n / total, and for mentions n in 10,000 words; null when total is 0"),
        "low": (pl.Float64, "lower end of the 95% Wilson interval; by='article' allows for copies; null for mentions"),
        "high": (pl.Float64, "upper end"),
        "low_days": (pl.Float64, "lower end of the 95% interval with whole days drawn anew; null under ten days"),
        "high_days": (pl.Float64, "upper end"),
        "status": (pl.String, "observed, zero or no data"),
        "articles": (pl.Int64, "articles with a hit, copies counted each"),
        "articles_total": (pl.Int64, "full-text articles collected, copies counted each"),
    },
)

PROFILE = Frame(
    "one row an outlet: what of it was collected",
    {
        "outlet": (pl.String, "the outlet"),
        "articles": (pl.Int64, "articles collected"),
        "full_texts": (pl.Int64, "of these with a full text"),
        "undated": (pl.Int64, "of these without a day"),
        "first_day": (pl.Date, "first day of the collection window, strays left out"),
        "last_day": (pl.Date, "last day of the window"),
        "days_seen": (pl.Int64, "days of the window with at least one article"),
        "days_expected": (pl.Int64, "days of the window on which the outlet's cadence would have it publish"),
        "median_a_day": (pl.Float64, "median articles on a day seen"),
        "most_a_day": (pl.Int64, "articles on the fullest day"),
        "likely_cap": (pl.Int64, "a daily ceiling that the collector seems to have kept; null when none shows"),
        "cadence": (pl.String, "daily, weekly or irregular"),
        "strays": (pl.Int64, "dated articles outside the window"),
    },
)

ATTENTION = Frame(
    "one row a period and group: how many of its units name something",
    {
        "period": (pl.Date, "first day of the period; null for undated units"),
        "group": (pl.String, "the outlet, or '(all)'"),
        "unit": (pl.String, "what n and total count: story, article or mention"),
        "n": (pl.Int64, "units with a hit, or mentions"),
        "total": (pl.Int64, "units that could have had one: full texts collected; of mentions, their words"),
        "share": (pl.Float64, "n / total, and for mentions n in 10,000 words; null when total is 0"),
        "low": (pl.Float64, "lower end of the 95% Wilson interval; null when total is 0, and for mentions"),
        "high": (pl.Float64, "upper end"),
        "low_days": (pl.Float64, "lower end of the 95% interval with whole days drawn anew; null under ten days"),
        "high_days": (pl.Float64, "upper end"),
        "status": (pl.String, "observed, zero (counted, none found), incomplete (days missing) or no data"),
        "days_seen": (pl.Int64, "days of the period with a text collected"),
        "days_expected": (pl.Int64, "days on which the group's cadence would have it publish; null when it shows none"),
    },
)

BURSTS = Frame(
    "one row a burst: days in a row on which far more of the texts collected hold a hit than usual",
    {
        "group": (pl.String, "the outlet, or '(all)'"),
        "first_day": (pl.Date, "first day of the burst"),
        "last_day": (pl.Date, "last day; texts were collected on every day between"),
        "n": (pl.Int64, "units with a hit on these days"),
        "total": (pl.Int64, "units collected on these days"),
        "share": (pl.Float64, "n / total"),
        "usual": (pl.Float64, "the share on all days of the group"),
        "weight": (pl.Float64, "how much better a burst explains these days than none: natural log of the odds"),
    },
)

PAIRS = Frame(
    "one row a pair of groups: how far apart their shares are",
    {
        "first": (pl.String, "the group with the larger share"),
        "second": (pl.String, "the other"),
        "points": (pl.Float64, "first less second, in shares (0 to 1)"),
        "low": (pl.Float64, "lower end of its 95% interval, which holds for all pairs at once"),
        "high": (pl.Float64, "upper end"),
        "times": (pl.Float64, "first over second"),
        "times_low": (pl.Float64, "lower end of its 95% interval, which holds for all pairs at once"),
        "times_high": (pl.Float64, "upper end"),
        "chance": (pl.Float64, "probability of a difference at least so large between samples of one share"),
        "false_found": (pl.Float64, "part of false finds among the pairs with a chance no larger than this one's"),
    },
)

DISTINCTIVE = Frame(
    "one row a word or phrase that an outlet, or any set of texts, uses more often than others do",
    {
        "outlet": (pl.String, "the outlet, or what the texts are called"),
        "term": (pl.String, "the word, folded as search folds it, or two words in a row"),
        "n": (pl.Int64, "stories of the outlet that use it"),
        "total": (pl.Int64, "full-text stories of the outlet"),
        "n_others": (pl.Int64, "stories of the others that use it, each outlet's counted"),
        "total_others": (pl.Int64, "full-text stories of the others"),
        "times": (pl.Float64, "how many times as often the outlet uses it, word for word: the odds ratio"),
        "low": (pl.Float64, "lower end of its 95% interval, which allows for the terms having been picked"),
        "high": (pl.Float64, "upper end"),
        "z": (pl.Float64, "log of the odds ratio over its spread; rows are sorted by it"),
        "false_found": (pl.Float64, "part of false finds among the terms with a z no smaller than this one's"),
        "days": (pl.Int64, "days on which the outlet's stories that use it came: one event has few"),
        "left_out": (
            pl.String,
            "why charts leave it out: the query’s own, own name, name, number, boilerplate, part of something, or null",
        ),
    },
)

CARRIED = Frame(
    "one row two outlets: how many stories of the second stand in the first too, and came there first",
    {
        "first": (pl.String, "the outlet that had them first"),
        "second": (pl.String, "the outlet that carries them too"),
        "n": (pl.Int64, "stories of the second that the first had on an earlier day, or at an earlier known time"),
        "undecided": (pl.Int64, "further stories of both, of one day, without the times to tell who was first"),
        "total": (pl.Int64, "full-text stories of the second"),
        "share": (pl.Float64, "n / total"),
        "low": (pl.Float64, "lower end of its 95% Wilson interval"),
        "high": (pl.Float64, "upper end"),
    },
)

CREDITED = Frame(
    "one row an outlet and an agency: how many of the outlet's stories credit it",
    {
        "outlet": (pl.String, "the outlet"),
        "agency": (pl.String, "the agency, as cleaning names it"),
        "n": (pl.Int64, "stories that credit it"),
        "total": (pl.Int64, "full-text stories of the outlet"),
        "share": (pl.Float64, "n / total"),
        "low": (pl.Float64, "lower end of its 95% Wilson interval"),
        "high": (pl.Float64, "upper end"),
    },
)

FIRSTS = Frame(
    "one row a story that full texts of several outlets carry",
    {
        "story_id": (pl.String, "the story"),
        "title": (pl.String, "headline of its original"),
        "day": (pl.Date, "day of its earliest full text"),
        "first": (pl.List(pl.String), "the outlet that had it first; several when days alone are known"),
        "later": (pl.List(pl.String), "outlets that carried it after"),
        "days": (pl.List(pl.Int64), "how many days after, of each of these"),
        "without": (pl.List(pl.String), "outlets collected on its day and the week after in which it was not found"),
        "unsaid": (pl.List(pl.String), "outlets not collected on all of these days, of which nothing can be said"),
    },
)

NAMING = Frame(
    "one row an outlet and a place: how many of the outlet's stories name it, beside the other outlets",
    {
        "outlet": (pl.String, "the outlet"),
        "name": (pl.String, "the country's or the place's usual name"),
        "country_code": (pl.String, "ISO 3166-1 alpha-2"),
        "home": (pl.Boolean, "whether it is, or lies in, the country the outlet works from"),
        "n": (pl.Int64, "stories that name it, datelines left out"),
        "total": (pl.Int64, "full-text stories of the outlet"),
        "share": (pl.Float64, "n / total"),
        "low": (pl.Float64, "lower end of its 95% Wilson interval"),
        "high": (pl.Float64, "upper end"),
        "elsewhere": (pl.Float64, "mean of the other outlets' shares, each weighing the same"),
        "points": (pl.Float64, "share less the mean elsewhere"),
        "points_low": (pl.Float64, "lower end of its 95% interval, for this row alone"),
        "points_high": (pl.Float64, "upper end"),
        "chance": (pl.Float64, "probability of points at least so far from 0 were there no difference"),
        "false_found": (pl.Float64, "part of false finds among the rows with a chance no larger than this one's"),
    },
)

UNLIKE = Frame(
    "one row an outlet: how unlike the others it is, and how unlike chance alone would make it",
    {
        "outlet": (pl.String, "the outlet"),
        "stories": (pl.Int64, "stories compared, drawn from the outlet's"),
        "bits": (pl.Float64, "Jensen-Shannon divergence from the other outlets' together, in bits"),
        "by_chance": (pl.Float64, "its mean when the outlets' names are shuffled over the stories"),
        "low": (pl.Float64, "lower end of the range into which chance puts 95% of shuffles"),
        "high": (pl.Float64, "upper end"),
        "chance": (pl.Float64, "part of shuffles at least as unlike, the stories as they are counted as one"),
        "false_found": (pl.Float64, "part of false finds among the outlets with a chance no larger than this one's"),
    },
)

NAMED = Frame(
    "one row a place: how many stories name it",
    {
        "place_id": (pl.Int64, "GeoNames id; null for places of our own tables"),
        "name": (pl.String, "usual name"),
        "kind": (pl.String, "one of PLACE_KINDS; people of a country count as the country"),
        "country_code": (pl.String, "ISO 3166-1 alpha-2"),
        "lat": (pl.Float64, "degrees, WGS 84: a reference point; charts go by kind"),
        "lon": (pl.Float64, "degrees, WGS 84"),
        "n": (pl.Int64, "stories of full texts that name it, datelines left out"),
        "articles": (pl.Int64, "articles that name it, copies counted each"),
        "unsure": (pl.Float64, "part of its mentions (0 to 1) whose meaning has a close rival"),
    },
)
