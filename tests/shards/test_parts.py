"""Part files: exact, and never believed when they are not what they should be."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgate.shards import parts
from textgate.shards.parts import PartError, Store, decoded, encoded
from textgate.sources.paths import Skipped
from textgate.sources.pieces import Piece, Reader, Seal, content_of, state_of
from textgate.sources.reading import Reading
from textgate.verdict import Finding, Span, Suppressed, Unjudged, Verdict

TEXT = st.text(st.characters(), max_size=12)  # lone surrogates, too
NUMBER = st.floats(allow_nan=False)
SPAN = st.builds(
    Span,
    *(st.integers(0, 99), st.integers(0, 99), st.none() | st.integers(0, 99), st.none(), st.integers(1, 9)),
    *(st.integers(1, 9), TEXT, TEXT, st.floats(0, 1), TEXT, st.none() | TEXT, TEXT),
)
FINDING = st.builds(
    Finding,
    *(TEXT, TEXT, TEXT, st.sampled_from(["error", "warning"]), st.none() | TEXT, NUMBER, NUMBER, TEXT, TEXT),
    *(st.floats(0, 1), st.lists(SPAN, max_size=2).map(tuple), st.integers(0, 9)),
)
VERDICT = st.builds(
    Verdict,
    document=TEXT,
    path=st.none() | TEXT,
    record=st.none() | st.integers(0, 2**40),
    verdict=st.sampled_from(["pass", "fail", "error"]),
    findings=st.lists(FINDING, max_size=2).map(tuple),
    unjudged=st.lists(st.builds(Unjudged, TEXT, TEXT), max_size=2).map(tuple),
    error=st.none() | TEXT,
    language=st.none() | TEXT,
    characters=st.integers(0, 2**40),
    metrics=st.none() | st.dictionaries(TEXT, st.floats(allow_nan=False, allow_infinity=False), max_size=2),
    suppressed=st.lists(st.builds(Suppressed, FINDING, st.just("comment"), TEXT), max_size=1).map(tuple),
    digest=st.none() | TEXT,
)


@given(VERDICT)
def test_a_verdict_comes_back_exactly(verdict: Verdict) -> None:
    line = encoded(verdict)
    assert b"\n" not in line
    back = decoded(line)
    # A high surrogate before a low one becomes the character that the two mean. Lone ones are tested below.
    if "\\ud" not in repr(verdict):
        assert back == verdict
    assert type(back.findings) is tuple
    assert back.characters == verdict.characters


def test_lone_surrogates_and_infinite_values_come_back() -> None:
    finding = Finding("a\ud800b", "c", "f", "error", None, math.inf, -math.inf, "u", "m", 1.0, (), 0)
    for record in (None, 3):
        verdict = Verdict("x\udcff", None, record, "fail", (finding,))
        assert decoded(encoded(verdict)) == verdict


@pytest.fixture
def piece(tmp_path: Path) -> Piece:
    path = tmp_path / "a.txt"
    path.write_text("some words", encoding="utf-8")
    return Piece(path, "a.txt")


@pytest.fixture
def store(tmp_path: Path, piece: Piece) -> Store:
    store = Store(tmp_path / "cache", "digest")
    write(store, piece)
    return store


def write(store: Store, piece: Piece, *, final: bool = True) -> None:
    writer = store.write(piece, Seal(state_of(piece), content_of(piece)))
    writer.add(Verdict("a.txt", "a.txt", None, "pass"))
    writer.add(Verdict("b", "a.txt", 1, "pass"))
    writer.finish(7, [Skipped("a.txt", "binary file")], final)


def test_what_was_written_is_held_and_read(store: Store, piece: Piece) -> None:
    assert store.holds(piece)
    part = store.read(piece)
    assert [verdict.document for verdict in part] == ["a.txt", "b"]
    assert part.tail == (7, (Skipped("a.txt", "binary file"),), True)


def test_the_folder_keeps_itself_out_of_git(store: Store) -> None:
    assert (store.folder / ".gitignore").read_text() == "*\n"
    assert (
        (store.folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    )


def test_other_rules_and_other_pieces_have_other_parts(store: Store, piece: Piece) -> None:
    assert not Store(store.folder, "other").holds(piece)
    assert not store.holds(piece._replace(name="b.txt"))
    assert not store.holds(piece._replace(part="lines", stop=5))


def test_changed_content_is_not_held_even_if_size_and_time_are_the_same(store: Store, piece: Piece) -> None:
    status = piece.path.stat()
    piece.path.write_text("some w0rds", encoding="utf-8")
    os.utime(piece.path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not store.holds(piece)
    assert store.holds(piece, trust_state=True)


def test_the_same_content_with_another_time_is_held(store: Store, piece: Piece) -> None:
    os.utime(piece.path, ns=(1, 1))
    assert store.holds(piece)
    assert store.holds(piece, trust_state=True)


def test_what_is_not_final_is_not_held(store: Store, piece: Piece) -> None:
    write(store, piece, final=False)
    assert not store.holds(piece)
    assert len(list(store.read(piece))) == 2


def test_a_file_that_changes_while_it_is_read_is_not_held(store: Store, piece: Piece) -> None:
    reader = Reader(piece, Reading(), sealed=True)
    documents = iter(reader)
    assert next(documents).text == "some words"
    writer = store.write(piece, reader.seal)
    piece.path.write_text("other words", encoding="utf-8")
    writer.finish(0, [], True)
    piece.path.write_text("some words", encoding="utf-8")
    os.utime(piece.path, ns=(1, 1))
    assert not store.holds(piece)


def test_no_damage_goes_unnoticed(store: Store, piece: Piece) -> None:
    path = store.path(piece)
    whole = path.read_bytes()
    for stop in range(len(whole) - 1):
        path.write_bytes(whole[:stop])
        assert not store.holds(piece), stop
    for at in range(len(whole) - 1):
        # A changed blank or digit may say the same; a verdict may not change.
        damaged = bytearray(whole)
        damaged[at] ^= 0x04
        path.write_bytes(damaged)
        assert not store.holds(piece) or list(store.read(piece)) == [
            Verdict("a.txt", "a.txt", None, "pass"),
            Verdict("b", "a.txt", 1, "pass"),
        ], at


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"null\n", b"[]\n", b"{}\n{}\n", b"\xff\xfe", b"{" * 100_000]
)
def test_what_is_no_part_is_not_held(store: Store, piece: Piece, content: bytes) -> None:
    store.path(piece).write_bytes(content)
    assert not store.holds(piece)
    with pytest.raises(PartError, match="damaged"):
        list(store.read(piece))


def test_a_part_that_disappeared_is_named(store: Store, piece: Piece) -> None:
    store.remove(piece)
    store.remove(piece)
    with pytest.raises(
        PartError, match=r"a\.txt is missing; --cache must name a folder that all workers share"
    ):
        list(store.read(piece))


def test_old_parts_go_once_a_day(store: Store, piece: Piece) -> None:
    old = Store(store.folder, "old")
    write(old, piece)
    other = piece._replace(name="other.txt")
    write(store, other)
    long_ago = time.time() - parts.MAX_AGE - 60
    os.utime(old.path(piece).parents[1], (long_ago, long_ago))
    os.utime(store.path(other), (long_ago, long_ago))
    store.prune()
    assert not old.path(piece).exists()
    assert not store.path(other).exists()
    assert store.holds(piece)
    os.utime(store.path(piece), (long_ago, long_ago))
    store.prune()
    assert store.holds(piece)
