"""Numbers in the chapter's edited text that the draft from the records does not have. Pure."""

import re
from collections.abc import Sequence

_SAID = re.compile(r"\d[\d,，]*(?:\.\d+)?(?:项|条|件|次|个|份|%|万元|元)")


def unheard_of(text: Sequence[str], drafted: Sequence[str]) -> list[str]:
    """What the text counts otherwise than the records, each once in its order: ``["999项"]``."""
    known = set(_said(drafted))
    return list(dict.fromkeys(each for each in _said(text) if each not in known))


def _said(paragraphs: Sequence[str]) -> list[str]:
    return [each.replace(",", "").replace("，", "") for text in paragraphs for each in _SAID.findall(text)]
