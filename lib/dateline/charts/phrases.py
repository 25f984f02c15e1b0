"""The fixed words of pictures and of what is said of them, in English, Turkish and Lithuanian.

They are worded so that no number asks for another ending. A *story* (a text with its copies) is "haber" in Turkish and
"pranešimas" in Lithuanian, an *article* "makale" and "straipsnis".
"""

LOCALES = ("en", "tr", "lt")
PHRASES: dict[str, tuple[str, str, str]] = {
    "dot plot": ("Dot plot", "Nokta grafiği", "Taškinė diagrama"),
    "timeline": ("Timeline", "Zaman çizelgesi", "Laiko juosta"),
    "timelines": ("Timelines", "Zaman çizelgeleri", "Laiko juostos"),
    "map": ("Map", "Harita", "Žemėlapis"),
    "calendar": ("Calendar", "Takvim", "Kalendorius"),
    "words": ("Distinctive words", "Ayırt edici sözcükler", "Būdingi žodžiai"),
    "matrix": ("Table of pairs", "Çiftler tablosu", "Porų lentelė"),
    "failed": (
        "The numbers no longer support this headline: {words}.",
        "Sayılar bu başlığı artık desteklemiyor: {words}.",
        "Skaičiai šios antraštės nebepatvirtina: {words}.",
    ),
    # numbers
    "of": ("{n} of {total}", "{n} / {total}", "{n} iš {total}"),
    "none of": ("{said}, at most {share}", "{said}, en çok {share}", "{said}, daugiausia {share}"),
    "in words": ("{n} in {total} words", "{total} sözcükte {n}", "{n} iš {total} žodžių"),
    "no texts": ("no texts collected", "metin derlenmedi", "tekstų nesurinkta"),
    "per 10,000 words": ("per 10,000 words", "10.000 sözcükte", "10 000 žodžių"),
    "interval": ("95% interval {low} to {high}", "%95 aralığı {low} – {high}", "95 % intervalas nuo {low} iki {high}"),
    "range": ("From {low} to {high}.", "{low} ile {high} arasında.", "Nuo {low} iki {high}."),
    "none": ("none", "yok", "nėra"),
    # what a pointer on a mark is told
    "texts": ("texts", "metinler", "tekstai"),
    "mentions": ("mentions", "anılmalar", "paminėjimai"),
    "share": ("share", "pay", "dalis"),
    "period": ("period from", "dönem başı", "laikotarpis nuo"),
    "status": ("status", "durum", "būklė"),
    "observed": ("observed", "derlendi", "surinkta"),
    "zero": ("none found", "bulunmadı", "nerasta"),
    "no data": ("not collected", "derlenmedi", "nesurinkta"),
    "place": ("place", "yer", "vieta"),
    "country": ("country", "ülke", "šalis"),
    "stories": ("stories", "haberler", "pranešimai"),
    "outlet": ("outlet", "yayın", "leidinys"),
    "day": ("day", "gün", "diena"),
    "articles": ("articles", "makaleler", "straipsniai"),
    # outlets side by side
    "anywhere": ("anywhere in the text", "metnin herhangi bir yerinde", "bet kurioje teksto vietoje"),
    "first": (
        "in title or first 100 words", "başlıkta ya da ilk 100 sözcükte", "antraštėje arba tarp pirmų 100 žodžių",
    ),
    "few": (
        "fewer than five texts: no interval", "beşten az metin: aralık yok", "mažiau nei penki tekstai: be intervalo",
    ),
    "few mentions": ("fewer than five mentions", "beşten az anılma", "mažiau nei penki paminėjimai"),
    "difference": ("difference {points} points", "fark {points} puan", "skirtumas {points} proc. p."),
    "difference of one": ("difference 1 point", "fark 1 puan", "skirtumas 1 proc. p."),
    "ends": ("[{low} to {high}]:", "[{low} ile {high} arası]:", "[nuo {low} iki {high}]:"),
    "told apart": ("can be told apart", "ayırt edilebilir", "galima atskirti"),
    "not told apart": ("cannot be told apart", "ayırt edilemez", "negalima atskirti"),
    "less": ("{first} less {second}: {words}", "{first} eksi {second}: {words}", "{first} minus {second}: {words}"),
    # an outlet's words
    "word": ("word", "sözcük", "žodis"),
    "times": ("{times} times as often ({ends})", "{times} kat sık ({ends})", "{times} karto dažniau ({ends})"),
    "times as often": ("times as often as the others", "ötekilere göre kaç kat sık", "kiek kartų dažniau nei kiti"),
    "its stories": ("its stories", "kendi haberleri", "jo pranešimai"),
    "others": ("the others’", "ötekilerinki", "kitų"),
    "elsewhere": ("(others {said})", "(ötekiler {said})", "(kiti {said})"),
    # whose text
    "carrier": ("carried by", "yayımlayan", "paskelbė"),
    "had first": ("earlier in", "daha önce", "anksčiau"),
    "carries": (
        "{second} carries {n} that {first} had first, and {more} of the same day",
        "{second}, {first} yayınında daha önce çıkan {n} haberi yayımladı; aynı gün {more}",
        "{second} paskelbė {n}, kuriuos {first} turėjo anksčiau; tą pačią dieną {more}",
    ),
    "cells of pairs": (
        ("Row: the outlet that carries the text. Column: one that had it before. Number: stories. After +: of one "
         "day, order unknown."),
        ("Satır: metni yayımlayan. Sütun: metnin daha önce çıktığı yayın. Sayı: haberler. + sonrası: aynı gün, sıra "
         "belirsiz."),
        ("Eilutė: tekstą paskelbęs leidinys. Stulpelis: anksčiau jį paskelbęs. Skaičius: pranešimai. Po +: tą pačią "
         "dieną, eilė nežinoma."),
    ),
    # over time
    "reading": (
        ("Dot: share; periods next to each other are joined. Hatched: not collected. Hollow: days of that period were "
         "not collected. Grey: fewer than five hits, no interval."),
        ("Nokta: pay; art arda gelen dönemler birleştirilmiştir. Taralı: derlenmedi. İçi boş: dönemin bazı günleri "
         "derlenmedi. Gri: beşten az bulgu, aralık yok."),
        ("Taškas: dalis; gretimi laikotarpiai sujungti. Užbrūkšniuota: nesurinkta. Tuščiaviduris: dalis to "
         "laikotarpio dienų nesurinkta. Pilka: mažiau nei penki radiniai, be intervalo."),
    ),
    "reading mentions": (
        ("Dot: mentions per 10,000 words; periods next to each other are joined. Hatched: not collected. Hollow: days "
         "of that period were not collected. Grey: fewer than five mentions."),
        ("Nokta: 10.000 sözcükte anılma; art arda gelen dönemler birleştirilmiştir. Taralı: derlenmedi. İçi boş: "
         "dönemin bazı günleri derlenmedi. Gri: beşten az anılma."),
        ("Taškas: paminėjimai 10 000 žodžių; gretimi laikotarpiai sujungti. Užbrūkšniuota: nesurinkta. Tuščiaviduris: "
         "dalis to laikotarpio dienų nesurinkta. Pilka: mažiau nei penki paminėjimai."),
    ),
    "undated words": (
        "Undated texts of {n} words are left out.", "Tarihsiz metinler dışarıda bırakıldı; sözcükler: {n}.",
        "Tekstai be datos neįtraukti, jų žodžiai: {n}.",
    ),
    "undated": (
        "{n} undated texts are left out.", "Tarihsiz {n} metin dışarıda bırakıldı.",
        "Tekstai be datos neįtraukti: {n}.",
    ),
    "not collected": ("not collected", "derlenmedi", "nesurinkta"),
    "incomplete": ("incomplete: days missing", "eksik: bazı günler yok", "neišsamu: trūksta dienų"),
    "texts collected": ("Texts collected", "Derlenen metinler", "Surinkti tekstai"),
    "words collected": ("Words collected", "Derlenen sözcükler", "Surinkti žodžiai"),
    "burst": (
        "burst: {share}, usually {usual}", "yoğunlaşma: {share}, genelde {usual}",
        "pliūpsnis: {share}, paprastai {usual}",
    ),
    "burst from": (
        "Burst from {first} to {last}: {said}.", "Yoğunlaşma, {first} – {last}: {said}.",
        "Pliūpsnis nuo {first} iki {last}: {said}.",
    ),
    "no dated texts": ("No dated texts.", "Tarihli metin yok.", "Datuotų tekstų nėra."),
    "between": (
        "Between {least} and {most}, the most in the period from {day} ({said}).",
        "{least} ile {most} arasında, en çok {day} günü başlayan dönemde ({said}).",
        "Tarp {least} ir {most}, daugiausia laikotarpiu, kuris prasideda {day} ({said}).",
    ),
    "periods missing": (
        "{n} periods were not collected.", "{n} dönem derlenmedi.", "Nesurinkti laikotarpiai: {n}.",
    ),
    "by period": ("By first day of each period:", "Dönemlerin ilk gününe göre:", "Pagal pirmą laikotarpio dieną:"),
    # where
    "without": (
        "{said} stories name no place that was found", "bulunan bir yeri anmayan haberler: {said}",
        "pranešimai, kuriuose nerasta jokios vietos: {said}",
    ),
    "regions": (
        "{n} states and provinces are named, and are not points",
        "anılan ve nokta olarak gösterilmeyen eyalet ve iller: {n}",
        "minimos ir taškais nežymimos valstijos ir provincijos: {n}",
    ),
    "more places": (
        "{n} more places are on the map without their names, and in the data",
        "haritada adı yazılmayan, verilerde bulunan yerler: {n}",
        "žemėlapyje neįvardytos, bet duomenyse esančios vietos: {n}",
    ),
    "circles": ("Stories", "Haberler", "Pranešimai"),
    "shade": ("Stories naming the country", "Ülkeyi anan haberler", "Šalį minintys pranešimai"),
    "settlements": (
        "{n} settlements, named in {least} to {most} stories.", "{n} yerleşim, anan haberler {least} – {most}.",
        "Gyvenvietės: {n}, jas minintys pranešimai: {least}–{most}.",
    ),
    "settlements are": (
        "Settlements, the most named first: {said}.", "Yerleşimler, en çok anılan önce: {said}.",
        "Gyvenvietės, dažniausiai minimos pirma: {said}.",
    ),
    "countries are": ("Countries: {said}.", "Ülkeler: {said}.", "Šalys: {said}."),
    "rivals": (
        "Names with a close rival: {said}.", "Başka bir yerin de olabilecek adlar: {said}.",
        "Vardai, galintys reikšti ir kitą vietą: {said}.",
    ),
    # what was collected
    "cells": ("Articles that day", "O günkü makaleler", "Straipsniai tą dieną"),
    "on days": (
        "{outlet}: {n} articles on {days} days, {first} to {last}",
        "{outlet}: {days} günde {n} makale, {first} – {last}",
        "{outlet}: straipsnių {n}, dienų {days}, nuo {first} iki {last}",
    ),
}  # fmt: skip


def say(phrase: str, locale: str = "en", **parts: object) -> str:
    """A fixed phrase in a language, with its parts set in.

    >>> say("of", "lt", n=3, total=40)
    '3 iš 40'
    """
    return PHRASES[phrase][LOCALES.index(locale)].format(**parts)
