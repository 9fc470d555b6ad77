"""Which encoding accident explains a text best: a search over plans by likelihood ratio.

A plan names what a text was written in and what it was read as, perhaps twice over. Undoing a plan gives
another text; its *gain* is how many bits likelier the model finds that text than the one at hand
(likelihood.py). A plan is believed where the gain pays for the plan itself and for every separate stretch
that it is said to cover: a likelihood-ratio test with a description-length prior.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textgate import charclass
from textgate import likelihood as lk
from textgate.likelihood import STEPS, classes, excess, surprisal_steps
from textgate.mojibake import encodings as enc
from textgate.mojibake.accidents import LOOKALIKES, Plan
from textgate.mojibake.readings import Reading, compose, price, read, undo_all
from textgate.mojibake.trials import ENTER, Trial, gains_of, promised, singles

TRIED = 4  # plans looked at closely after the ranking
PROMISING = 8  # plans that are tried first on the whole text
PLAUSIBLE = 1.0  # mean excess surprisal in bits that repaired text may have
STRANGE_SOURCE = 0.2  # the same that garbled text must have
CONTRAST = 2.0  # bits per character between the two
WELL_FORMED = 20.0  # bits of gain from which well-formed UTF-8 needs no contrast
NEUTRAL = (0xA0, 0xAB, 0xBB, 0x2019)  # no-break space, guillemets, apostrophe
COHERENT = 0.85  # least share of one script among the repaired characters
# Bits of gain, of contrast and of strangeness from which a case is plain, and the least share of one script there.
PLAIN_GAIN, PLAIN_CONTRAST, PLAIN_SOURCE, PLAIN_COHERENT = 16.0, 6.0, 4.0, 0.5
SOME_COHERENCE = 0.3  # the same from which a closer look is worth its time
WRITTEN = 0.6  # least share of the repaired characters that are of the script of an East Asian codec
PER_RARE = 4.0  # bits that a rare letter costs where explanations are compared
LETTERS = 0.3  # least share of letters among the repaired characters
REPEATED = 0.4  # greatest share of the repaired characters that repeat the one before
IN_WORDS = 0.5  # least share of letters, in alphabets other than the Latin, that stand beside another one
SPELLED = (lk.CYRILLIC + 1, lk.GREEK + 1, lk.ARABIC + 1, lk.HEBREW + 1)  # groups of such alphabets
OUT_OF_WORDS = 0.3  # greatest share of the replaced places that may be parts of words
ONE_WORD = 16.0  # bits of gain for each time that it occurs from which one word is enough
CLEAR_GAIN = 40.0  # bits on a sample from which the best single accident may be the only one tried
PLENTY = (
    300.0  # the same where what is left need not be ordinary, if bytes of East Asia became proper characters
)
AHEAD = 30.0  # bits on a short text by which a plan is better than those that need not be tried on the whole
CLOSE = 3  # plans that are compared on the whole text then: neighbouring code pages differ in few letters
ORDINARY = -1.0  # mean excess in bits below which a text needs no further undoing
AGAIN = 0.6  # share of the undone characters that a second accident must cover too
DEPTH = 3  # accidents in a row


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
    if not len(active):
        return found
    # A stretch begins and ends where the sign changes.
    gains = reading.gain.take(active)
    runs = np.flatnonzero(np.diff(gains > 0, prepend=gains[0] <= 0))
    begins = active.take(runs).tolist()
    ends = (active.take(np.append(runs[1:], len(active)) - 1) + 1).tolist()
    best_end = 0.0  # best total with the last stretch closed
    running = -np.inf  # best total with a stretch open
    opened = 0
    closed: list[tuple[float, int, int]] = []
    for begin, end, gain in zip(begins, ends, np.add.reduceat(gains, runs).tolist(), strict=True):
        if best_end - ENTER >= running:
            running, opened = best_end - ENTER, begin
        running += gain
        if running > best_end:
            best_end = running
            if closed and closed[-1][1] == opened:
                closed.pop()
            closed.append((best_end, opened, end))
    previous = 0.0
    for total, first, last in closed:
        found.append(Stretch(first, last, total - previous))
        previous = total
    return found


@dataclass(frozen=True)
class Explanation:
    """The best plan of a text, where it applies, and its gain above all prices in bits."""

    reading: Reading
    stretches: tuple[Stretch, ...]
    gain: float
    source: NDArray[np.uint32]

    @property
    def standing(self) -> tuple[bool, float]:
        """Order of explanations: the believable ones and the rivals first, then by gain, less for rare letters.

        Letters of no language in the model share the statistics of their base letter: Ǭ for o.
        """
        rare = np.count_nonzero(classes(self.reading.undone.points[self.repaired]) == lk.EXTRA_LATIN)
        return self.rival or self.believable, self.gain - PER_RARE * rare

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
        return np.flatnonzero(self.covered.take(self.reading.owner) & _judged(self.reading.undone.points))

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
        return _mean_excess(self.source, self.replaced)

    @property
    def contrast(self) -> float:
        """How much less strange the text is after than before, in bits per character."""
        return self.strangeness_before - self.strangeness

    @functools.cached_property
    def replaced(self) -> NDArray[np.int64]:
        """Indices of the source characters above ASCII that undoing replaces."""
        sizes = np.diff(self.reading.begin, append=len(self.source))
        return np.flatnonzero(np.repeat(self.covered, sizes) & _judged(self.source))

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

    @functools.cached_property
    def believable(self) -> bool:
        """Whether the source is strange, the repair is ordinary, and the repair is text of one script.

        Well-formed UTF-8 is evidence by itself: there the repair may be unusual, and all punctuation, and the
        characters for its bytes may be usual ones.
        """
        contrast = self.contrast
        if all(step.right == "utf-8" for step in self.reading.steps):
            # Where every letter is a high byte, some are well-formed by chance, but then nothing was strange.
            if self._is_of_strangers or (self.strangeness_before < STRANGE_SOURCE and self._is_out_of_words):
                return False
            return self.strangeness <= 3 * PLAUSIBLE and (contrast >= CONTRAST or self.gain >= WELL_FORMED)
        if self.strangeness_before < STRANGE_SOURCE or contrast < CONTRAST or self.strangeness > PLAUSIBLE:
            return False
        # Quotes and dashes among the letters are suspect only where the case is not plain anyway.
        plain = (
            self.gain >= PLAIN_GAIN and contrast >= PLAIN_CONTRAST and self.strangeness_before >= PLAIN_SOURCE
        )
        return (
            self.coherence >= (PLAIN_COHERENT if plain else COHERENT) and self._is_of_codec and self._is_text
        )

    @property
    def _is_of_strangers(self) -> bool:
        """Whether the repair is of scripts that the model does not know, and of several, or one and the same letter."""
        points = self.reading.undone.points[self.repaired]
        if not (classes(points) == lk.OTHER_LETTER).all():
            return False
        scripts = np.bincount(charclass.scripts().take(points))
        return bool(len(set(points.tolist())) == 1 or scripts.max(initial=0) < COHERENT * len(points))

    @property
    def _is_of_codec(self) -> bool:
        """Whether a repair in a codec of East Asia has the letters that its texts mostly are made of."""
        kinds = _written_in().get(self.reading.steps[0].right)
        if kinds is None:
            return True
        of_repair = classes(self.reading.undone.points[self.repaired])
        return bool(np.count_nonzero(np.isin(of_repair, kinds)) >= WRITTEN * len(of_repair))

    @property
    def _is_text(self) -> bool:
        """Whether the repair has letters, words of them in alphabets other than the Latin, and more than one word.

        A row of one sign is a line or stands for a number of digits.
        """
        points = self.reading.undone.points
        again = points[self.repaired] == points[self.repaired - 1]
        if np.count_nonzero(again) > REPEATED * len(again):
            return False
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
        # Whole words go wrong together, and then look strange.
        if (
            2 * np.count_nonzero(spelled) > len(spelled)
            and self.strangeness_before < PLAUSIBLE
            and self._is_out_of_words
        ):
            return False
        letters = bool((of_repair > 0).all())
        if not letters and len(set(self.source[self.replaced].tolist())) == 1:
            return False  # one sign, such as an arrow, however often
        runs = [run.strip() for run in self._runs()]
        return len(set(runs)) > 1 or self.gain >= ONE_WORD * len(runs)

    @property
    def _is_out_of_words(self) -> bool:
        """Whether many of the replaced places stand beside a letter above ASCII that is not replaced."""
        runs = list(self._runs())
        beside = sum(any(char > "\x7f" and char.isalpha() for char in (run[0], run[-1])) for run in runs)
        return beside > OUT_OF_WORDS * len(runs)

    def _runs(self) -> Iterator[str]:
        """The replaced places with the character on either side."""
        edges = np.diff(self.covered.astype(np.int8), prepend=0, append=0)
        begin = np.append(self.reading.begin, len(self.source))
        text = np.concatenate([[0x0A], self.source, [0x0A]])
        for first, last in zip(
            np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True
        ):
            yield "".join(map(chr, text[int(begin[first]) : int(begin[last]) + 2].tolist()))


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
def _written_in() -> dict[str, tuple[int, ...]]:
    """Codec of East Asia -> classes of the characters that most of a text in it are."""
    japanese = (lk.HAN, lk.HIRAGANA, lk.KATAKANA)
    return {
        "gbk": (lk.HAN,), "big5": (lk.HAN,), "cp949": (lk.HANGUL,), "cp932": japanese, "euc_jp": japanese,
    }  # fmt: skip


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


def explain(
    points: NDArray[np.uint32], take_sample: Callable[[], NDArray[np.uint32]], first: Sequence[Plan] = ()
) -> Explanation | None:
    """The plan that explains a text best, or None when no plan pays; a believable one if there is any.

    The sample is the part of the text that looks worst; all plans are ranked on it, unless one of those that are
    tried ``first`` explains the text.
    """
    before = surprisal_steps(points)
    best = _best_of(points, before, first[:CLOSE])
    if best and _is_plain(best):
        return best
    sample = take_sample()
    if best and best.gain >= CLEAR_GAIN and best.reading.steps[0].right == "utf-8":
        # What is well-formed UTF-8 and yet strange mostly went through the same twice.
        chain = _best_of(points, before, _ranked(sample, {best.reading.steps: best.gain})[:1])
        if chain and chain.gain > best.gain and _is_plain(chain):
            return chain
    tried = promised(sample)
    of_sample = surprisal_steps(sample)
    plans = _plain(sample, of_sample, tried)
    if not plans:
        plans = [plan for plan in _ranked(sample, tried) if _hopeful(sample, of_sample, plan)]
    return _best_of(points, before, plans)


def _best_of(
    points: NDArray[np.uint32], before: NDArray[np.uint8], plans: Sequence[Plan]
) -> Explanation | None:
    """The plan of some that explains a text best."""
    applied = (_apply(points, before, plan) for plan in _distinct(points, plans))
    found = sorted((e for e in applied if e), key=lambda explanation: -explanation.gain)
    if not found:
        return None
    # Rare letters only take away from a gain, so mostly one need be judged.
    ahead = len(found) == 1 or found[0].standing > (True, found[1].gain)
    return found[0] if ahead else max(found, key=lambda explanation: explanation.standing)


def _distinct(points: NDArray[np.uint32], plans: Sequence[Plan]) -> list[Plan]:
    """Those plans that make something else of a text than the ones before them.

    Neighbouring code pages differ in a few characters, which most texts do not have.
    """
    if len(plans) < 2:
        return list(plans)
    held = np.flatnonzero(np.bincount(np.minimum(points, 0xFFFF)))
    distinct: dict[tuple[str, bytes], Plan] = {}
    for plan in plans:
        right, wrong = plan[0].right, plan[0].wrong
        if len(plan) > 1 or wrong not in enc.SINGLE_BYTE:
            key = ">".join(step.name for step in plan), b""
        else:
            key = right, enc.single_byte_table(wrong).take(held).tobytes()
        distinct.setdefault(key, plan)
    return list(distinct.values())


def _plain(sample: NDArray[np.uint32], before: NDArray[np.uint8], tried: dict[Plan, float]) -> list[Plan]:
    """The accident that leaves ordinary text where it applies, so that no others need be tried.

    Most garbled texts went through one accident; where there was another, it is looked for in what is left.
    ``tried`` is what each promises; none is named if it is not so.
    """
    best = _best(tried)[:CLOSE]
    found = _apply(sample, before, best[0]) if best else None
    return best if found and _is_plain(found) else []


def _is_plain(found: Explanation) -> bool:
    """Whether an explanation is so good that no others need be tried."""
    if found.gain < CLEAR_GAIN or found.rival or not found.believable:
        return False
    right = found.reading.steps[0].right
    if right == "utf-8" or (right in enc.MULTI_BYTE and found.gain >= PLENTY):
        return found.strangeness <= PLAUSIBLE
    return found.strangeness <= ORDINARY


def _hopeful(sample: NDArray[np.uint32], before: NDArray[np.uint8], plan: Plan) -> bool:
    """Whether a plan that pays on a sample may be believed of the whole text; a rival must be heard too.

    Bytes that were UTF-8 speak for themselves, also after the first of two accidents was undone. Others must leave
    letters enough to be some text, and be less strange than what they replace.
    """
    if all(step.right == "utf-8" for step in plan):
        return True
    tried = _apply(sample, before, plan)
    return tried is not None and (tried.rival or (tried.coherence >= SOME_COHERENCE and tried.contrast >= 0))


def promising(
    points: NDArray[np.uint32], tried: dict[Plan, float], some: float = 0.0, much: float = 0.0
) -> list[Plan]:
    """The single accidents that may pay on a short text, the best first; none if they do not pay better than
    their rivals, or leave no letters.

    Asked before ``explain``, because most alarms are false. ``tried`` is what each promises;
    ``some`` is the least gain in bits; below ``much`` a plan must be believable by itself.
    """
    ranked = [(plan, gain) for plan, gain in sorted(tried.items(), key=_rank)[:PROMISING] if gain > 0]
    if not ranked or ranked[0][0][0].wrong == LOOKALIKES:
        return []
    before = surprisal_steps(points)
    best = ranked[0][1]
    found = [plan for plan, gain in ranked if plan[0].wrong != LOOKALIKES and gain >= best - AHEAD]
    for plan, gain in ranked[:TRIED]:
        if gain < some or not _hopeful(points, before, plan):
            continue
        explained = _apply(points, before, plan) if gain < much else None
        if gain >= much or (explained and explained.believable):
            return found
    return []


def _apply(points: NDArray[np.uint32], before: NDArray[np.uint8], plan: Plan) -> Explanation | None:
    reading = read(points, before, plan, undo_all(points, plan))
    where = stretches(reading)
    gain = sum(s.gain for s in where) - price(plan)
    return Explanation(reading, tuple(where), gain, points) if gain > 0 else None


def _ranked(sample: NDArray[np.uint32], tried: dict[Plan, float]) -> list[Plan]:
    """The plans worth a closer look, by their gain on the sample; chains grow from the best single ones."""
    before = surprisal_steps(sample)
    # What is read wrongly a second time was saved in between, and that is nearly always done in UTF-8.
    ends = [plan for plan, _ in sorted(tried.items(), key=_rank) if plan[0].right == "utf-8"][:2]
    for _ in range(DEPTH - 1):
        grown: list[Trial] = []
        for end in ends:
            inner = undo_all(sample, end)
            touched = _touched(sample, inner)
            if not len(touched) or _mean_excess(inner.points, touched) < ORDINARY:
                continue
            for plan, outer in singles(inner.points, end):
                again = np.zeros(len(inner.points), dtype=bool)
                again[_origins(inner.points, outer)] = True
                if again[touched].mean() >= AGAIN:
                    grown.append(Trial(plan, compose(inner, outer)))
        longer = gains_of(sample, before, grown)
        tried = tried | longer
        ends = [plan for plan, _ in sorted(longer.items(), key=_rank) if plan[0].right == "utf-8"][:1]
    return _best(tried)


def _best(tried: dict[Plan, float]) -> list[Plan]:
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


def _rank(item: tuple[Plan, float]) -> tuple[float, str]:
    return -item[1], ">".join(step.name for step in item[0])
