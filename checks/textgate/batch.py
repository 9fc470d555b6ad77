"""Documents, and the packing of documents into one array of code points.

A batch is what every check measures: many documents laid end to end, so that one array operation
serves them all. Each document is followed by one line feed that is not part of it. The terminator
keeps lines, words and runs from reaching across documents, and it makes every slice non-empty, which
``numpy.ufunc.reduceat`` needs to be right.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BATCH_CODEPOINTS = 1 << 20
"""Budget of one batch, in code points. A batch costs some 3 ms whatever it holds, and arrays of more than a few MB
leave the processor's cache: between 0.5 and 2 million code points the sum is least (see _keep_freed_memory, too)."""


APART = 1 << 16
"""Code points of ASCII documents from which they are worth a batch of their own beside others."""


class UndecodableBytes(NamedTuple):
    """Bytes that are not valid in the encoding the document was read with.

    ``byte_start`` and ``byte_stop`` are 0-based half-open byte offsets in the source; ``position`` is the
    code-point offset of the U+FFFD that stands for them in the text. ``data`` holds the first of the bytes.
    """

    byte_start: int
    byte_stop: int
    position: int
    data: bytes = b""


class Damage(NamedTuple):
    """What the reader saw while turning bytes into text. An empty record: nothing unusual.

    ``encoding`` is the codec that decoded the bytes, or None for text that came as ``str``.
    ``bom`` is the length in bytes of a byte-order mark that was dropped.
    ``declared`` is the charset that the source declared, if it did.
    ``undecodable`` lists the bytes that had to be replaced.
    ``truncated`` says how the transport was cut short ("gzip stream ends early"), or is None.
    """

    encoding: str | None = None
    bom: int = 0
    declared: str | None = None
    undecodable: tuple[UndecodableBytes, ...] = ()
    truncated: str | None = None


NO_DAMAGE = Damage()


@dataclass(frozen=True, slots=True)
class Document:
    """One text to be judged.

    ``id`` is unique within a run; ``path`` is the file it came from, ``record`` its 0-based row there.
    ``language`` is a declared BCP 47 tag. ``error`` is set when the reader could not produce a text at
    all: such a document is never measured and its verdict is ``error`` with this sentence.
    """

    id: str
    text: str
    path: str | None = None
    record: int | None = None
    language: str | None = None
    damage: Damage = NO_DAMAGE
    error: str | None = None


class Batch:
    """n documents as one array of c code points (terminators included).

    ``codepoints`` is ``uint32[c]``, or ``uint8[c]`` when ``ascii`` is true: ASCII documents are packed by
    themselves, so that they cost a quarter of the memory traffic and skip every check that cannot apply.
    ``starts`` is ``int64[n + 1]``: document i fills ``codepoints[starts[i] : starts[i + 1] - 1]``.
    ``text`` is the same text as one ``str`` of length c, for scans that C code does best on strings.
    """

    __slots__ = ("ascii", "codepoints", "documents", "starts", "text")

    def __init__(
        self,
        documents: tuple[Document, ...],
        codepoints: NDArray[np.uint32] | NDArray[np.uint8],
        starts: NDArray[np.int64],
        text: str,
        ascii: bool,
    ) -> None:
        self.documents = documents
        self.codepoints = codepoints
        self.starts = starts
        self.text = text
        self.ascii = ascii

    def __len__(self) -> int:
        return len(self.documents)

    def locate(self, position: int) -> tuple[int, int]:
        """Map a position in the batch to (document index, code-point offset within that document)."""
        index = int(np.searchsorted(self.starts, position, side="right")) - 1
        return index, position - int(self.starts[index])


def pack(documents: Sequence[Document]) -> Batch:
    """Lay documents end to end. An empty sequence gives an empty batch."""
    _keep_freed_memory()
    texts = [document.text for document in documents]
    starts = np.arange(len(texts) + 1)
    starts[1:] += np.cumsum([len(text) for text in texts], dtype=np.int64)
    joined = "\n".join([*texts, ""]) if texts else ""
    ascii_only = joined.isascii()
    codepoints: NDArray[np.uint32] | NDArray[np.uint8]
    if ascii_only:
        codepoints = np.frombuffer(joined.encode("ascii"), dtype=np.uint8)
    else:
        # A lone surrogate is legal in a str (json.loads makes them) and is a fault to report, not a crash.
        codepoints = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return Batch(tuple(documents), codepoints, starts, joined, ascii_only)


def apart(documents: Sequence[Document]) -> list[list[int]]:
    """Which documents are packed together: those of ASCII (see ``Batch``) and the others, if there are both.

    A few of ASCII go with the others: a batch of their own costs more than it saves.
    """
    plain = [index for index, document in enumerate(documents) if document.text.isascii()]
    if len(plain) in (0, len(documents)) or sum(len(documents[index].text) for index in plain) < APART:
        return [list(range(len(documents)))] if documents else []
    held = set(plain)
    return [plain, [index for index in range(len(documents)) if index not in held]]


def chunked(documents: Iterable[Document], budget: int = BATCH_CODEPOINTS) -> Iterator[list[Document]]:
    """Cut a stream of documents into runs of at most ``budget`` code points, never cutting a document.

    A document larger than the budget is a run by itself.
    """
    chunk: list[Document] = []
    size = 0
    for document in documents:
        length = len(document.text) + 1
        if chunk and size + length > budget:
            yield chunk
            chunk, size = [], 0
        chunk.append(document)
        size += length
    if chunk:
        yield chunk


@functools.cache
def _keep_freed_memory() -> None:
    """Have the C library keep what is freed, up to 64 MB, for the arrays of the next batch.

    glibc gives large blocks back to the system at once, and each page of the next ones is then faulted in anew: 5 %
    of the time of a run. Freeing one block of nearly 32 MB, which is never touched, teaches it that such blocks come
    and go (mallopt(3), M_MMAP_THRESHOLD). With other C libraries it does nothing.
    """
    np.empty((32 << 20) - (1 << 16), dtype=np.uint8)
