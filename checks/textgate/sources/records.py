"""Records into documents: which field is the text, which the identifier, what to say when one is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textgate.batch import NO_DAMAGE, Damage, Document
from textgate.sources import decode
from textgate.sources.reading import Reading, size_in_words

TEXT_FIELDS = ("text", "content", "raw_content", "body", "document")
ID_FIELDS = ("id", "doc_id", "_id", "uuid")
_ABSENT = object()


class RecordError(ValueError):
    """A record gives no document. The message says what is wrong with it and what to do."""


class Fields:
    """The fields of one file's records.

    A document's id is the record's own identifier. Where there is none, or where it was seen before in this
    run, it is ``path#row`` with the 1-based row: ids stay unique, and ``path`` and ``record`` always say the
    place. ``seen`` holds the hashes of the identifiers so far; it is shared by the files of a run.
    """

    def __init__(self, reading: Reading, name: str, seen: set[int], unit: str = "line") -> None:
        self._reading = reading
        self._name = name
        self._unit = unit
        # Hashes, not the identifiers themselves: millions of short strings would cost three times the memory.
        self._seen = seen

    def place(self, row: int) -> str:
        """Where a 0-based row is, for people."""
        return f"{self._name}:{row + 1}" if self._unit == "line" else f"{self._name}, {self._unit} {row + 1}"

    def unreadable(self, reason: str) -> Document:
        """A document that stands for a whole file."""
        return Document(self._name, "", path=self._name, error=f"{self._name}: {reason}")

    def broken(self, row: int, reason: str) -> Document:
        """A document that stands for a row that gave none."""
        return Document(
            f"{self._name}#{row + 1}", "", path=self._name, record=row, error=f"{self.place(row)}: {reason}"
        )

    def document(self, row: int, record: Mapping[str, Any], *, escaped: bool = False) -> Document:
        """One record as a document. ``escaped``: bytes that are not UTF-8 are escaped in it, as in PEP 383.

        Raises:
            RecordError: there is no text in the record.

        """
        text: str | bytes = self._text(record)
        damage = NO_DAMAGE
        if isinstance(text, bytes):
            text, damage = _decoded(text)
        elif escaped:
            text, runs = decode.unescape(text, "utf-8")
            damage = Damage(encoding="utf-8", undecodable=runs) if runs else NO_DAMAGE
        return Document(
            self._id(row, record),
            text,
            path=self._name,
            record=row,
            language=self._language(record),
            damage=damage,
        )

    def _text(self, record: Mapping[str, Any]) -> str | bytes:
        wanted = self._reading.text_field
        names = (wanted,) if wanted else TEXT_FIELDS
        for name in names:
            value = field_of(record, name)
            if isinstance(value, (str, bytes)):
                if len(value) > self._reading.max_bytes:
                    limit = size_in_words(self._reading.max_bytes)
                    raise RecordError(
                        f"field {name!r} is larger than {limit}; raise the limit with --max-size"
                    )
                return value
            if value is not _ABSENT and wanted:
                raise RecordError(f"field {name!r} is not a string; name another with --text-field")
        known = ", ".join(map(repr, list(record)[:8])) or "none"
        if wanted:
            raise RecordError(f"no field {wanted!r} (the record has {known}); correct --text-field")
        if "text" in record:
            raise RecordError("field 'text' is not a string; name another with --text-field")
        raise RecordError(f"no text field (the record has {known}); name it with --text-field")

    def _id(self, row: int, record: Mapping[str, Any]) -> str:
        wanted = self._reading.id_field
        for name in (wanted,) if wanted else ID_FIELDS:
            value = field_of(record, name)
            if isinstance(value, (str, int)) and not isinstance(value, bool) and value != "":
                own = str(value)
                if hash(own) not in self._seen:
                    self._seen.add(hash(own))
                    return own
                break
        return f"{self._name}#{row + 1}"

    def _language(self, record: Mapping[str, Any]) -> str | None:
        if self._reading.language_field is None:
            return None
        value = field_of(record, self._reading.language_field)
        return value if isinstance(value, str) and value else None


def _decoded(value: bytes) -> tuple[str, Damage]:
    """Text of a column that holds bytes, as many Parquet files have it."""
    try:
        return decode.decode(value)
    except decode.UndecodableError as problem:
        raise RecordError(f"{problem}; convert the text to UTF-8") from None


def field_of(record: Mapping[str, Any], name: str) -> Any:
    """A field by its name, or by a dotted path into nested objects; a sentinel when it is not there."""
    if name in record:
        return record[name]
    value: Any = record
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return _ABSENT
        value = value[part]
    return value
