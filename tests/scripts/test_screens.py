"""The screens of whole batches against plain references, character by character."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from textgate import charclass, check
from textgate.batch import Document, pack
from textgate.charclass import CYRILLIC, DIGIT, GREEK, LATIN, OTHER_SCRIPT
from textgate.checks import foreign_script, lookalike_digits
from textgate.profile import Profile
from textgate.scripts import confusables, passages, whole_words
from textgate.scripts.mixed_words import mixed_words

ALPHABETIC = LATIN | CYRILLIC | GREEK | OTHER_SCRIPT
# Letters of many alphabets with and without twins, marks, styled letters, digits, signs, spaces, a surrogate.
TEXTS = st.lists(
    st.text("aeoxyZ аеожЯ αοβΩ աоႠᎪ ทกिक\u0301\u0308\u093f𝐚𝟎ª º1250٣१\n.,-%\\/ 中ひーカ한ㄅ\ud800é", max_size=40),
    min_size=1, max_size=4,
)  # fmt: skip
PIECES = (
    "the word of ", "Мост построили ещё до войны ", "ελληνικά και ", "한국어 문장입니다 ",
    "中文的句子在这里", "ひらがなのー",
    "मिल", "ทดสอบภาษาไทยที่นี่", "a", "ö", "я", "α", "\n", "ー", ": ", "ｶﾞ", "ㄅㄆ", "ქართ",
)  # fmt: skip
SENTENCES = st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), min_size=1, max_size=4)


def profile_of(texts: list[str]) -> Profile:
    return Profile(pack([Document(str(i), text) for i, text in enumerate(texts)]))


def alphabet(char: str) -> int:
    if 0x1D400 <= ord(char) < 0x1D7CC:
        return 1
    return charclass.bits_of(char) & ALPHABETIC


def has_twins(own: int, char: str) -> bool:
    return not own & OTHER_SCRIPT or any(
        first <= ord(char) <= last for first, last in whole_words.FAR_LETTERS
    )


@settings(max_examples=300)
@given(TEXTS)
def test_mixed_words_are_those_of_a_loop_over_characters(texts: list[str]):
    text = "\n".join([*texts, ""])
    own = [alphabet(char) for char in text]
    for index, char in enumerate(text):
        # A mark after at most two other marks is of the alphabet of its letter.
        if charclass.bits_of(char) & charclass.MARK and not own[index]:
            back = text[max(index - 3, 0) : index][::-1]
            own[index] = next(
                (alphabet(c) for c in back if alphabet(c) or not charclass.bits_of(c) & charclass.MARK), 0
            )
    edges = [
        i
        for i in range(len(text) - 1)
        if own[i] and own[i + 1] and own[i] != own[i + 1]
        if has_twins(own[i], text[i]) and has_twins(own[i + 1], text[i + 1])
    ]
    found = list(mixed_words(profile_of(texts)))
    for edge in edges:
        # The letters of an escape before a word are no part of it.
        assert any(word.start <= edge + 1 < word.stop for word in found), (text, edge)
    for word in found:
        assert any(word.start - 3 <= edge < word.stop for edge in edges), (text, word)


@settings(max_examples=300)
@given(TEXTS)
def test_whole_words_are_not_missed(texts: list[str]):
    profile = profile_of(texts)
    twins = {c for name in ("Latn", "Cyrl", "Grek") for c in confusables.lookalikes(name)}
    candidates = whole_words.candidates(profile, 2)
    for index, text in enumerate(texts):
        latin = sum(bool(charclass.bits_of(c) & LATIN) for c in text)
        far = sum(bool(charclass.bits_of(c) & (CYRILLIC | GREEK | OTHER_SCRIPT)) for c in text)
        near = sum(bool(charclass.bits_of(c) & (CYRILLIC | GREEK)) for c in text)
        if far > 1 and latin >= 2 * far:
            held = any(set(word) <= twins for word in re.findall(whole_words.FAR_WORD, text))
        else:
            held = (
                latin > 1 and far >= 2 * latin and near > 0 and bool(re.search(whole_words.LATIN_TWIN, text))
            )
        assert not held or index in candidates, text


@settings(max_examples=300)
@given(SENTENCES)
def test_foreign_passages_are_not_missed(texts: list[str]):
    profile = profile_of(texts)
    screened = check.load("foreign_script").measure(profile, foreign_script.Options())
    every = foreign_script.Spans()
    for document in range(len(texts)):
        foreign_script._judge(profile, document, foreign_script.Options(), every)
    assert screened.spans == every
    assert set(passages.candidates(profile, foreign_script.ELSEWHERE)) >= set(every.document)


@settings(max_examples=300)
@given(st.lists(st.text("abOl25٣ж \n-αZ中é\u0301", max_size=70), min_size=1, max_size=4))
def test_tokens_are_those_of_an_expression(texts: list[str]):
    text = "\n".join([*texts, ""])
    kinds = "".join(
        "d" if "0" <= c <= "9" else "l" if charclass.bits_of(c) & (LATIN | CYRILLIC | GREEK) else " "
        for c in text
    )
    runs = [
        m
        for m in re.finditer(r"[dl]+", kinds)
        if len(set(m[0])) == 2 and len(m[0]) <= lookalike_digits.LONGEST
    ]
    assert list(lookalike_digits.mixed_tokens(profile_of(texts))) == [m.span() for m in runs]


@given(st.text("١٢٣12५६ a\n", max_size=30))
def test_numbers_of_two_sets_of_digits(text: str):
    found = check.load("lookalike_digits").measure(profile_of([text]), lookalike_digits.Options())
    places = [(a, b) for a, b, kind in zip(found.spans.start, found.spans.stop, found.spans.kind, strict=True)
              if kind == "two_digit_sets"]  # fmt: skip
    runs = [m.span() for m in re.finditer(r"\d+", text) if re.search(r"[0-9][^0-9]|[^0-9][0-9]", m[0])]
    assert places == runs
    assert all(
        charclass.bits_of(c) & DIGIT and unicodedata.category(c) == "Nd" for a, b in places for c in text[a:b]
    )
