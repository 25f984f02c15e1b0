"""What can go wrong, in words: one exception class, and the closed list of reasons for setting a record aside."""


class DatelineError(Exception):
    """Something the user can act on; the message says what happened, what was kept and what to do next."""


class ReadError(DatelineError):
    """A path that does not exist, or settings that cannot be followed. Bad files are rejects, not errors."""


class QueryError(DatelineError):
    """A query that cannot be understood; the message points at the character."""


class ExportError(DatelineError):
    """A figure that cannot be drawn or written; nothing was left half-written."""


class GeocodeError(DatelineError):
    """A geocoding service gave no answer that can be trusted; nothing was kept as "not found"."""


class GeocodeUnavailable(GeocodeError):
    """It did not answer in time, was out of order or could not be reached, each time it was asked."""


class GeocodeRefused(GeocodeError):
    """It refused, asked to wait for long, or sent us elsewhere: other names would fare no better now."""


class RunError(DatelineError):
    """A notebook run that cannot start, or a notebook whose cell failed."""


REASONS: dict[str, str] = {
    "empty file": "The file holds nothing. Ask its sender for it again.",
    "unreadable file": "The system would not open the file. Check its permissions and add it again.",
    "unsupported format": "dateline does not read this kind of file. Export it as CSV, JSON, Parquet or plain text.",
    "too large unpacked": "It grows further than news do when unpacked. Unpack it, look, and add what is news.",
    "too deep": "It lies in an archive within archives. Unpack the outer ones and add it again.",
    "unsafe name": "The archive's name for it leads out of the archive. Unpack it with care and add the file itself.",
    "corrupt file": "The file is cut off or damaged. Fetch it again and add it again.",
    "undecodable text": "The bytes are no text in any encoding that was tried. Save the file as UTF-8.",
    "not valid JSON": "The line or file is not JSON. Mend it at the place named and add the file again.",
    "not valid XML": "It is damaged or declares a document type. Fetch or export it again and add it again.",
    "not a page": "No headline and no text were found in the web page. Open it in a browser and save its text.",
    "takes too long": "The page was not read in time and its reader was ended. Save the page's text as plain text.",
    "not an article": "The record is not an object with named fields. Check the export's settings.",
    "no known column": "No column holds titles or texts. Name them: columns={'text': 'Your column'}.",
    "ragged row": "The row has more or fewer fields than the header. Mend its quotes and add the file again.",
    "no text": "The record has neither a title nor a text.",
    "text too short": "The text has fewer than five words: often a stray number or a page's button.",
    "unpaired surrogate": "The record holds half a character and cannot be stored. Export it again as UTF-8.",
    "record too large": "The record is larger than one article can be. Split the file into records.",
}
"""Why a record or file was set aside, each with what to do next. The list is closed: tests hold every reader to it."""
