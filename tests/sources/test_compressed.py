"""Expanding compressed streams: concatenated, cut, damaged, and made to fill the memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from textgate.sources import Reading, compressed, read
from textgate.sources.compressed import CompressionError, CutStreamError

NOISE = random.Random(1).randbytes(30_000).hex().encode()


def zstd(data: bytes) -> bytes:
    zstandard = pytest.importorskip("zstandard")
    return bytes(zstandard.ZstdCompressor(write_checksum=True).compress(data))


KINDS = [
    pytest.param("gzip", gzip.compress, id="gzip"),
    pytest.param("bzip2", bz2.compress, id="bzip2"),
    pytest.param("xz", lzma.compress, id="xz"),
    pytest.param("zstd", zstd, id="zstd"),
]
Pack = Callable[[bytes], bytes]


def expanded(data: bytes, kind: str, step: int = 1 << 20) -> bytes:
    stream = compressed.expanding(io.BytesIO(data), kind)
    pieces = []
    while piece := compressed.read_some(stream, step):
        assert len(piece) <= step
        pieces.append(piece)
    return b"".join(pieces)


@pytest.mark.parametrize(("kind", "pack"), KINDS)
@pytest.mark.parametrize("step", [7, 1 << 12, 1 << 20])
def test_streams_one_after_another(kind: str, pack: Pack, step: int) -> None:
    assert expanded(pack(NOISE[:5000]), kind, step) == NOISE[:5000]
    assert (
        expanded(pack(NOISE[:5000]) + pack(b"") + pack(NOISE[:900]), kind, step) == NOISE[:5000] + NOISE[:900]
    )


@pytest.mark.parametrize(("kind", "pack"), KINDS)
def test_only_the_outer_of_two_compressions_is_expanded(kind: str, pack: Pack) -> None:
    inner = pack(NOISE)
    assert expanded(pack(inner), kind) == inner


def test_padding_and_skippable_frames() -> None:
    assert expanded(lzma.compress(b"a") + b"\0" * 8 + lzma.compress(b"b"), "xz") == b"ab"
    assert expanded(gzip.compress(b"a") + b"\0" * 512, "gzip") == b"a"
    skippable = struct.pack("<II", 0x184D2A50, 5) + b"hello"
    assert expanded(zstd(b"a") + skippable + zstd(b"b"), "zstd") == b"ab"


@pytest.mark.parametrize(("kind", "pack"), KINDS)
def test_a_cut_stream_is_told_from_a_whole_one(kind: str, pack: Pack) -> None:
    data = pack(NOISE)
    for stop in (len(data) - 1, len(data) // 2, 20):
        with pytest.raises(CutStreamError):
            expanded(data[:stop], kind)


@pytest.mark.parametrize(("kind", "pack"), KINDS)
def test_a_damaged_stream(kind: str, pack: Pack) -> None:
    for damaged in (
        pack(NOISE) + b"and more",
        b"no archive" * 9,
        pack(NOISE)[:9000] + b"\xff" * 50 + pack(NOISE)[9050:],
    ):
        with pytest.raises(CompressionError):
            expanded(damaged, kind)


def test_streams_that_want_too_much_memory_are_refused() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 28, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC3}]
    with pytest.raises(CompressionError, match="takes more than 128 MB of memory; expand it first"):
        expanded(lzma.compress(b"abc", filters=filters), "xz")
    zstandard = pytest.importorskip("zstandard")
    long = zstandard.ZstdCompressionParameters(window_log=28, enable_ldm=True)
    packer = zstandard.ZstdCompressor(compression_params=long).compressobj()
    with pytest.raises(CompressionError, match="takes more than 128 MB"):
        expanded(packer.compress(b"abc") + packer.flush(), "zstd")


BOMBS = """
import sys
from pathlib import Path
from textgate.sources import Reading, read
documents = list(read([sys.argv[1]], Reading(base=Path(sys.argv[1]).parent, max_bytes=1 << 20)))
status = Path("/proc/self/status").read_text()
print(int(status.partition("VmHWM:")[2].split()[0]) >> 10, [d.error for d in documents])
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize(("kind", "pack"), KINDS)
@pytest.mark.parametrize("suffix", [".txt", ".jsonl", ".warc"])
def test_bombs_cost_little_memory(kind: str, pack: Pack, suffix: str, tmp_path: Path) -> None:
    head = {".txt": b"", ".jsonl": b'{"text": "', ".warc": b"WARC/1.0\r\nWARC-Type: conversion\r\n"}[suffix]
    head += b"Content-Length: 100000000\r\n\r\n" if suffix == ".warc" else b""
    ending = next(ending for ending, name in compressed.SUFFIXES.items() if name == kind)
    bomb = tmp_path / f"bomb{suffix}{ending}"
    bomb.write_bytes(pack(head + b"x" * 100_000_000))
    assert bomb.stat().st_size < 400_000
    run = subprocess.run([sys.executable, "-c", BOMBS, str(bomb)], capture_output=True, text=True, check=True)
    peak, _, errors = run.stdout.partition(" ")
    assert int(peak) < 120
    assert errors.count("arger than 1 MB") + errors.count("longer than 1 MB") == 1


@pytest.mark.parametrize(("kind", "pack"), KINDS)
def test_by_name(kind: str, pack: Pack, tmp_path: Path) -> None:
    ending = next(ending for ending, name in compressed.SUFFIXES.items() if name == kind)
    file = tmp_path / f"t.csv{ending}"
    file.write_bytes(pack(b"id,text\n1,a\n2,b\n"))
    documents = read([str(file)], Reading(base=tmp_path, text_field="text"))
    assert [document.text for document in documents] == ["a", "b"]


def test_a_reading_fault_of_the_system_is_no_damage() -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output error"):
        compressed.read_some(Broken(), 10)  # type: ignore[arg-type]


def test_without_the_package_zstandard_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    monkeypatch.setitem(sys.modules, "compression.zstd", None)
    with pytest.raises(CompressionError, match=r"pip install 'textgate\[zstd\]'"):
        compressed.expanding(io.BytesIO(b""), "zstd")
