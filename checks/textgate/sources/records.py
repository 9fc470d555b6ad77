"""Records into documents: which field is the text, which the identifier, what to say when one is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textgate.batch import NO_DAMAGE, Damage, Document
from textgate.sources import decode
from textgate.sources.reading import Reading, size_in_words

TEXT_FIELDS = ("text", "content", "raw_content", "body", "document")
ID_FIELDS = ("id", "doc_id", "_id", "uuid")
_SHOWN = 12
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
        self._text_name = reading.text_field or TEXT_FIELDS[0]
        self._id_names = (reading.id_field,) if reading.id_field else ID_FIELDS
        self._limit = reading.max_bytes
        # A code point is four bytes at most: a shorter text needs no closer look.
        self._surely_short = reading.max_bytes // 4

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
        # This runs once for every record of a corpus: the usual record costs a few lookups and no call.
        text = record.get(self._text_name)
        damage = NO_DAMAGE
        if type(text) is not str or escaped or len(text) > self._surely_short:
            text, damage = self._unusual(record, escaped)
        language = None if self._reading.language_field is None else self._language(record)
        return Document(self._id(row, record), text, self._name, row, language, damage)

    def document_of(
        self, row: int, record: Mapping[str, Any], text: str, damage: Damage, default: str | None
    ) -> Document:
        """A document whose text was found otherwise; ``default`` is its identifier where none is asked for."""
        own = record if self._reading.id_field else {"id": default}
        return Document(self._id(row, own), text, self._name, row, self._language(record), damage)

    def _unusual(self, record: Mapping[str, Any], escaped: bool) -> tuple[str, Damage]:
        text = self._text(record)
        if isinstance(text, bytes):
            return _decoded(text)
        if escaped:
            text, runs = decode.unescape(text, "utf-8")
            return text, Damage(encoding="utf-8", undecodable=runs) if runs else NO_DAMAGE
        return text, NO_DAMAGE

    def _text(self, record: Mapping[str, Any]) -> str | bytes:
        wanted = self._reading.text_field
        null = None
        for name in (wanted,) if wanted else TEXT_FIELDS:
            value = field_of(record, name)
            if isinstance(value, (str, bytes)):
                if _size(value) > self._limit:
                    limit = size_in_words(self._limit)
                    raise RecordError(
                        f"field {name!r} is larger than {limit}; raise the limit with --max-size"
                    )
                return value
            if value is None:
                null = null or name
            elif value is not _ABSENT and (wanted or name == TEXT_FIELDS[0]):
                raise RecordError(
                    f"field {name!r} is not a string but {_kind_of(value)}; name another with --text-field"
                )
        if null is not None:
            raise RecordError(f"field {null!r} is null, so there is no text; remove the record, or fill it")
        if wanted:
            raise RecordError(f"no field {wanted!r} (the record has {known(record)}); correct --text-field")
        raise RecordError(f"no text field (the record has {known(record)}); name it with --text-field")

    def _id(self, row: int, record: Mapping[str, Any]) -> str:
        for name in self._id_names:
            value = record.get(name)
            if value is None and self._reading.id_field:
                value = field_of(record, name)
            if isinstance(value, (str, int)) and value != "" and value is not True and value is not False:
                own = str(value)
                key = hash(own)
                if key not in self._seen:
                    self._seen.add(key)
                    return own
                break
        return f"{self._name}#{row + 1}"

    def _language(self, record: Mapping[str, Any]) -> str | None:
        if self._reading.language_field is None:
            return None
        value = field_of(record, self._reading.language_field)
        return value if isinstance(value, str) and value else None


def _size(value: str | bytes) -> int:
    """Bytes of a text as UTF-8, or as it is."""
    if isinstance(value, bytes) or value.isascii():
        return len(value)
    return len(value.encode("utf-8", "surrogatepass"))


def _decoded(value: bytes) -> tuple[str, Damage]:
    """Text of a column that holds bytes, as many Parquet files have it."""
    try:
        return decode.decode(value)
    except decode.UndecodableError as problem:
        raise RecordError(f"{problem}; convert the text to UTF-8") from None


def known(record: Mapping[str, Any] | Sequence[str]) -> str:
    """The names of a record's fields, for people; objects with what they hold, as it can be typed."""
    names: list[str] = []
    for name in record:
        value = record[name] if isinstance(record, Mapping) else None
        inner = [f"{name}.{key}" for key in value] if isinstance(value, Mapping) else []
        names += inner or [name]
        if len(names) > _SHOWN:
            break
    return ", ".join(map(repr, names[:_SHOWN])) + (", …" if len(names) > _SHOWN else "") or "none"


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, (int, float)):
        return "a number"
    return "an object" if isinstance(value, Mapping) else "a list" if isinstance(value, list) else "a value"


def field_of(record: Mapping[str, Any], name: str) -> Any:
    """A field by its name, or by a dotted path into objects and lists; a sentinel when it is not there.

    A number in a path is a place in a list, from 0: ``messages.0.content``.
    """
    if name in record:
        return record[name]
    value: Any = record
    for part in name.split("."):
        if isinstance(value, list) and part.isascii() and part.isdigit() and int(part[:9]) < len(value):
            value = value[int(part[:9])]
        elif isinstance(value, Mapping) and part in value:
            value = value[part]
        else:
            return _ABSENT
    return value
