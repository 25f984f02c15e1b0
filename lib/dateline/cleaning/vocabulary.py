"""Words that furniture is made of, in the languages news pages are often in: hints to the line model, no more.

A `^` stands for a line's beginning. Lists are matched as plain text, in small letters, in the first and last
words of a line.
"""

DATED = {
    "clock": r"[0-2]?[0-9][:.h][0-5][0-9]",
    "year": r"(?:19|20)[0-9]{2}|[0-9][./-][0-9]{1,2}[./-][0-9]{2}|[0-9]年|[0-9]일",
}
"""Forms of times of day and of years."""
_TOLD = {
    "ago": " ago | vor | hace | önce| prieš | назад| тому | temu| sedan| siden| geleden| updated| published| posted "
    "| last updated| publish| aktualisiert| stand:| stand | publi| actuali| güncel| gepubliceerd| oppdatert"
    "| opublikowano| veröffentlicht| обновлено| опубликовано",
    "minutes": " min read| minutes to read| reading time|-minute read| min.| min | minuten| lesezeit| mins | минут"
    "| dakika| хв ",
    "byline": "^by |^von |^par |^par: |^por |^di |^door |^av |^af |^text|^haber|^autor|^автор|written by|story by"
    "|words by|reporting by|editing by|^redaktion|^redacción|^editor|기자|記者| von: |^by:|^from ",
    "role": "reporter|writer|journalist|editor|correspondent|columnist| author| staff|contributor|redakt|korrespondent"
    "|muhabir|periodista|is a |журналист",
    "credit": "photo|foto|image|bild|picture|getty|shutterstock|reuters|afp|ap ph|(ap)|imago|dpa|/epa|credit|courtesy"
    "|©|ⓒ|사진|写真| via |screenshot|illustration|wikimedia|caption|фото|görsel|nuotr|symbolbild",
    "sign up": "subscri|newsletter|sign up|sign in|log in|login|abonn| abo |inbox|e-mail|email|register|inscri|abone"
    "|konto|account|premium|member|suscr|підпи|подпи|donat|support | app |download|regístr|registr|anmelden|free ",
    "share": "share|tweet|facebook|twitter|whatsapp|linkedin|telegram|instagram|youtube|pinterest|reddit|tiktok"
    "|copy link|^print|follow |teilen|drucken|paylaş|compart|partag|поділ|подел|^dela |^save|merken|bookmark|google"
    "|flipboard",
    "more": "^more |^read |^also |^see |^watch |^related|recommend|most read|most popular|^latest|trending|popular"
    "|^explore|^next|^previous|mehr zum|^mehr |^lesen|weiterlesen|^lees |^meer |^lire |à lire|^leer|^lea |^leia|^leggi"
    "|^czytaj|читай|читати|^oku|ilgili|^skait|^auch |zum thema|^passend|^ähnlich|verwandt|para saber|te puede|^läs "
    "|^læs|^baca|^čtěte|^top |^weitere|^aktuell|^show |^view |^back |^load|^click|^close|continue|^skip|^go to"
    "|^featured|editor's|^in this|^on this|you may|you might|don't miss|must read|up next|lesen sie",
    "comment": "comment|kommentar|comentario|commentaire|yorum|коммент|комент|reply|replies|discussion|feedback"
    "|letter to|correction",
    "advert": "story continues|advert|sponsor|anzeige|werbung|publicid|reklam|реклама|promo| ad | ads |partner"
    "|affiliate|commission|deals",
    "legal": "©|ⓒ|(c)|copyright|rights reserved|cookie|privacy|terms of|terms &|impressum|datenschutz|agb|hakları|права"
    "|derechos|policy|consent|javascript|browser|license|all rights",
    "address": "http|www.|@|.com|.org|.net|.de |pic.twitter|rt @",
    "tags": "^tag|^topic|^filed|^schlag|^themen|^keyword|^etiket|categor|^ключ|^теги|^mots|^temas|^in: |^in $",
    "media": "video|podcast|^live|watch|listen|audio|galler|slideshow|^play|fotostrecke|bilder|duration|loading"
    "|unsupported|playback",
    "contributed": "contribut|reporting|this report|this story|this article|agency|agencies|agentur|/ap|/afp|/dpa"
    "|associated press|reserved",
}
START = "\x02"
"""Put before a line, so that a word can be asked for at its beginning."""
TOLD = {name: words.replace("^", START).split("|") for name, words in _TOLD.items()}
"""What a line may tell of itself, and the words it does so with."""
_NAMED = (
    "associated press|reuters|france-presse|presse-agentur|press association|press trust|pa media|anadolu|afp|dpa"
    "|xinhua|bloomberg|interfax|интерфакс|інтерфакс|риа новости|ria novosti|рейтер|kyodo|yonhap|ukrinform|укрінформ"
    "|укринформ|unian|уніан|тасс|/tass/|baltic news|editing by| efe. | bns. | elta. |: aa |: ap |: efe |: pap |: bns "
    "|: elta |(tass) "
)
_CODES = (
    "aa aap ani ansa ap apa ats belga bns ctk čtk dha efe elta epd ians kna leta mti ntb pa pap pti rtr sda sid tt upi"
)
AGENCIES = [
    *_NAMED.split("|"),
    *(f"{before}{code}{after}" for code in _CODES.split() for before, after in ("()", "/)", " )", "(,")),
]
"""One of these stands, in small letters, near the beginning or the end of every line that credits an agency."""
