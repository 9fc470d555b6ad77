"""Parts of a document that a rule may be limited to."""

from __future__ import annotations

from dataclasses import replace

from textgate.batch import Document
from textgate.policy import Zone

ZONE_SHARE = 0.2
"""Head and tail are a fifth of the document each, as in OSCAR's header and footer annotations
(Abadji et al. 2022), measured in code points and moved outwards to the next line end."""


def bounds(text: str, zone: Zone) -> tuple[int, int]:
    """Half-open code-point range of a zone. The zones of a document are disjoint and cover it."""
    size = len(text)
    head = _line_end(text, int(size * ZONE_SHARE))
    tail = max(head, _line_start(text, size - int(size * ZONE_SHARE)))
    ranges: dict[Zone, tuple[int, int]] = {
        "all": (0, size),
        "head": (0, head),
        "body": (head, tail),
        "tail": (tail, size),
    }
    return ranges[zone]


def cut(document: Document, zone: Zone) -> tuple[Document, int]:
    """The part of the document that the zone covers, as a document, and its offset."""
    start, stop = bounds(document.text, zone)
    damage = document.damage
    if damage.undecodable or damage.truncated:
        damage = damage._replace(
            undecodable=tuple(
                run._replace(position=run.position - start)
                for run in damage.undecodable
                if start <= run.position < stop
            ),
            truncated=damage.truncated if stop == len(document.text) else None,
        )
    return replace(document, text=document.text[start:stop], damage=damage), start


def _line_end(text: str, offset: int) -> int:
    if offset == 0:
        return 0
    end = text.find("\n", offset - 1)
    return len(text) if end < 0 else end + 1


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1
