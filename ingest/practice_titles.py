"""Titles of practices in the words of their text, cut where they stop being one."""

from __future__ import annotations

import re

_MAX_CHARS, _MIN_CHARS = 90, 25
# Where a long sentence can be left: what comes behind adds to what was said
_CUT = re.compile(
    r"[,;:]?\s(?=(?:som|der|där|hvor|så|för att|for at|medan|mens|men)\s)|[,;:](?=\s)|\s(?=[–—(])|\s(?=-\s)"
)
# Failing that, before what only says with what, where or for whom
_WORD_CUT = re.compile(
    r"\s(?=(?:med|till|til|på|i|för|for|och|og|av|af|under|efter|från|fra|samt|hos|vid|ved|mellan|mellem)\s)"
)
_ENOUGH_CHARS = 40  # a clause that ends here is a title, and what follows only makes it longer
_NEW_LINE = re.compile(r"\n(?![a-zåäöæø])")  # a line that is only wrapped goes on with a small letter
_END = " \t\n.,;:–—-"


def cut_title(sentence: str, *, through: int = 0) -> str:
    """Return a sentence, or as much from its beginning as makes a title of at most 90 characters.

    It is cut behind a whole clause if there is one, else behind a whole word, and behind the character at
    ``through`` where that is within the limit; nothing is put in.
    """
    title = _NEW_LINE.split(sentence.strip(), maxsplit=1)[0].rstrip(_END)
    if len(title) <= _MAX_CHARS:
        return title
    for pattern, minimum in ((_CUT, _MIN_CHARS), (_WORD_CUT, _ENOUGH_CHARS)):
        cuts = [m.start() for m in pattern.finditer(title, max(minimum, through), _MAX_CHARS)]
        if cuts:
            enough = [cut for cut in cuts if cut >= _ENOUGH_CHARS] if pattern is _CUT else []
            return title[: (enough or cuts[-1:])[0]].rstrip(_END)
    return title[:_MAX_CHARS].rpartition(" ")[0].rstrip(_END) or title[:_MAX_CHARS]
