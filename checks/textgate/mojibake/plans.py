"""Which encoding accident explains a text best: a search over plans by likelihood ratio.

A plan names what a text was written in and what it was read as, perhaps twice over. Undoing a plan gives
another text; its *gain* is how many bits likelier the model finds that text than the one at hand
(likelihood.py). A plan is believed where the gain pays for the plan itself and for every separate stretch
that it is said to cover: a likelihood-ratio test with a description-length prior.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textgate import likelihood as lk
from textgate.likelihood import STEPS, classes, excess, surprisal_steps
from textgate.mojibake import encodings as enc
from textgate.mojibake.accidents import LOOKALIKES, Plan, Step, chains, sentence, steps

ENTER = 12.0  # bits that each separate stretch of damage must pay
WORD = 4.0  # bits that a word must pay in the ranking of plans
BAD = 10.0  # bits lost for a character that the plan cannot explain
TRIED = 4  # plans looked at closely after the ranking
CHAIN = 12.0  # bits that a second accident must pay
PLAUSIBLE = 1.0  # mean excess surprisal in bits that repaired text may have
STRANGE_SOURCE = 0.2  # the same that garbled text must have
CONTRAST = 2.0  # bits per character between the two
WELL_FORMED = 20.0  # bits of gain from which well-formed UTF-8 needs no contrast
NEUTRAL = (0xA0, 0xAB, 0xBB, 0x2019)  # no-break space, guillemets, apostrophe
COHERENT = 0.85  # least share of one script among the repaired characters
PLAIN_GAIN, PLAIN_CONTRAST, PLAIN_SOURCE = (
    16.0,
    6.0,
    4.0,
)  # bits: gain, contrast and strangeness of plain cases
PLAIN_COHERENT = 0.5  # least share of one script there
LETTERS = 0.3  # least share of letters among the repaired characters
IN_WORDS = 0.5  # least share of letters, in alphabets other than the Latin, that stand beside another one
SPELLED = (lk.CYRILLIC + 1, lk.GREEK + 1, lk.ARABIC + 1, lk.HEBREW + 1)  # groups of such alphabets
ONE_WORD = 16.0  # bits of gain for each time that it occurs from which one word is enough
FEW, MOST = 0.02, 0.6  # share of the garbled characters that a wrong codec must be able to write
STRANGE = 10  # bits from which a character is taken for garbled when codecs are chosen
ORDINARY = -1.0  # mean excess in bits below which a text needs no further undoing
AGAIN = 0.6  # share of the undone characters that a second accident must cover too
DEPTH = 3  # accidents in a row
FAR = 1e7  # bits, more than any text that plans are ranked on can gain
PAIRED = 0.25  # least share of the high bytes that stand before another one in East Asian text


@dataclass(frozen=True, slots=True)
class Reading:
    """A text under one plan, cut into the smallest blocks that undoing keeps apart.

    ``begin`` is ``int64[b]``: where each block begins in the source; ``gain`` ``float64[b]`` in bits;
    ``changed`` and ``bad`` are ``bool[b]``.
    """

    steps: Plan
    undone: enc.Undone
    begin: NDArray[np.int64]
    gain: NDArray[np.float64]
    changed: NDArray[np.bool_]
    bad: NDArray[np.bool_]

    @property
    def name(self) -> str:
        """The chain of codecs, true codec first."""
        return ">".join(step.name for step in self.steps)

    @property
    def sentence(self) -> str:
        """The plan in plain words."""
        return sentence(self.name)

    def text(self, start: int, stop: int) -> str:
        """What the source's characters ``[start, stop)`` were, for a range that does not cut a block."""
        first, last = np.searchsorted(self.undone.start, [start, stop]).tolist()
        return "".join(map(chr, self.undone.points[first:last].tolist()))

    @property
    def prior(self) -> float:
        """Price of the plan in bits."""
        return sum(step.prior for step in self.steps) + CHAIN * (len(self.steps) - 1)


def read(points: NDArray[np.uint32], before: NDArray[np.uint8], plan: Plan, undone: enc.Undone) -> Reading:
    """Compare a text (``before`` is its surprisal in steps) with what it was under a plan."""
    length = len(points)
    after = surprisal_steps(undone.points)
    opened = np.bincount(np.minimum(undone.start + 1, undone.stop), minlength=length + 1)
    inside = np.cumsum(opened - np.bincount(undone.stop, minlength=length + 1))
    begin = np.flatnonzero(inside[:length] == 0)
    count = len(begin)
    owner = np.searchsorted(begin, undone.start, side="right") - 1
    moved = (undone.stop - undone.start != 1) | (undone.points != points[undone.start])
    changed = np.bincount(owner, weights=moved, minlength=count) > 0
    bad = np.bincount(owner, weights=undone.bad, minlength=count) > 0
    gain = np.add.reduceat(before, begin, dtype=np.float64) - np.bincount(
        owner, weights=after, minlength=count
    )
    return Reading(plan, undone, begin, np.where(bad, -BAD, gain / STEPS), changed, bad)


def gains(
    points: NDArray[np.uint32], before: NDArray[np.uint8], tries: list[tuple[Plan, enc.Undone]]
) -> dict[Plan, float]:
    """What each plan may gain on a short text, its price paid: see ``_promises``.

    The results of undoing are laid end to end and read at once: a call per plan costs more than its work.
    """
    if not tries:
        return {}
    size = len(points) + 1  # a line feed ends each copy, which no plan touches
    line_feed = np.array([0x0A], dtype=np.uint32)
    ends = [(size * i, undone) for i, (_, undone) in enumerate(tries)]
    stop = np.array([len(points)])
    joined = enc.Undone(
        np.concatenate([part for _, undone in ends for part in (undone.points, line_feed)]),
        np.concatenate([part + at for at, undone in ends for part in (undone.start, stop)]),
        np.concatenate([part + at for at, undone in ends for part in (undone.stop, stop + 1)]),
        np.concatenate([part for _, undone in ends for part in (undone.bad, np.zeros(1, dtype=bool))]),
    )
    source = np.tile(np.append(points, line_feed), len(tries))
    bits = np.tile(np.append(before, surprisal_steps(line_feed)), len(tries))
    reading = read(source, bits, tries[0][0], joined)
    promised = _promises(reading, reading.begin // size, len(tries))
    return {
        plan: promised[i] - sum(s.prior for s in plan) - CHAIN * (len(plan) - 1)
        for i, (plan, _) in enumerate(tries)
    }


def _promises(reading: Reading, part: NDArray[np.int64], count: int) -> list[float]:
    """For each part of a reading, the better of one long stretch, and of many words that each pay their way.

    A word is a run without an unchanged character. The one stretch is the greatest sum of consecutive gains.
    ``part`` is ``int64[b]``, ascending: the part that each block belongs to.
    """
    total = np.concatenate([[0.0], np.cumsum(reading.gain)])
    # A stretch never begins in an earlier part: each part lies far below the one before it.
    fallen = total[1:] - part * FAR
    floor = np.minimum.accumulate(total[:-1] - part * FAR)
    rise = np.zeros(count)
    np.maximum.at(rise, part, fallen - floor)
    touched = reading.changed | reading.bad
    edges = np.diff(touched.astype(np.int8), prepend=0, append=0)
    first, last = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    paid = np.maximum(total[last] - total[first] - WORD, 0)
    words = np.bincount(part[first], weights=paid, minlength=count)
    affected = np.bincount(part[first], minlength=count) > 0
    promised: list[float] = np.where(affected, np.maximum(rise - ENTER, words), 0.0).tolist()
    return promised


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks ``[first, last)`` of a reading that the accident covers, and their gain in bits."""

    first: int
    last: int
    gain: float


def stretches(reading: Reading) -> list[Stretch]:
    """The best set of stretches: each pays ``ENTER``, and inside one every block counts (Viterbi, two states)."""
    active = np.flatnonzero(reading.changed | reading.bad | (reading.gain != 0))
    found: list[Stretch] = []
    best_end = 0.0  # best total with the last stretch closed
    running = -np.inf  # best total with a stretch open
    opened = 0
    closed: list[tuple[float, int, int]] = []
    for index, gain in zip(active.tolist(), reading.gain[active].tolist(), strict=True):
        if best_end - ENTER >= running:
            running, opened = best_end - ENTER, index
        running += gain
        if running > best_end:
            best_end = running
            if closed and closed[-1][1] == opened:
                closed.pop()
            closed.append((best_end, opened, index + 1))
    previous = 0.0
    for total, first, last in closed:
        found.append(Stretch(first, last, total - previous))
        previous = total
    return found


def compose(one: enc.Undone, two: enc.Undone) -> enc.Undone:
    """The second accident undone on the result of the first, aligned to the source."""
    last = np.maximum(two.stop - 1, two.start)
    return enc.Undone(two.points, one.start[two.start], one.stop[last], two.bad & one.bad[two.start])


@dataclass(frozen=True)
class Explanation:
    """The best plan of a text, where it applies, and its gain above all prices in bits."""

    reading: Reading
    stretches: tuple[Stretch, ...]
    gain: float
    source: NDArray[np.uint32]

    @property
    def standing(self) -> tuple[bool, float]:
        """Order of explanations: the believable ones and the rivals first, then by gain."""
        return self.rival or self.believable, self.gain

    @property
    def rival(self) -> bool:
        """Whether the text is better explained by something that is no accident of encoding."""
        return self.reading.steps[0].wrong == LOOKALIKES

    @functools.cached_property
    def covered(self) -> NDArray[np.bool_]:
        """``bool[b]``: the changed blocks inside the stretches."""
        inside = np.zeros(len(self.reading.begin), dtype=bool)
        for stretch in self.stretches:
            inside[stretch.first : stretch.last] = True
        return inside & self.reading.changed & ~self.reading.bad

    @functools.cached_property
    def repaired(self) -> NDArray[np.int64]:
        """Indices of the characters that undoing made, above ASCII."""
        units = self.reading.undone
        owner = np.searchsorted(self.reading.begin, units.start, side="right") - 1
        return np.flatnonzero(self.covered[owner] & _judged(units.points))

    @functools.cached_property
    def strangeness(self) -> float:
        """Mean excess surprisal of the repaired characters in bits: below 0 for ordinary text of any language.

        0 where every repaired character has lost a byte, so that none can be judged.
        """
        if not len(self.repaired):
            return 0.0
        return _mean_excess(self.reading.undone.points, self.repaired)

    @functools.cached_property
    def strangeness_before(self) -> float:
        """The same for the characters that were replaced."""
        return _mean_excess(self.source, self._replaced)

    @functools.cached_property
    def _replaced(self) -> NDArray[np.int64]:
        """Indices of the source characters above ASCII that undoing replaces."""
        block = np.searchsorted(self.reading.begin, np.arange(len(self.source)), side="right") - 1
        return np.flatnonzero(self.covered[block] & _judged(self.source))

    @property
    def coherence(self) -> float:
        """Share of the repaired characters that are letters of the commonest script among them.

        Guillemets, the apostrophe and the punctuation of East Asia go with the text and are left out. Other quotes
        and dashes are not: a wrong plan likes to put them in the place of unusual letters. 1 if nothing is left.
        """
        points = self.reading.undone.points[self.repaired]
        kinds = classes(points)
        neutral = (kinds == lk.CJK_PUNCTUATION) | np.isin(points, NEUTRAL)
        groups = _groups().take(kinds[~neutral])
        counts = np.bincount(groups, minlength=2)[1:]
        return float(counts.max() / len(groups)) if len(groups) else 1.0

    @property
    def believable(self) -> bool:
        """Whether the source is strange, the repair is ordinary, and the repair is text of one script.

        Well-formed UTF-8 is evidence by itself: there the repair may be unusual, and all punctuation, and the
        characters for its bytes may be usual ones.
        """
        contrast = self.strangeness_before - self.strangeness
        if all(step.right == "utf-8" for step in self.reading.steps):
            return self.strangeness <= 3 * PLAUSIBLE and (contrast >= CONTRAST or self.gain >= WELL_FORMED)
        if self.strangeness_before < STRANGE_SOURCE or contrast < CONTRAST or self.strangeness > PLAUSIBLE:
            return False
        # Quotes and dashes among the letters are suspect only where the case is not plain anyway.
        plain = (
            self.gain >= PLAIN_GAIN and contrast >= PLAIN_CONTRAST and self.strangeness_before >= PLAIN_SOURCE
        )
        return self.coherence >= (PLAIN_COHERENT if plain else COHERENT) and self._is_text

    @property
    def _is_text(self) -> bool:
        """Whether the repair has letters, words of them in alphabets other than the Latin, and more than one word."""
        points = self.reading.undone.points
        group = _groups().take(classes(points))
        of_repair = group[self.repaired]
        if np.count_nonzero(of_repair) < LETTERS * len(of_repair):
            return False
        beside = np.zeros(len(points), dtype=bool)
        beside[1:] |= group[1:] == group[:-1]
        beside[:-1] |= group[:-1] == group[1:]
        spelled = np.isin(of_repair, SPELLED)
        if np.count_nonzero(beside[self.repaired] & spelled) < IN_WORDS * np.count_nonzero(spelled):
            return False
        letters = bool((of_repair > 0).all())
        if not letters and len(set(self.source[self._replaced].tolist())) == 1:
            return False  # one sign, such as an arrow, however often
        runs = list(self._runs())
        return len(set(runs)) > 1 or self.gain >= ONE_WORD * len(runs)

    def _runs(self) -> Iterator[str]:
        """The replaced places with the character on either side, unless it is a space."""
        edges = np.diff(self.covered.astype(np.int8), prepend=0, append=0)
        begin = np.append(self.reading.begin, len(self.source))
        for first, last in zip(
            np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True
        ):
            run = self.source[max(int(begin[first]) - 1, 0) : int(begin[last]) + 1]
            yield "".join(map(chr, run.tolist())).strip()


def _judged(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """``bool[c]``: characters above ASCII that are not lost and do not stand after a lost one."""
    lost = points == enc.UNKNOWN
    after_lost: NDArray[np.bool_] = np.concatenate([np.zeros(1, dtype=bool), lost[:-1]])[: len(points)]
    judged: NDArray[np.bool_] = (points > 0x7F) & ~lost & ~after_lost
    return judged


def _mean_excess(points: NDArray[np.uint32], where: NDArray[np.int64]) -> float:
    left = np.concatenate([[0x0A], points[:-1]]).astype(np.uint32)
    return float(excess(points[where], left[where]).mean()) / STEPS if len(where) else 99.0


@functools.cache
def _groups() -> NDArray[np.int64]:
    """Class of character -> script group, 0 for what is no letter. Han and kana are one group."""
    table = np.zeros(lk.CLASSES, dtype=np.int64)
    for kind in lk.LETTERS:
        table[kind] = lk.fold_class(kind) + 1
    for kind in (lk.HIRAGANA, lk.KATAKANA, lk.RARE_HAN):
        table[kind] = lk.HAN + 1
    table[lk.EXTRA_LATIN] = lk.LATIN + 1
    return table


def explain(points: NDArray[np.uint32], sample: NDArray[np.uint32]) -> Explanation | None:
    """The plan that explains a text best, or None when no plan pays; a believable one if there is any.

    ``sample`` is the part of the text that looks worst; all plans are ranked on it.
    """
    before = surprisal_steps(points)
    best: Explanation | None = None
    for plan in _ranked(sample):
        candidate = _apply(points, before, plan)
        if candidate and (best is None or candidate.standing > best.standing):
            best = candidate
    return best


def promising(points: NDArray[np.uint32]) -> bool:
    """Whether a single accident may pay on a short text, and pays better than its rivals.

    Asked before ``explain``, because most alarms are false.
    """
    before = surprisal_steps(points)
    best, rival = 0.0, 0.0
    for plan, gain in gains(points, before, list(_single(points, (), MOST))).items():
        if plan[0].wrong == LOOKALIKES:
            rival = max(rival, gain)
        else:
            best = max(best, gain)
    return best > rival


def _apply(points: NDArray[np.uint32], before: NDArray[np.uint8], plan: Plan) -> Explanation | None:
    reading = read(points, before, plan, undo_all(points, plan))
    where = stretches(reading)
    gain = sum(s.gain for s in where) - reading.prior
    return Explanation(reading, tuple(where), gain, points) if gain > 0 else None


def undo_step(points: NDArray[np.uint32], step: Step) -> enc.Undone:
    """Undo one accident."""
    if step.wrong == LOOKALIKES:
        return enc.replace_lookalikes(points, step.right)
    return enc.undo(points, step.right, step.wrong)


def undo_all(points: NDArray[np.uint32], plan: Plan) -> enc.Undone:
    """Undo every accident of a plan, the last one first."""
    undone = undo_step(points, plan[-1])
    for step in reversed(plan[:-1]):
        undone = compose(undone, undo_step(undone.points, step))
    return undone


def _ranked(sample: NDArray[np.uint32]) -> list[Plan]:
    """The plans worth a closer look, by their gain on the sample; chains grow from the best."""
    before = surprisal_steps(sample)
    tried = gains(sample, before, list(_single(sample, ())))
    # What is read wrongly a second time was saved in between, and that is nearly always done in UTF-8.
    ends = [plan for plan, _ in sorted(tried.items(), key=_rank) if plan[0].right == "utf-8"][:2]
    for _ in range(DEPTH - 1):
        grown: list[tuple[Plan, enc.Undone]] = []
        for end in ends:
            inner = undo_all(sample, end)
            touched = _touched(sample, inner)
            if not len(touched) or _mean_excess(inner.points, touched) < ORDINARY:
                continue
            for plan, outer in _single(inner.points, end):
                again = np.zeros(len(inner.points), dtype=bool)
                again[_origins(inner.points, outer)] = True
                if again[touched].mean() >= AGAIN:
                    grown.append((plan, compose(inner, outer)))
        longer = gains(sample, before, grown)
        tried |= longer
        ends = [plan for plan, _ in sorted(longer.items(), key=_rank) if plan[0].right == "utf-8"][:1]
    return [plan for plan, gain in sorted(tried.items(), key=_rank)[:TRIED] if gain > 0]


def _touched(points: NDArray[np.uint32], undone: enc.Undone) -> NDArray[np.int64]:
    """Indices of the characters above ASCII that undoing made."""
    moved = (undone.stop - undone.start != 1) | (undone.points != points[undone.start])
    return np.flatnonzero(moved & ~undone.bad & (undone.points > 0x7F))


def _origins(points: NDArray[np.uint32], undone: enc.Undone) -> NDArray[np.int64]:
    """Indices of the source characters that undoing replaced by something else."""
    touched = np.flatnonzero(
        ((undone.stop - undone.start != 1) | (undone.points != points[undone.start])) & ~undone.bad
    )
    size = len(points) + 1
    spread = np.bincount(undone.start[touched], minlength=size) - np.bincount(
        undone.stop[touched], minlength=size
    )
    return np.flatnonzero(np.cumsum(spread)[:-1] > 0)


def _single(points: NDArray[np.uint32], end: Plan, share: float = FEW) -> Iterator[tuple[Plan, enc.Undone]]:
    """Every accident that a text may have gone through, undone."""
    strange = points[(points > 0x7F) & (surprisal_steps(points) >= STRANGE * STEPS)]
    least = max(min(2, len(strange)), share * len(strange))
    for wrong, group in _by_wrong(end).items():
        if wrong == LOOKALIKES:
            for step in group if len(strange) else ():
                yield (step,), undo_step(points, step)
            continue
        if np.count_nonzero(enc.encode(strange, wrong)[0] != enc.NONE) < least:
            continue
        data, source = enc.encode(points, wrong)
        for step in group:
            if _possible(data, step.right):
                yield (step, *end), enc.decode(points, data, source, step.right)


def _possible(data: NDArray[np.uint16], right: str) -> bool:
    """Whether the high bytes stand as they must in the codec: after each other in those of many bytes."""
    if right == "utf-8":
        return enc.utf8_pairs(data) > 0
    if right not in enc.MULTI_BYTE:
        return True
    high = (data >= 0x80) & (data <= enc.LOST)
    return bool(np.count_nonzero(high[:-1] & high[1:]) >= PAIRED * np.count_nonzero(high))


@functools.cache
def _by_wrong(end: Plan) -> dict[str, list[Step]]:
    """The accidents that may have come before those of ``end``, by the codec that was wrong."""
    groups: dict[str, list[Step]] = {}
    for step in steps():
        if not end or (step, *end) in chains():
            groups.setdefault(step.wrong, []).append(step)
    return groups


def _rank(item: tuple[Plan, float]) -> tuple[float, str]:
    return -item[1], ">".join(step.name for step in item[0])
