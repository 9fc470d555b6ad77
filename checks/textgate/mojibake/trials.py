"""Every plan tried on a short text at once: what would it gain?

Most of the accidents are between two codecs of one byte per character, and undoing such a one keeps every
character in its place. These are tried together, as the rows of one matrix. The others are undone one by one,
if the text can have gone through them at all, and their results are read end to end.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textgate.likelihood import STEPS, excess, surprisal_steps
from textgate.mojibake import encodings as enc
from textgate.mojibake.accidents import LOOKALIKES, Plan, Step, chains, steps
from textgate.mojibake.readings import BAD, Reading, price, read, undo_step

ENTER = 12.0  # bits that each separate stretch of damage must pay
WORD = 4.0  # bits that a word must pay in the ranking of plans
FEW, MOST = 0.02, 0.6  # share of the garbled characters that a wrong codec must be able to write
QUIET = 11 * STEPS  # excess surprisal of a stretch, in steps, up to which nothing in it is strange
STRANGE = 10  # bits from which a character is taken for garbled when codecs are chosen
FAR = 1e7  # bits, more than any text that plans are ranked on can gain
FROM_C0 = ("cp1251", "koi8-r", "cp1253")  # codecs whose letters are bytes from C0 on
SPELLED = 0.75  # least share of such bytes among the high ones
ALONE = (
    0.6  # greatest share of the high bytes that stand before another one in text of accented Latin letters
)
PAIRED = 0.25  # least share of the high bytes that stand before another one in East Asian text
TOGETHER = 40  # texts that are tried together: more would not stay in the cache
LINE_FEED = np.uint32(0x0A)


class Trial(NamedTuple):
    """A plan, and the text with its first accident undone."""

    plan: Plan
    undone: enc.Undone


def promised(
    points: NDArray[np.uint32], share: float = FEW, among: Collection[Plan] | None = None
) -> dict[Plan, float]:
    """What every single accident, or each ``among`` some, may gain on a short text in bits, its price paid.

    ``share`` of the characters that look garbled is what the wrong codec must be able to write.
    """
    before = surprisal_steps(points)
    groups = _by_wrong(())
    if among is not None:
        chosen = {plan[0] for plan in among}
        groups = {wrong: tuple(step for step in group if step in chosen) for wrong, group in groups.items()}
    writers = _writers(points, before, share, groups)
    rivals = [writer for writer in writers if writer.codec == LOOKALIKES]
    found = _in_place(points, before, writers) | _respelled(points, before, rivals)
    best = max(found, key=found.__getitem__, default=())
    if best and best[0].wrong == LOOKALIKES and _is_quiet(undo_step(points, best[0]).points):
        return found  # an accident cannot do better than to leave nothing strange
    return found | _respelled(points, before, [writer for writer in writers if writer.codec != LOOKALIKES])


def _is_quiet(points: NDArray[np.uint32]) -> bool:
    """Whether nothing in a text is strange: the excess surprisal of no stretch of it sums up to much."""
    where = np.flatnonzero(points > 0x7F)
    total = np.cumsum(excess(points[where], points.take(where - 1, mode="wrap")), dtype=np.int64)
    floor = np.minimum.accumulate(np.concatenate([np.zeros(1, dtype=np.int64), total]))
    return bool((total - floor[:-1]).max(initial=0) <= QUIET)


def singles(points: NDArray[np.uint32], end: Plan) -> Iterator[Trial]:
    """Every accident that a text may have gone through before those of ``end``, undone."""
    return _trials(points, _writers(points, surprisal_steps(points), FEW, _by_wrong(end)), end)


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
    return _gains(points, before, [plan for plan, _ in trials], joined)


def _gains(
    points: NDArray[np.uint32], before: NDArray[np.uint8], plans: list[Plan], joined: enc.Undone
) -> dict[Plan, float]:
    """What each plan may gain, from the results of all laid end to end, each with a line feed after it."""
    found = _gains_by_text(points, before, plans, joined, np.zeros(len(points) + 1, dtype=np.int64))
    return {plan: float(found[i, 0]) for i, plan in enumerate(plans)}


def _gains_by_text(
    points: NDArray[np.uint32],
    before: NDArray[np.uint8],
    plans: list[Plan],
    joined: enc.Undone,
    text: NDArray[np.int64],
) -> NDArray[np.float64]:
    """The same for several texts end to end, ``float64[plans, texts]``. ``text`` is ``int64[c + 1]``, ascending."""
    size = len(points) + 1
    source = np.tile(np.append(points, LINE_FEED), len(plans))
    bits = np.tile(np.append(before, surprisal_steps(np.array([LINE_FEED]))), len(plans))
    reading: Reading = read(source, bits, plans[0], joined)
    touched = reading.changed | reading.bad
    row, place = np.divmod(reading.begin, size)
    texts = int(text[-1]) + 1
    found = _promises(reading.gain, touched, row * texts + text[place], len(plans) * texts)
    prices = np.array([price(plan) for plan in plans])
    gains: NDArray[np.float64] = np.array(found).reshape(len(plans), texts) - prices[:, None]
    return gains


def best_gains(texts: list[NDArray[np.uint32]]) -> list[float]:
    """For each of some short East Asian texts what no accident with a multi-byte codec may gain more than.

    They are tried together, and no plan is left out: this costs a tenth of ``promised`` for each.
    """
    found: list[float] = []
    for first in range(0, len(texts), TOGETHER):
        part = texts[first : first + TOGETHER]
        points = np.concatenate([piece for text in part for piece in (text, [LINE_FEED])]).astype(np.uint32)
        of_text = np.repeat(np.arange(len(part)), [len(text) + 1 for text in part])
        groups = _by_wrong(())
        writers = [_Writer(wrong, *enc.encode(points, wrong), groups[wrong]) for wrong in enc.MULTI_BYTE]
        tries = [(writer, step) for writer in writers for step in writer.steps if not _is_single(step)]
        for writer in writers:
            shapes = _shapes(writer.data, of_text[writer.owner])
            singles = [step for step in writer.steps if _is_single(step)]
            tries += [(writer, step) for step in singles if any(_possible(shape, step) for shape in shapes)]
        plans, undone = _undone(points, tries)
        gains = _gains_by_text(
            points, surprisal_steps(points), plans, undone, np.append(of_text, len(part) - 1)
        )
        found += gains.max(axis=0).tolist()
    return found


def _promises(
    gain: NDArray[np.float64], touched: NDArray[np.bool_], part: NDArray[np.int64], count: int
) -> list[float]:
    """For each part of a reading, the better of one long stretch, and of many words that each pay their way.

    A word is a run without an unchanged character. The one stretch is the greatest sum of consecutive gains.
    ``part`` is ``int64[b]``, ascending: the part that each block belongs to. No part is empty.
    """
    total = np.concatenate([[0.0], np.cumsum(gain)])
    # A stretch never begins in an earlier part: each part lies far below the one before it.
    below = part * FAR
    rise = total[1:] - below
    rise -= np.minimum.accumulate(total[:-1] - below)
    highest = np.maximum.reduceat(rise, np.flatnonzero(np.diff(part, prepend=-1)))
    edges = np.diff(touched.view(np.int8), prepend=0, append=0)
    first, last = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    paid = np.maximum(total[last] - total[first] - WORD, 0)
    words = np.bincount(part[first], weights=paid, minlength=count)
    affected = np.bincount(part[first], minlength=count) > 0
    promised: list[float] = np.where(affected, np.maximum(highest - ENTER, words), 0.0).tolist()
    return promised


class _Writer(NamedTuple):
    """A wrong codec that may have written a text, and the text's bytes in it (see ``encodings.encode``)."""

    codec: str
    data: NDArray[np.uint16]
    source: NDArray[np.int64]
    steps: tuple[Step, ...]

    @property
    def owner(self) -> NDArray[np.int64]:
        """``int64[len(data)]``: the character that each byte belongs to."""
        if len(self.source) == len(self.data) + 1:
            return self.source[:-1]
        return np.repeat(np.arange(len(self.source) - 1), np.diff(self.source))


def _writers(
    points: NDArray[np.uint32],
    before: NDArray[np.uint8],
    share: float,
    groups: Mapping[str, tuple[Step, ...]],
) -> list[_Writer]:
    """The wrong codecs that can write most of what looks garbled, and the accidents of each.

    ``groups`` has the accidents in question by the codec that was wrong.
    """
    strange = points[(points > 0x7F) & (before >= STRANGE * STEPS)]
    least = max(min(2, len(strange)), share * len(strange))
    place = np.arange(len(points) + 1)
    writers = []
    for codec, group in groups.items():
        if not group:
            continue
        if codec == LOOKALIKES:
            if len(strange):
                writers.append(_Writer(codec, np.zeros(0, dtype=np.uint16), place, group))
        elif codec in enc.MULTI_BYTE:
            if enc.writable(strange, codec) >= least:
                writers.append(_Writer(codec, *enc.encode(points, codec), group))
        else:
            table = enc.single_byte_table(codec)
            if np.count_nonzero(table.take(strange, mode="clip") != enc.NONE) >= least:
                writers.append(_Writer(codec, table.take(points, mode="clip"), place, group))
    return writers


def _is_plain(step: Step) -> bool:
    """Whether an accident keeps every character in its place."""
    return step.wrong in enc.SINGLE_BYTE and step.right in enc.SINGLE_BYTE


@functools.cache
def _single_byte_characters() -> NDArray[np.uint32]:
    """``uint32[codecs * 256]``: the character of every byte in every single-byte codec."""
    return np.concatenate([enc.single_byte_characters(codec) for codec in enc.SINGLE_BYTE])


def _in_place(
    points: NDArray[np.uint32], before: NDArray[np.uint8], writers: list[_Writer]
) -> dict[Plan, float]:
    """Gains of the accidents that keep every character in its place, as rows of one matrix."""
    tries = [(w, step) for w in writers for step in w.steps if _is_plain(step)]
    # Between ASCII characters nothing changes; one after each run keeps runs apart.
    high = points > 0x7F
    high[1:] |= high[:-1].copy()
    near = np.flatnonzero(high)
    if not len(near) or not tries:
        return {}
    here = points[near]
    data = np.stack([writer.data for writer, _ in tries])[:, near]
    of_codec = np.array([enc.SINGLE_BYTE.index(step.right) for _, step in tries])[:, None] << 8
    undone = _single_byte_characters().take(of_codec + np.where(data >= enc.LOST, 0, data))
    undone[data == enc.LOST] = enc.UNKNOWN
    bad = data == enc.NONE
    np.copyto(undone, here, where=bad)
    # What stands before an ASCII character that is left out is ASCII too, and changes nothing.
    left = np.full(undone.shape, LINE_FEED)
    left[:, 0] = points[near[0] - 1] if near[0] else LINE_FEED
    left[:, 1:] = undone[:, :-1]
    apart = np.flatnonzero(np.diff(near) > 1) + 1
    left[:, apart] = points[near[apart] - 1]
    after = surprisal_steps(undone.ravel(), left.ravel()).reshape(undone.shape)
    # One column more ends each row, which nothing reaches across.
    shape = (len(tries), len(near) + 1)
    gain = np.zeros(shape)
    np.subtract(before[near], after, out=gain[:, :-1], dtype=np.float64)
    gain /= STEPS
    gain[:, :-1][bad] = -BAD
    touched = np.zeros(shape, dtype=bool)
    touched[:, :-1] = bad | (undone != here)
    part = np.repeat(np.arange(len(tries)), shape[1])
    found = _promises(gain.ravel(), touched.ravel(), part, len(tries))
    return {(step,): found[i] - price((step,)) for i, (_, step) in enumerate(tries)}


def _respelled(
    points: NDArray[np.uint32], before: NDArray[np.uint8], writers: list[_Writer]
) -> dict[Plan, float]:
    """Gains of all other accidents, undone codec by codec.

    The bytes of all wrong codecs are laid end to end, so that each right codec decodes once.
    """
    tries = []
    for writer in writers:
        steps = [step for step in writer.steps if not _is_plain(step)]
        shape = _shape(writer.data) if steps else None
        for step in steps:
            if shape and (writer.codec == LOOKALIKES or _possible(shape, step)):
                tries.append((writer, step))
    if not tries:
        return {}
    return _gains(points, before, *_undone(points, tries))


def _undone(points: NDArray[np.uint32], tries: list[tuple[_Writer, Step]]) -> tuple[list[Plan], enc.Undone]:
    """Plans, and the results of all laid end to end, each with a line feed after it."""
    by_right: dict[str, list[tuple[_Writer, Step]]] = {}
    for writer, step in tries:
        right = LOOKALIKES if writer.codec == LOOKALIKES else "" if _is_single(step) else step.right
        by_right.setdefault(right, []).append((writer, step))
    plans: list[Plan] = []
    undone: list[enc.Undone] = []
    for right, of_right in by_right.items():
        undone.append(_undone_together(points, right, of_right, len(plans)))
        plans += [(step,) for _, step in of_right]
    return plans, enc.end_to_end(undone)


def _is_single(step: Step) -> bool:
    return step.right in enc.SINGLE_BYTE


def _undone_together(
    points: NDArray[np.uint32], right: str, tries: list[tuple[_Writer, Step]], before: int
) -> enc.Undone:
    """The bytes of several writers read in one codec (each in its own where ``right`` is empty).

    A line feed ends each. ``before`` counts the texts that stand before them in the source that offsets refer to.
    """
    size = len(points) + 1
    if right == LOOKALIKES:
        ended = np.append(points, LINE_FEED)
        copies = [enc.replace_lookalikes(ended, step.right) for _, step in tries]
        at = np.repeat(np.arange(before, before + len(tries)) * size, size)
        joined = enc.end_to_end(copies)
        return enc.Undone(joined.points, joined.start + at, joined.stop + at, joined.bad)
    line_feed = np.array([LINE_FEED], dtype=np.uint16)
    data = np.concatenate([part for writer, _ in tries for part in (writer.data, line_feed)])
    ends = [(writer, size * (before + i)) for i, (writer, _) in enumerate(tries)]
    last = np.array([size - 1])
    owner = np.concatenate([part + at for writer, at in ends for part in (writer.owner, last)])
    if right:
        out, begin, bad = enc.decoded(data, right)
    else:
        lengths = [len(writer.data) + 1 for writer, _ in tries]
        rows = np.repeat([enc.SINGLE_BYTE.index(step.right) << 8 for _, step in tries], lengths)
        out = _single_byte_characters().take(rows + np.where(data >= enc.LOST, 0, data))
        out[data == enc.LOST] = enc.UNKNOWN
        begin, bad = np.arange(len(data) + 1), data == enc.NONE
    start, stop = owner[begin[:-1]], owner[begin[1:] - 1] + 1
    copied = np.flatnonzero(bad)
    out[copied] = np.append(points, LINE_FEED)[start[copied] % size]
    return enc.Undone(out, start, stop, bad)


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


def _shapes(data: NDArray[np.uint16], text: NDArray[np.int64]) -> list[_Shape]:
    """The same for several texts end to end, without the pairs; ``text`` is ``int64[len(data)]``."""
    high = (data >= 0x80) & (data <= enc.LOST)
    texts = int(text[-1]) + 1
    count = np.maximum(np.bincount(text[high], minlength=texts), 1)
    before_high = np.bincount(text[:-1][high[:-1] & high[1:]], minlength=texts) / count
    from_c0 = np.bincount(text[high & (data >= 0xC0)], minlength=texts) / count
    return [_Shape(0, *shares) for shares in zip(before_high.tolist(), from_c0.tolist(), strict=True)]


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
