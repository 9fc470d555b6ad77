"""injected_spam: what must stay silent first, then what must be found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spam_texts import EN, FOUND, SILENT, ZH

from textgate.checks import injected_spam
from textgate.testing import measure, spans

NAME = "injected_spam"


@pytest.mark.parametrize("text", [row[1] for row in SILENT], ids=[row[0] for row in SILENT])
def test_silent(text: str) -> None:
    assert spans(NAME, text) == []


@pytest.mark.parametrize(("body", "spam", "kind"), FOUND, ids=[row[1][:24] for row in FOUND])
@pytest.mark.parametrize("place", ["head", "middle", "tail"])
def test_found_on_a_line_of_its_own(body: str, spam: str, kind: str, place: str) -> None:
    first, _, rest = body.partition("\n\n")
    text = {
        "head": f"{spam}\n\n{body}",
        "middle": f"{first}\n\n{spam}\n\n{rest}",
        "tail": f"{body}\n\n{spam}\n",
    }[place]
    assert spans(NAME, text) == [(spam, kind)]


@pytest.mark.parametrize(
    ("spam", "kind"),
    [
        (
            "Bad credit? No problem! Get a payday loan of $5000 with no paperwork. Text CASH to "
            "+1-830-555-0111 today.",
            "loan",
        ),
        ("Купить диплом с занесением в реестр, WhatsApp +7 912 345-67-89", "forged_papers"),
        ("Situs slot gacor gampang maxwin, bonus new member 100%, daftar di slot88.buzz", "gambling"),
    ],
)
def test_inside_a_paragraph_only_the_inserted_sentences_are_marked(spam: str, kind: str) -> None:
    head, tail = EN[:76], EN[76:]
    assert spans(NAME, f"{head}{spam} {tail.lstrip()}") == [(spam, kind)]


@pytest.mark.parametrize(
    "notice",
    [
        "The county court fined an online casino that had offered free spins to children.",
        "Sildenafil needs a prescription; ask your doctor about side effects and other medicines.",
        "The credit union explains payday loans and cheaper ways to borrow on Tuesday evening.",
        "| CASINO | 3.0 | free spins, deposit bonus | 812 |",
        "The bank warns of “payday loans with bad credit ok”: the true yearly rate is 300%.",
        "Inspectors blocked 40 online casino sites that promised free spins and a deposit bonus.",
    ],
)
def test_a_notice_at_an_edge_of_a_page_about_something_else(notice: str) -> None:
    assert spans(NAME, f"{notice}\n\n{EN}") == spans(NAME, f"{EN}\n\n{notice}\n") == []


@pytest.mark.parametrize(
    ("spam", "kind"),
    [
        ("Get a payday loan of $900 today, bad credit ok, no paperwork, 24 hours", "loan"),
        ("★ Buy viagra and cialis without prescription, 30% off today ★", "pharma"),
        ("Online casino with 100 free spins and no deposit bonus, withdraw in 5 minutes", "gambling"),
        ("Купить диплом с занесением в реестр, оплата после проверки, скидка 20%", "forged_papers"),
    ],
)
def test_an_offer_that_names_nobody_to_reach_at_an_edge(spam: str, kind: str) -> None:
    assert spans(NAME, f"{spam}\n\n{EN}") == spans(NAME, f"{EN}\n\n{spam}\n") == [(spam, kind)]


def test_an_offer_in_another_script_inside_a_paragraph() -> None:
    spam = "无抵押贷款，当天放款，黑户可做，额度最高50万。"
    head, tail = EN[:76], EN[76:]
    assert spans(NAME, f"{head}{spam} {tail.lstrip()}") == [(spam, "loan")]


@pytest.mark.parametrize("frame", ["★ {} ★", "【{}】", ">>> {}", "*** {} ***", "— {} —"])
def test_a_decorated_offer_between_paragraphs(frame: str) -> None:
    spam = frame.format("Online casino with 100 free spins and no deposit bonus, withdraw in 5 minutes")
    first, _, rest = EN.partition("\n\n")
    assert spans(NAME, f"{first}\n\n{spam}\n\n{rest}") == [(spam, "gambling")]


def test_lines_that_touch_are_one_block() -> None:
    block = (
        "Best online casino, 100 free spins, no deposit bonus: http://win4u.icu\n\n"
        "Cheap viagra and cialis without prescription: http://pills24.icu"
    )
    assert [text for text, _ in spans(NAME, f"{EN}\n\n{block}")] == [block]


def test_comment_headers_belong_to_the_block() -> None:
    block = (
        "Maria wrote (2019/5/3, 8:12):\nBest online casino, 100 free spins, no deposit bonus: "
        "http://win4u.icu\n\n"
        "guest wrote (2020/1/9, 23:01):\nEmergency payday loans, no credit check, call +1-830-555-0111"
    )
    assert [text for text, _ in spans(NAME, f"{EN}\n\n{block}")] == [block]


def test_hidden_link_farm() -> None:
    block = (
        '<div style="display:none"><a href="http://a77.icu">cheap pills</a> <a '
        'href="http://b88.top">free slots</a> '
        '<a href="http://c99.xyz">escorts</a></div>'
    )
    found = measure(NAME, f"{EN[:200]}\n\n{block}\n\n{EN[200:]}").spans
    assert (EN[:200] + "\n\n" + block)[found.start[0] : found.stop[0]] == block
    assert found.replacement == [""]


@pytest.mark.parametrize(
    "block",
    [
        '<p style="color:#fff;font-size:1px">online casino, payday loans, replica watches, http://a77.icu</p>',
        '<font color="#FFFFFF" size="1">kasyno online, chwilówka bez BIK, tabletki na potencję</font>',
        "<!--escort service, locksmith near me, casino bonus +44 7700 900455-->",
    ],
)
def test_hidden_words_without_a_link(block: str) -> None:
    text = f"{EN[:200]}\n\n{block}\n\n{EN[200:]}"
    assert [text[a:b] for a, b in zip(*_bounds(text), strict=True)] == [block]


@pytest.mark.parametrize(
    "block", ["<!-- a note for editors: do not translate, 2019 -->", "<p hidden>x, y, z, w</p>"]
)
def test_honest_hidden_text(block: str) -> None:
    assert spans(NAME, f"{EN[:200]}\n\n{block}\n\n{EN[200:]}") == []


def _bounds(text: str) -> tuple[list[int], list[int]]:
    found = measure(NAME, text).spans
    return found.start, found.stop


@pytest.mark.parametrize(
    "signed", ["**Ann** · 2019-05-03\n\n", "guest, 2020-01-09\n", "Bo commented on 2018-11-30\n> "]
)
def test_who_wrote_a_comment_belongs_to_it(signed: str) -> None:
    comment = f"{signed}Best online casino, 100 free spins, no deposit bonus: http://win4u.icu"
    assert [text for text, _ in spans(NAME, f"{EN}\n\n{comment}")] == [comment]


def test_place_list_is_one_span() -> None:
    places = (
        "湖口县| 赣州市| 连平县| 茶陵县| 淮阳县| 宜兰县| 桓仁| 乐清市| "
        "金堂县| 丹寨县| 怀来县| 麻江县| 沛县| 巴楚县| 唐河县| 河曲县| 界首市|"
    )
    assert spans(NAME, f"{ZH}\n{places}") == [(places, "place_list")]


def test_a_page_of_nothing_but_spam() -> None:
    text = (
        "Best online casino, 100 free spins, no deposit bonus: http://win4u.icu\n"
        "Cheap viagra and cialis without prescription: http://pills24.icu\n"
        "Emergency payday loans, no credit check, call +1-830-555-0111"
    )
    assert spans(NAME, text) == [(text, "spam_page")]


def test_confidence_and_evidence_are_for_people() -> None:
    found = measure(
        NAME, f"{EN}\n\nv1agra and c1alis without prescription, today only: www.bestpills4u.top"
    ).spans
    assert 0.65 <= found.confidence[0] <= 1
    assert "pharma" in found.evidence[0]


def test_the_batch_does_not_matter() -> None:
    texts = [f"{EN}\n\n{spam}" for _, spam, _ in FOUND[:6]] + [text for _, text in SILENT[:6]]
    together = measure(NAME, *texts).values
    assert together.tolist() == [float(measure(NAME, text).values[0]) for text in texts]


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("casino 贷款微信:/.@|1859<a>\n县_")), max_size=120))
def test_spans_stay_inside_the_document(text: str) -> None:
    found = measure(NAME, text).spans
    assert all(0 <= a < b <= len(text) for a, b in zip(found.start, found.stop, strict=True))


@pytest.mark.parametrize(
    "pattern", ["a", "县|", "casino ", "http://a.icu ", '<div style="display:none">', "1 ", "@", "a.", "微信"]
)
def test_hostile_repetition_is_linear(pattern: str) -> None:
    text = pattern * (60_000 // len(pattern))
    measure(NAME, text)


def test_every_kind_has_a_sentence() -> None:
    assert all(sentence.endswith(".") for sentence in injected_spam.KINDS.values())
