"""A small corpus with everything that makes the parts of a run depend on each other."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

TEXTS = (
    "A quiet morning at the pier, where nobody waited for anyone and the gulls were silent.",
    "The cafÃ© by the pier is open, and the naÃ¯ve visitors came in.",
    "Тихое утро на пристани, где никто никого не ждал.",
    "清晨的码头很安静，只有海鸥在叫。",
    "A bell \x07 rings in the text.",
)


def lines(count: int, start: int = 0) -> bytes:
    """JSON lines: some with an identifier, some of those repeated, some broken, some blank."""
    written = []
    for number in range(start, start + count):
        record: dict[str, object] = {"text": TEXTS[number % len(TEXTS)] + f" Line {number} of the book."}
        if number % 3:
            record["id"] = f"page-{number // 4}"
        if number % 17 == 5:
            record["text"] = "lone \ud800 surrogate"
        written.append(json.dumps(record).encode())
        if number % 23 == 7:
            written += [b"{broken", b"", b'{"no": "text"}', b'["list"]']
    return b"\n".join(written) + b"\n"


def quiet_lines(size: int) -> bytes:
    """JSON lines of about that many bytes, without faults, some with the same identifier."""
    text = (
        "The ferry leaves at nine. Tickets are sold on board, and dogs travel free on all days of the year.\n"
    )
    count = size // (len(text) * 20 + 40)
    records = ({"id": f"n{number // 2}", "text": f"Trip {number}. " + text * 20} for number in range(count))
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def make(folder: Path) -> Path:
    """Write the corpus: files of lines, plain texts, a table, a compressed file, and files that are no texts."""
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(lines(240))
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(lines(40, 200), mtime=0))
    (folder / "texts").mkdir()
    for number, text in enumerate(TEXTS * 6):
        (folder / "texts" / f"{number:02}.txt").write_text(text, encoding="utf-8")
    (folder / "texts" / "latin.txt").write_bytes("Grüße aus Köln, schöne Straße".encode("cp1252"))
    (folder / "texts" / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (folder / "z.jsonl").write_bytes(lines(60, 150).rstrip(b"\n"))
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        return folder
    rows = [json.loads(line) for line in lines(90, 500).splitlines() if line.startswith(b'{"text')]
    rows = [row for row in rows if "\ud800" not in row["text"]]
    table = pa.table({"text": [row["text"] for row in rows], "id": [row.get("id") for row in rows]})
    pq.write_table(table, folder / "t.parquet", row_group_size=20)
    return folder
