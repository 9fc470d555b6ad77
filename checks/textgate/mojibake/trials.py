"""Every plan tried on a short text at once: what would it gain?

Most of the accidents are between two codecs of one byte per character, and undoing such a one keeps every
character in its place. These are tried together, as the rows of one matrix. The others are undone one by one,
if the text can have gone through them at all, and their results are read end to end.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate.likelihood import STEPS, surprisal_steps
from textgate.mojibake import encodings as enc
from textgate.mojibake.accidents import LOOKALIKES, Plan, Step, chains, steps
from textgate.mojibake.readings import BAD, Reading, price, read, undo_step

ENTER = 12.0  # bits that each separate stretch of damage must pay
WORD = 4.0  # bits that a word must pay in the ranking of plans
FEW, MOST = 0.02, 0.6  # share of the garbled characters that a wrong codec must be able to write
STRANGE = 10  # bits from which a character is taken for garbled when codecs are chosen
FAR = 1e7  # bits, more than any text that plans are ranked on can gain
FROM_C0 = ("cp1251", "koi8-r", "cp1253")  # codecs whose letters are bytes from C0 on
SPELLED = 0.75  # least share of such bytes among the high ones
ALONE = (
    0.6  # greatest share of the high bytes that stand before another one in text of accented Latin letters
)
PAIRED = 0.25  # least share of the high bytes that stand before another one in East Asian text
LINE_FEED = np.uint32(0x0A)


class Trial(NamedTuple):
    """A plan, and the text with its first accident undone."""

    plan: Plan
    undone: enc.Undone


def promised(points: NDArray[np.uint32], share: float = FEW) -> dict[Plan, float]:
    """What every single accident may gain on a short text in bits, its price paid.

    ``share`` of the characters that look garbled is what the wrong codec must be able to write.
    """
    before = surprisal_steps(points)
    wrongs = _writers(points, before, share, ())
    others = [writer._replace(steps=tuple(s for s in writer.steps if not _is_plain(s))) for writer in wrongs]
    return _between_single_bytes(points, before, wrongs) | gains_of(
        points, before, list(_trials(points, others))
    )


def singles(points: NDArray[np.uint32], end: Plan) -> Iterator[Trial]:
    """Every accident that a text may have gone through before those of ``end``, undone."""
    return _trials(points, _writers(points, surprisal_steps(points), FEW, end), end)


def gains_of(points: NDArray[np.uint32], before: NDArray[np.uint8], trials: list[Trial]) -> dict[Plan, float]:
    """What each plan may gain on a short text, its price paid: see ``_promises``.

    The results of undoing are laid end to end and read at once: a call per plan costs more than its work.
    """
    if not trials:
        return {}
    size = len(points) + 1  # a line feed ends each copy, which no plan touches
    line_feed = np.array([LINE_FEED])
    ends = [(size * i, undone) for i, (_, undone) in enumerate(trials)]
    stop = np.array([len(points)])
    joined = enc.Undone(
        np.concatenate([part for _, undone in ends for part in (undone.points, line_feed)]),
        np.concatenate([part + at for at, undone in ends for part in (undone.start, stop)]),
        np.concatenate([part + at for at, undone in ends for part in (undone.stop, stop + 1)]),
        np.concatenate([part for _, undone in ends for part in (undone.bad, np.zeros(1, dtype=bool))]),
    )
    source = np.tile(np.append(points, line_feed), len(trials))
    bits = np.tile(np.append(before, surprisal_steps(line_feed)), len(trials))
    reading: Reading = read(source, bits, trials[0].plan, joined)
    touched = reading.changed | reading.bad
    found = _promises(reading.gain, touched, reading.begin // size, len(trials))
    return {plan: found[i] - price(plan) for i, (plan, _) in enumerate(trials)}


def _promises(
    gain: NDArray[np.float64], touched: NDArray[np.bool_], part: NDArray[np.int64], count: int
) -> list[float]:
    """For each part of a reading, the better of one long stretch, and of many words that each pay their way.

    A word is a run without an unchanged character. The one stretch is the greatest sum of consecutive gains.
    ``part`` is ``int64[b]``, ascending: the part that each block belongs to.
    """
    total = np.concatenate([[0.0], np.cumsum(gain)])
    # A stretch never begins in an earlier part: each part lies far below the one before it.
    fallen = total[1:] - part * FAR
    floor = np.minimum.accumulate(total[:-1] - part * FAR)
    rise = np.zeros(count)
    np.maximum.at(rise, part, fallen - floor)
    edges = np.diff(touched.astype(np.int8), prepend=0, append=0)
    first, last = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    paid = np.maximum(total[last] - total[first] - WORD, 0)
    words = np.bincount(part[first], weights=paid, minlength=count)
    affected = np.bincount(part[first], minlength=count) > 0
    promised: list[float] = np.where(affected, np.maximum(rise - ENTER, words), 0.0).tolist()
    return promised


class _Writer(NamedTuple):
    """A wrong codec that may have written a text, and the text's bytes in it (see ``encodings.encode``)."""

    codec: str
    data: NDArray[np.uint16]
    source: NDArray[np.int64]
    steps: tuple[Step, ...]


@functools.cache
def _single_byte_tables() -> NDArray[np.uint16]:
    """``uint16[codecs * 65536]``: the byte of every character in every single-byte codec."""
    return np.concatenate([enc.single_byte_table(codec) for codec in enc.SINGLE_BYTE])


def _bytes_of(points: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """``uint16[codecs, c]``: the bytes of a text in every single-byte codec."""
    rows = np.arange(len(enc.SINGLE_BYTE), dtype=np.int64)[:, None] << 16
    return _single_byte_tables().take(rows + np.minimum(points, 0xFFFF))


def _writers(points: NDArray[np.uint32], before: NDArray[np.uint8], share: float, end: Plan) -> list[_Writer]:
    """The wrong codecs that can write most of what looks garbled, in the order of the accidents."""
    strange = points[(points > 0x7F) & (before >= STRANGE * STEPS)]
    least = max(min(2, len(strange)), share * len(strange))
    written = np.count_nonzero(_bytes_of(strange) != enc.NONE, axis=1) >= least
    usable = {codec for codec, enough in zip(enc.SINGLE_BYTE, written.tolist(), strict=True) if enough}
    usable |= {codec for codec in enc.MULTI_BYTE if enc.writable(strange, codec) >= least}
    if len(strange):
        usable.add(LOOKALIKES)
    groups = _by_wrong(end)
    data = _bytes_of(points) if usable & groups.keys() else None
    place = np.arange(len(points) + 1)
    writers = []
    for codec, group in groups.items():
        if codec not in usable:
            continue
        if codec == LOOKALIKES:
            writers.append(_Writer(codec, np.zeros(0, dtype=np.uint16), place, group))
        elif codec in enc.MULTI_BYTE:
            writers.append(_Writer(codec, *enc.encode(points, codec), group))
        elif data is not None:
            writers.append(_Writer(codec, data[enc.SINGLE_BYTE.index(codec)], place, group))
    return writers


def _is_plain(step: Step) -> bool:
    """Whether an accident keeps every character in its place."""
    return step.wrong in enc.SINGLE_BYTE and step.right in enc.SINGLE_BYTE


@functools.cache
def _single_byte_characters() -> NDArray[np.uint32]:
    """``uint32[codecs * 256]``: the character of every byte in every single-byte codec."""
    return np.concatenate([enc.single_byte_characters(codec) for codec in enc.SINGLE_BYTE])


def _between_single_bytes(
    points: NDArray[np.uint32], before: NDArray[np.uint8], writers: list[_Writer]
) -> dict[Plan, float]:
    tries = [(w, step) for w in writers for step in w.steps if _is_plain(step)]
    if not tries:
        return {}
    data = np.stack([writer.data for writer, _ in tries])
    rows = np.array([enc.SINGLE_BYTE.index(step.right) for _, step in tries])[:, None] << 8
    out = _single_byte_characters().take(rows + np.where(data >= enc.LOST, 0, data))
    out[data == enc.LOST] = enc.UNKNOWN
    bad = data == enc.NONE
    out = np.where(bad, points, out)
    # Each row ends with a line feed, which nothing reaches across.
    ended = np.concatenate([out, np.full((len(tries), 1), LINE_FEED)], axis=1).astype(np.uint32)
    after = surprisal_steps(ended.ravel()).reshape(ended.shape)
    gain = np.zeros(ended.shape)
    gain[:, :-1] = np.where(bad, -BAD, (before.astype(np.float64) - after[:, :-1]) / STEPS)
    touched = np.zeros(ended.shape, dtype=bool)
    touched[:, :-1] = bad | (out != points)
    part = np.repeat(np.arange(len(tries)), ended.shape[1])
    found = _promises(gain.ravel(), touched.ravel(), part, len(tries))
    return {(step,): found[i] - price((step,)) for i, (_, step) in enumerate(tries)}


def _trials(points: NDArray[np.uint32], writers: list[_Writer], end: Plan = ()) -> Iterator[Trial]:
    """The accidents of the writers undone one by one, those left out that the bytes speak against."""
    for writer in writers:
        shape = _shape(writer.data)
        for step in writer.steps:
            if writer.codec == LOOKALIKES:
                yield Trial((step, *end), undo_step(points, step))
            elif _possible(shape, step):
                yield Trial((step, *end), enc.decode(points, writer.data, writer.source, step.right))


class _Shape(NamedTuple):
    """How the high bytes of a text stand: lead bytes of UTF-8 before a continuation, and two shares of all."""

    utf8_pairs: int
    before_high: float
    from_c0: float


def _shape(data: NDArray[np.uint16]) -> _Shape:
    high = (data >= 0x80) & (data <= enc.LOST)
    count = max(int(np.count_nonzero(high)), 1)
    before_high = int(np.count_nonzero(high[:-1] & high[1:])) / count
    return _Shape(enc.utf8_pairs(data), before_high, int(np.count_nonzero(high & (data >= 0xC0))) / count)


def _possible(shape: _Shape, step: Step) -> bool:
    """Whether the high bytes stand as they must in the right codec.

    Those of East Asia come in pairs. What a codec of East Asia made of accented Latin letters, whose bytes stand
    alone, has few; Cyrillic and Greek letters are bytes from C0 on.
    """
    if step.right == "utf-8":
        return shape.utf8_pairs > 0
    if step.right in enc.MULTI_BYTE:
        return shape.before_high >= PAIRED
    if step.wrong not in enc.MULTI_BYTE:
        return True
    if step.right in FROM_C0:
        return shape.from_c0 >= SPELLED
    return shape.before_high <= ALONE


@functools.cache
def _by_wrong(end: Plan) -> dict[str, tuple[Step, ...]]:
    """The accidents that may have come before those of ``end``, by the codec that was wrong."""
    groups: dict[str, tuple[Step, ...]] = {}
    for step in steps():
        if not end or (step, *end) in chains():
            groups[step.wrong] = (*groups.get(step.wrong, ()), step)
    return groups
