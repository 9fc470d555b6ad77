"""Every plan tried on many short texts at once: what would it gain?

The texts stand end to end, and every plan is tried on those of them that may have gone through it: a call per text
and plan would cost more than its work. Most of the accidents are between two codecs of one byte per character, and
undoing such a one keeps every character in its place; the others are undone codec by codec.
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
from textgate.mojibake.readings import BAD, price, read, undo_step

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
# Characters of texts that are tried together: the results of more would not stay in the cache.
TOGETHER = 4000
LINE_FEED = np.uint32(0x0A)


class Trial(NamedTuple):
    """A plan, and the text with its first accident undone."""

    plan: Plan
    undone: enc.Undone


class _Texts(NamedTuple):
    """Several texts end to end, a line feed after each: their characters, the surprisal and the text of each."""

    points: NDArray[np.uint32]
    before: NDArray[np.uint8]
    text: NDArray[np.int64]
    size: int


class _Writer(NamedTuple):
    """A wrong codec that may have written some texts, and their bytes in it (see ``encodings.encode``).

    ``may`` is ``bool[texts]``: those that it may have written.
    """

    codec: str
    data: NDArray[np.uint16]
    source: NDArray[np.int64]
    steps: tuple[Step, ...]
    may: NDArray[np.bool_]

    @property
    def owner(self) -> NDArray[np.int64]:
        """``int64[len(data)]``: the character that each byte belongs to."""
        if len(self.source) == len(self.data) + 1:
            return self.source[:-1]
        return np.repeat(np.arange(len(self.source) - 1), np.diff(self.source))


class _Try(NamedTuple):
    """One accident of a writer, and ``bool[texts]``: those that may have gone through it."""

    writer: _Writer
    step: Step
    may: NDArray[np.bool_]


def promised(
    points: NDArray[np.uint32], share: float = FEW, among: Collection[Plan] | None = None
) -> dict[Plan, float]:
    """What every single accident, or each ``among`` some, may gain on a short text in bits, its price paid.

    ``share`` of the characters that look garbled is what the wrong codec must be able to write.
    """
    groups = _by_wrong(())
    if among is not None:
        chosen = {plan[0] for plan in among}
        groups = {wrong: tuple(step for step in group if step in chosen) for wrong, group in groups.items()}
    return _promised([points], share, groups)[0]


def promised_of_each(texts: list[NDArray[np.uint32]], share: float) -> list[dict[Plan, float]]:
    """The same for each of many short texts."""
    found: list[dict[Plan, float]] = []
    part: list[NDArray[np.uint32]] = []
    for text in texts:
        if part and sum(map(len, part)) + len(text) > TOGETHER:
            found += _promised(part, share, _by_wrong(()))
            part = []
        part.append(text)
    return found + (_promised(part, share, _by_wrong(())) if part else [])


def _promised(
    parts: list[NDArray[np.uint32]], share: float, groups: Mapping[str, tuple[Step, ...]]
) -> list[dict[Plan, float]]:
    texts = _end_to_end(parts)
    writers = _writers(texts, share, groups)
    everywhere = np.ones(texts.size, dtype=bool)
    found: list[dict[Plan, float]] = [{} for _ in parts]
    _in_place(texts, [_Try(w, step, w.may) for w in writers for step in w.steps if _is_plain(step)], found)
    _respelled(texts, _tries(texts, [w for w in writers if w.codec == LOOKALIKES], everywhere), found)
    asked = everywhere.copy()
    for index, of_text in enumerate(found):
        best = max(of_text, key=of_text.__getitem__, default=())
        if best and best[0].wrong == LOOKALIKES and _is_quiet(undo_step(parts[index], best[0]).points):
            asked[index] = False  # an accident cannot do better than to leave nothing strange
    _respelled(texts, _tries(texts, [w for w in writers if w.codec != LOOKALIKES], asked), found)
    return found


def _end_to_end(parts: list[NDArray[np.uint32]]) -> _Texts:
    line_feed = np.array([LINE_FEED])
    points = np.concatenate([piece for part in parts for piece in (part, line_feed)])
    text = np.repeat(np.arange(len(parts)), [len(part) + 1 for part in parts])
    return _Texts(points, surprisal_steps(points), text, len(parts))


def _is_quiet(points: NDArray[np.uint32]) -> bool:
    """Whether nothing in a text is strange: the excess surprisal of no stretch of it sums up to much."""
    where = np.flatnonzero(points > 0x7F)
    total = np.cumsum(excess(points[where], points.take(where - 1, mode="wrap")), dtype=np.int64)
    floor = np.minimum.accumulate(np.concatenate([np.zeros(1, dtype=np.int64), total]))
    return bool((total - floor[:-1]).max(initial=0) <= QUIET)


def singles(points: NDArray[np.uint32], end: Plan) -> Iterator[Trial]:
    """Every accident that a text may have gone through before those of ``end``, undone."""
    texts = _Texts(points, surprisal_steps(points), np.zeros(len(points), dtype=np.int64), 1)
    for writer, step, may in _tries(
        texts, _writers(texts, FEW, _by_wrong(end)), np.ones(1, dtype=bool), True
    ):
        if not may[0]:
            continue
        if writer.codec == LOOKALIKES:
            yield Trial((step, *end), undo_step(points, step))
        else:
            yield Trial((step, *end), enc.decode(points, writer.data, writer.source, step.right))


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
    source = np.tile(np.append(points, LINE_FEED), len(trials))
    bits = np.tile(np.append(before, surprisal_steps(np.array([LINE_FEED]))), len(trials))
    reading = read(source, bits, (), joined)
    part = reading.begin // size
    promised = _promises(reading.gain, reading.changed | reading.bad, part, len(trials))
    return {plan: gain - price(plan) for (plan, _), gain in zip(trials, promised, strict=True)}


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


def _writers(texts: _Texts, share: float, groups: Mapping[str, tuple[Step, ...]]) -> list[_Writer]:
    """The wrong codecs that can write most of what looks garbled in any text, and the accidents of each.

    ``groups`` has the accidents in question by the codec that was wrong.
    """
    strange = np.flatnonzero((texts.points > 0x7F) & (texts.before >= STRANGE * STEPS))
    text, garbled = texts.text.take(strange), texts.points.take(strange)
    counts = np.bincount(text, minlength=texts.size)
    least = np.maximum(np.minimum(2, counts), share * counts)
    place = np.arange(len(texts.points) + 1)
    writers = []
    for codec, group in groups.items():
        if not group:
            continue
        if codec == LOOKALIKES:
            if len(garbled):
                writers.append(_Writer(codec, np.zeros(0, dtype=np.uint16), place, group, counts > 0))
            continue
        may = np.bincount(text[enc.writable(garbled, codec)], minlength=texts.size) >= least
        if may.any():
            writers.append(_Writer(codec, *enc.encode(texts.points, codec), group, may))
    return writers


def _is_plain(step: Step) -> bool:
    """Whether an accident keeps every character in its place."""
    return step.wrong in enc.SINGLE_BYTE and step.right in enc.SINGLE_BYTE


@functools.cache
def _single_byte_characters() -> NDArray[np.uint32]:
    """``uint32[codecs * 256]``: the character of every byte in every single-byte codec."""
    return np.concatenate([enc.single_byte_characters(codec) for codec in enc.SINGLE_BYTE])


def _in_place(texts: _Texts, tries: list[_Try], found: list[dict[Plan, float]]) -> None:
    """Gains of the accidents that keep every character in its place."""
    # Between ASCII characters nothing changes; one after each run keeps runs apart.
    high = texts.points > 0x7F
    high[1:] |= high[:-1].copy()
    near = np.flatnonzero(high)
    if not len(near) or not tries:
        return
    of_text = texts.text[near]
    chosen = [np.flatnonzero(tried.may.take(of_text)) for tried in tries]
    sizes = [len(places) for places in chosen]
    places = np.concatenate(chosen)
    at = near.take(places)
    here, before = texts.points.take(at), texts.before.take(at)
    data = np.concatenate(
        [tried.writer.data.take(near).take(of) for tried, of in zip(tries, chosen, strict=True)]
    )
    rows = np.repeat([enc.SINGLE_BYTE.index(tried.step.right) << 8 for tried in tries], sizes)
    undone = _single_byte_characters().take(rows + np.where(data >= enc.LOST, 0, data))
    undone[data == enc.LOST] = enc.UNKNOWN
    bad = data == enc.NONE
    np.copyto(undone, here, where=bad)
    # What stands before an ASCII character that is left out is ASCII too, and changes nothing.
    left = np.empty_like(undone)
    left[1:] = undone[:-1]
    apart = np.flatnonzero(np.diff(at, prepend=-2) != 1)
    left[apart] = texts.points.take(at[apart] - 1, mode="wrap")
    gain = np.subtract(before, surprisal_steps(undone, left), dtype=np.float64) / STEPS
    gain[bad] = -BAD
    part = np.repeat(np.arange(len(tries)) * texts.size, sizes) + of_text.take(places)
    _enter(tries, texts, part, gain, bad | (undone != here), found)


def _enter(
    tries: list[_Try],
    texts: _Texts,
    part: NDArray[np.int64],
    gain: NDArray[np.float64],
    touched: NDArray[np.bool_],
    found: list[dict[Plan, float]],
) -> None:
    """Put what the tries may gain where it belongs; ``part`` is the try and the text of each gain as one number."""
    first = np.flatnonzero(np.diff(part, prepend=-1))
    dense = np.repeat(np.arange(len(first)), np.diff(first, append=len(part)))
    prices = [price((tried.step,)) for tried in tries]
    for place, promised in zip(
        part[first].tolist(), _promises(gain, touched, dense, len(first)), strict=True
    ):
        index, text = divmod(place, texts.size)
        found[text][(tries[index].step,)] = promised - prices[index]


def _tries(
    texts: _Texts, writers: list[_Writer], asked: NDArray[np.bool_], plain: bool = False
) -> list[_Try]:
    """The accidents of the writers, those left out that the bytes of all ``asked`` texts speak against.

    Those that keep every character in its place are left out too, unless ``plain``.
    """
    tries = []
    for writer in writers:
        steps = [step for step in writer.steps if plain or not _is_plain(step)]
        may = writer.may & asked
        if not steps or not may.any():
            continue
        if writer.codec == LOOKALIKES:
            tries += [_Try(writer, step, may) for step in steps]
            continue
        shapes = _shapes(writer.data, texts.text.take(writer.owner), texts.size)
        possible = ((step, may & _possible(shapes, step)) for step in steps)
        tries += [_Try(writer, step, of_step) for step, of_step in possible if of_step.any()]
    return tries


def _respelled(texts: _Texts, tries: list[_Try], found: list[dict[Plan, float]]) -> None:
    """Gains of accidents of any kind, undone codec by codec.

    The bytes of all wrong codecs are laid end to end, so that each right codec decodes once.
    """
    by_right: dict[str, list[_Try]] = {}
    for tried in tries:
        right = tried.step.right
        by_right.setdefault("" if right in enc.SINGLE_BYTE else right, []).append(tried)
    if not by_right:
        return
    ordered = [tried for group in by_right.values() for tried in group]
    taken: dict[tuple[str, bytes], _Taken] = {}
    chosen = [_taken(texts, tried, taken) for tried in ordered]
    sizes = np.array([len(part.places) for part in chosen])
    begins = np.cumsum(sizes) - sizes
    places = np.concatenate([part.places for part in chosen])
    source = texts.points.take(places)
    undone = []
    done = 0
    for right, group in by_right.items():
        some = slice(done, done + len(group))
        undone.append(_undone(right, group, chosen[some], begins[some].tolist(), source))
        done += len(group)
    reading = read(source, texts.before.take(places), (), enc.end_to_end(undone))
    part = np.repeat(np.arange(len(ordered)) * texts.size, sizes) + texts.text.take(places)
    _enter(ordered, texts, part.take(reading.begin), reading.gain, reading.changed | reading.bad, found)


class _Taken(NamedTuple):
    """The texts of a try: places of their characters, their bytes, and which of the characters each belongs to."""

    places: NDArray[np.int64]
    data: NDArray[np.uint16]
    owner: NDArray[np.int64]


def _taken(texts: _Texts, tried: _Try, known: dict[tuple[str, bytes], _Taken]) -> _Taken:
    """What most accidents of one writer share is taken only once."""
    writer = tried.writer
    key = writer.codec, tried.may.tobytes()
    if key not in known:
        chars = tried.may.take(texts.text)
        bytes_ = np.flatnonzero(chars.take(writer.owner)) if len(writer.data) else np.flatnonzero(chars)
        owner = (np.cumsum(chars) - 1).take(writer.owner.take(bytes_))
        known[key] = _Taken(
            np.flatnonzero(chars), writer.data.take(bytes_) if len(writer.data) else writer.data, owner
        )
    return known[key]


def _undone(
    right: str, tries: list[_Try], chosen: list[_Taken], begins: list[int], source: NDArray[np.uint32]
) -> enc.Undone:
    """What several tries make of their texts by one codec (each by its own where ``right`` is empty).

    The texts of each try stand in ``source`` from its ``begins`` on.
    """
    owner = np.concatenate([part.owner + begin for part, begin in zip(chosen, begins, strict=True)])
    if tries[0].writer.codec == LOOKALIKES:
        copies = enc.replace_lookalikes(source.take(owner), right)
        return enc.Undone(copies.points, owner, owner + 1, copies.bad)
    data = np.concatenate([part.data for part in chosen])
    if right:
        out, begin, bad = enc.decoded(data, right)
    else:
        lengths = [len(part.data) for part in chosen]
        rows = np.repeat([enc.SINGLE_BYTE.index(tried.step.right) << 8 for tried in tries], lengths)
        out = _single_byte_characters().take(rows + np.where(data >= enc.LOST, 0, data))
        out[data == enc.LOST] = enc.UNKNOWN
        begin, bad = np.arange(len(data) + 1), data == enc.NONE
    start, stop = owner[begin[:-1]], owner[begin[1:] - 1] + 1
    copied = np.flatnonzero(bad)
    out[copied] = source[start[copied]]
    return enc.Undone(out, start, stop, bad)


class _Shapes(NamedTuple):
    """How the high bytes of each text stand: lead bytes of UTF-8 before a continuation, and two shares of all."""

    utf8_pairs: NDArray[np.int64]
    before_high: NDArray[np.float64]
    from_c0: NDArray[np.float64]


def _shapes(data: NDArray[np.uint16], text: NDArray[np.int64], texts: int) -> _Shapes:
    """``text`` is ``int64[len(data)]``: the text of each byte."""
    high = (data >= 0x80) & (data <= enc.LOST)
    count = np.maximum(np.bincount(text[high], minlength=texts), 1)
    before_high = np.bincount(text[:-1][high[:-1] & high[1:]], minlength=texts) / count
    from_c0 = np.bincount(text[high & (data >= 0xC0)], minlength=texts) / count
    return _Shapes(np.bincount(text[:-1][enc.utf8_pairs(data)], minlength=texts), before_high, from_c0)


def _possible(shapes: _Shapes, step: Step) -> NDArray[np.bool_]:
    """``bool[texts]``: whether the high bytes stand as they must in the right codec.

    Those of East Asia come in pairs. What a codec of East Asia made of accented Latin letters, whose bytes stand
    alone, has few; Cyrillic and Greek letters are bytes from C0 on.
    """
    if step.right == "utf-8":
        return shapes.utf8_pairs > 0
    if step.right in enc.MULTI_BYTE:
        return shapes.before_high >= PAIRED
    if step.wrong not in enc.MULTI_BYTE:
        return np.ones(len(shapes.from_c0), dtype=bool)
    if step.right in FROM_C0:
        return shapes.from_c0 >= SPELLED
    return shapes.before_high <= ALONE


@functools.cache
def _by_wrong(end: Plan) -> dict[str, tuple[Step, ...]]:
    """The accidents that may have come before those of ``end``, by the codec that was wrong."""
    groups: dict[str, tuple[Step, ...]] = {}
    for step in steps():
        if not end or (step, *end) in chains():
            groups[step.wrong] = (*groups.get(step.wrong, ()), step)
    return groups
