"""textgate.checks.mojibake: text that was read in the wrong encoding."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgate.checks import mojibake
from textgate.testing import measure, spans

SILENT = [
    "",
    " ",
    "\n\n",
    "a",
    "é",
    "\ud800",
    "\x00",
    "Plain ASCII text, nothing to see: $B and +x- and ~{.",
    # names, marks and units that look like parts of garbled text
    "Å i åa ä e ö, said the man from Åmål; NESTLÉ® and CRÉDIT™ are marks, and 5 µm × 2 ± ½ °C is a size.",
    "Garçons, « voilà », cœur, Œuvre: à côté de l’Étang, où l’on s’arrête à 8 h.",
    "Literele ă, â, î, ș, ț și Ă, Â, Î, Ș, Ț se găsesc în alfabetul limbii române.",
    "a à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ e è ẻ ẽ é ẹ ê ề ể ễ ế ệ",
    "São Paulo, não, irmã, às vezes À PROCURA DE UM NOVO LAR, PÃO E ÁGUA.",
    "[ˈʃtʁaːsə], /ðə ˈkwɪk ˈbɹaʊn ˈfɒks/, θ ð ŋ ʃ ʒ ʔ ɬ ɮ",
    "∀x∈ℝ: ∃y ≤ x² ∧ y ≠ 0 ⇒ f(x) ≈ √y ± ½, 𝒜𝓑𝔠, α + β → γ",
    "┌─────┬─────┐\n│ één │ två │\n├─────┼─────┤\n│ très│ ünï │\n└─────┴─────┘\n█▓▒░ 50 %",
    "¯\\_(ツ)_/¯ (╯°□°)╯︵ ┻━┻ ʕ•ᴥ•ʔ (づ｡◕‿‿◕｡)づ",
    # Han
    "學而時習之，不亦說乎？有朋自遠方來，不亦樂乎？人不知而不慍，不亦君子乎？",
    "演員王翀、作家龔鵷、畫家亓官瑱、學者訚穎與記者仝昕到場。",
    "佢哋喺嗰度食緊嘢，冇人知佢哋係邊個，咁樣都得嘅咩？",
    "氕、氘、氚、氦、锂、铍、硼、钪、钛、钒、铬、镓、锗、砷、硒",
    "この辞書は読み方を示す：躑躅、蒲公英、向日葵、薔薇、檸檬。",
    "李七（一○○八～一○七五），字子明，嘉祐八年（一○六三）進士。王九（一○三○～一○九七），一○七一年卒。",
    "？”傕曰：“可。”汜曰：“何如？”玄德曰：“善。”布曰：“諾。”玄德又曰：“去！”玄德方去，傕急追，汜曰：“止！”",
    "懿曰：“何也？”左右曰：“不知。”懿大笑，懿曰：“此计也。”懿奏曰：“臣请行。”懿低言曰：“可。”懿曰：“善。”",
    "张十二（一二○五～？），１９９８年１月３０日８时１５分，第３届、第４届，从１台到１０台，→ 选择 → 格式 → 轴。"
    * 3,
    "南山崔崔，雄狐綏綏。坎坎伐檀兮，寘之河之干兮。瞻彼淇澳，菉竹猗猗。潸焉出涕，睠言顧之。鰷鱨鰋鯉，魚麗于罶。"
    * 3,
    "ٱلَّذِينَ يُؤۡمِنُونَ بِٱلۡغَيۡبِ وَيُقِيمُونَ ٱلصَّلَوٰةَ وَمِمَّا رَزَقۡنَٰهُمۡ يُنفِقُونَ" * 3,
    "L’été\u202f! Où\u202f? À 5\u2009% près, «\u202fbien sûr\u202f», дʼякую, памʼять, зʼїзд.",
    "一般零售价格上涨０．８％，居民消费价格上涨２．８％，涨幅比１９９６年回落５．３％和５．５％。",
    "商品ﾃﾞｰﾀ ｶﾅ氏名 ﾔﾏﾀﾞ ﾀﾛｳ 住所 ﾄｳｷｮｳﾄ",
    unicodedata.normalize("NFD", "한국어 문장은 자모로 나뉠 수 있다."),
    unicodedata.normalize("NFD", "Điều này xảy ra khi văn bản được tách dấu."),
    # other alphabets
    "Съешь ещё этих мягких французских булок, да выпей чаю. ГОСТ Р 7.0.97—2016, № 5, «ёлка».",
    "Жахливі їжаки з'їли ґудзики, що лежали біля ганку.",
    "Љиљана је у Ђаковици њихала џак жита. Ljiljana je u Đakovici njihala džak žita.",
    "Гэта ўсё пра жыццё, дзеці і цэлы свет, які чытае.",
    "Η ώρα είναι δέκα, και ο ουρανός στη Ρώμη είναι γεμάτος σύννεφα.",
    "שָׁלוֹם עֲלֵיכֶם, אנשים טובים. היום יום שני.",
    "می‌خواهم کتاب‌ها را بخوانم، ولی وقت ندارم؛ چه کنم؟",
    "สวัสดีครับ วันนี้อากาศดีมาก เราไปเดินเล่นกันไหม",
    "გამარჯობა, დღეს კარგი ამინდია და ქუჩაში ბევრი ხალხია.",
    "አማርኛ የኢትዮጵያ የሥራ ቋንቋ ነው።",
    "Õhtul sõitsime jõe äärde, kus õed olid juba tuld teinud.",
    "Pǔtōnghuà shì Zhōngguó de guānfāng yǔyán.",
    # about the matter
    "When a browser guesses wrong, “é” turns into “Ã©” and the dash becomes “â€””. Declare the charset to avoid it.",
    "| letter | UTF-8 as Latin-1 |\n|---|---|\n| ä | `Ã¤` |\n| ö | `Ã¶` |\n| ü | `Ã¼` |\n\nIt helps you to read logs.",
    "À Á Â Ã Ä Å Æ Ç È É Ê Ë Ì Í Î Ï Ð Ñ Ò Ó Ô Õ Ö × Ø Ù Ú Û Ü Ý Þ ß à á â ã ä å æ ç è é ê ë ì í î ï",
    "0xC0 À 0xC1 Á 0xC2 Â 0xC3 Ã 0xC4 Ä 0xC5 Å 0xA9 © 0xAE ® 0xB6 ¶ 0xBC ¼",
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==",
    "https://example.org/wiki/%C3%A9t%C3%A9?q=caf%C3%A9+noir&x=+AOk-",
]


@pytest.mark.parametrize("text", SILENT)
def test_silent(text: str) -> None:
    assert spans("mojibake", text) == []


def garble(text: str, *chain: tuple[str, str]) -> str:
    """Write and read a text in wrong codecs; bytes that a Windows code page lacks become C1 controls."""
    for right, wrong in chain:
        data = text.encode(right, "ignore")
        try:
            text = data.decode(wrong)
        except UnicodeDecodeError:
            single = len("é".encode(wrong, "ignore")) <= 1 and not wrong.startswith(
                ("gb", "big5", "euc", "cp9")
            )
            pieces = (bytes([b]).decode(wrong, "ignore") or chr(b) for b in data)
            text = "".join(pieces) if single else data.decode(wrong, "replace")
    return text


RU = "Вечером мы вышли к реке, где рыбаки уже сушили сети и тихо разговаривали."
EL = "Το βράδυ κατεβήκαμε στο ποτάμι, όπου οι ψαράδες στέγνωναν τα δίχτυα."
FR = "Les élèves étaient très fatigués après la fête, mais déjà prêts à répéter leur pièce."
DE = "Größere Brücken müssen jährlich geprüft werden, außerdem werden Schäden sofort gemeldet."
PL = "Wieczorem poszliśmy nad rzekę, gdzie rybacy suszyli już sieci i cicho rozmawiali o żegludze."
HU = (
    "Este lementünk a folyóhoz, ahol a nők és a férfiak már főztek, és később énekeltek is a tűz körül, "
    "hogy ne féljenek a gyerekek, akik először voltak az erdőben."
)
TR = (
    "Akşam nehre indik; balıkçılar ağlarını kurutuyor, çocuklar da ışığın altında gülüşüyordu ve bir şarkı "
    "söylüyordu. Bu kadar güzel bir akşam daha önce hiç olmamıştı, bunun için çok mutluyduk."
)
AR = "في المساء نزلنا إلى النهر حيث كان الصيادون يجففون شباكهم ويتحدثون بهدوء."
HE = "בערב ירדנו אל הנהר, ושם ייבשו הדייגים את הרשתות ודיברו בשקט."
ZH = "傍晚我们走到河边，渔民们已经在晒网，孩子们在岸上唱歌。"
ZT = "傍晚我們走到河邊，漁民們已經在曬網，孩子們在岸上唱歌。"
JA = "夕方、わたしたちは川へ行った。漁師たちはもう網を干していた。"
KO = "저녁에 우리는 강가로 내려갔다. 어부들은 벌써 그물을 말리고 있었다."

WHOLE = [
    (FR, "utf-8", "cp1252"), (DE, "utf-8", "latin-1"), (PL, "utf-8", "cp1250"), (RU, "utf-8", "cp1251"),
    (EL, "utf-8", "cp1253"), (TR, "utf-8", "cp1254"), (HE, "utf-8", "cp1255"), (AR, "utf-8", "cp1256"),
    (RU, "utf-8", "koi8-r"), (RU, "utf-8", "cp866"), (DE, "utf-8", "cp437"), (FR, "utf-8", "cp850"),
    (DE, "utf-8", "mac_roman"), (RU, "utf-8", "mac_cyrillic"), (HU, "utf-8", "iso8859-2"),
    (ZH, "utf-8", "gbk"), (ZT, "utf-8", "gbk"), (JA, "utf-8", "gbk"), (JA, "utf-8", "cp932"), (KO, "utf-8", "cp949"),
    (ZH, "utf-8", "cp949"), (FR, "utf-8", "gbk"), (DE, "utf-8", "cp932"), (RU, "utf-8", "cp949"),
    (ZH, "utf-8", "cp1252"), (KO, "utf-8", "cp1252"), (JA, "utf-8", "cp1251"),
    (ZH, "gbk", "cp1252"), (ZT, "big5", "cp1252"), (JA, "cp932", "cp1252"), (JA, "euc_jp", "cp1252"),
    (KO, "cp949", "cp1252"), (ZH, "gbk", "big5"), (ZT, "big5", "gbk"), (JA, "cp932", "gbk"), (JA, "euc_jp", "cp932"),
    (KO, "cp949", "gbk"), (ZH, "gbk", "cp949"), (ZH, "gbk", "cp932"), (ZH, "gbk", "cp1251"),
    # Turkish is what encoding detectors guess most often.
    ("他们买了一种新的自行车，还要去学校报到。", "gbk", "cp1254"), ("읽기 쓰기는 모두 숫자로 한다.", "cp949", "cp1254"),
    ("Ночью игра закрыта, выход юрты эля.".upper(), "cp1251", "cp1254"),
    (RU, "cp1251", "cp1252"), (RU, "koi8-r", "cp1251"), (RU, "cp1251", "koi8-r"), (RU, "cp866", "cp1251"),
    (RU, "cp1251", "cp866"), (RU, "koi8-r", "cp1252"), (EL, "cp1253", "cp1252"), (AR, "cp1256", "cp1252"),
    (HE, "cp1255", "cp1252"), (TR, "cp1254", "cp1252"), (HU, "cp1250", "cp1252"), (FR, "cp1252", "cp1251"),
    (FR, "cp1252", "mac_roman"), (FR, "mac_roman", "cp1252"), (FR, "cp850", "cp1252"), (RU, "cp1251", "gbk"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "right", "wrong"), WHOLE)
def test_whole_text(text: str, right: str, wrong: str) -> None:
    found = spans("mojibake", garble(text, (right, wrong)))
    assert found
    expected = {"latin-1": "cp1252"}.get(wrong, wrong)
    assert {kind for _, kind in found} <= {f"{right}>{expected}"} or (right, wrong) in ALIKE


# Plans that say the same of the text at hand: the letters have the same bytes in both code pages.
ALIKE = {
    ("cp1254", "cp1252"),
    ("cp1250", "cp1252"),
    ("utf-8", "cp1254"),
    ("utf-8", "cp850"),
    ("utf-8", "cp1250"),
}


CHAINS = [
    (FR, [("utf-8", "cp1252")] * 2, "utf-8>cp1252>utf-8>cp1252"),
    (RU, [("utf-8", "cp1251")] * 2, "utf-8>cp1251>utf-8>cp1251"),
    (ZH, [("utf-8", "cp1252")] * 2, "utf-8>cp1252>utf-8>cp1252"),
    (FR, [("utf-8", "cp1252"), ("utf-8", "gbk")], "utf-8>cp1252>utf-8>gbk"),
]


@pytest.mark.parametrize(("text", "chain", "kind"), CHAINS)
def test_twice(text: str, chain: list[tuple[str, str]], kind: str) -> None:
    assert {found for _, found in spans("mojibake", garble(text, *chain))} == {kind}


@pytest.mark.parametrize(
    ("text", "right", "wrong"), [(RU, "cp1251", "cp1252"), (ZH, "gbk", "cp1252"), (JA, "utf-8", "gbk")]
)
def test_one_line(text: str, right: str, wrong: str) -> None:
    damaged = garble(text, (right, wrong))
    page = f"{text}\n\n{damaged}\n\n{text}\n"
    marked = spans("mojibake", page)
    assert marked
    assert all(part in damaged for part, _ in marked)


def test_one_word() -> None:
    word = garble("рыбаки", ("cp1251", "cp1252"))
    assert spans("mojibake", RU.replace("рыбаки", word)) == [(word, "cp1251>cp1252")]
    word = garble("sécheresse", ("utf-8", "cp1252"))
    assert spans("mojibake", f"Une longue {word} a touché la région.") == [("Ã©", "utf-8>cp1252")]


def test_two_bytes_shown_as_a_middle_dot_leave_no_repair() -> None:
    # Windows puts U+30FB where two bytes are no character of its Japanese code page.
    damaged = "繝・・繧ｿ縺ｮ險ｭ螳壹ｒ邂｡逅・☆繧九け繝ｩ繧ｹ縺ｧ縺吶・"
    found = measure("mojibake", damaged).spans
    assert set(found.kind) == {"utf-8>cp932"}
    assert all("E" not in (text or "") for text in found.replacement)


def test_repair_and_evidence() -> None:
    found = measure("mojibake", garble("Fête à Besançon, près de l’église", ("utf-8", "cp1252"))).spans
    assert found.replacement[0] == "ête à"
    assert "UTF-8 text was read as Windows-1252" in found.evidence[0]
    assert all(kind in mojibake.KINDS for kind in found.kind)
    assert min(found.confidence) > 0.8


def test_lost_bytes_have_no_repair() -> None:
    found = measure("mojibake", ZH.encode().decode("gbk", "replace")).spans
    assert len(found) == 1
    assert found.replacement[0] is None


def test_quoted_samples_can_be_asked_for() -> None:
    text = (
        "When a browser guesses wrong, “é” turns into “Ã©tÃ©”, an old and well-known fault of many programs."
    )
    assert spans("mojibake", text) == []
    assert spans("mojibake", text, quoted=True) == [("Ã©tÃ©", "utf-8>cp1252")]


def test_byte_misaligned_gbk() -> None:
    kinds = {kind for _, kind in spans("mojibake", "變?yōu)槁毠と罕姷淖杂X(jué)行動")}
    assert kinds
    assert all(kind.startswith("gbk-misaligned") for kind in kinds)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([*SILENT[:20], *(garble(t, (r, w)) for t, r, w in WHOLE[:12])]), max_size=4))
def test_neighbours_do_not_matter(texts: list[str]) -> None:
    together = measure("mojibake", *texts)
    alone = [measure("mojibake", text) for text in texts]
    assert together.values.tolist() == [float(one.values[0]) for one in alone]
    assert together.spans.start == [start for one in alone for start in one.spans.start]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_spans_are_inside_and_apart(text: str) -> None:
    found = measure("mojibake", text).spans
    reached = 0
    for start, stop in sorted(zip(found.start, found.stop, strict=True)):
        assert reached <= start < stop <= len(text)
        reached = stop


@pytest.mark.parametrize("unit", ["Ã", "Ã©", "�", "锟斤拷", "“", "`", "я", "é", "\x80", "$B", "漢"])
def test_linear_on_hostile_text(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    start = time.perf_counter()
    spans("mojibake", text)
    assert time.perf_counter() - start < 5


def test_of_two_pages_the_one_with_usual_letters() -> None:
    assert spans("mojibake", "Die BrÃ¼cke wird geprÃ¼ft.") == [("Ã¼", "utf-8>cp1252"), ("Ã¼", "utf-8>cp1252")]


def test_one_sign_repeated_is_no_mojibake() -> None:
    assert (
        spans("mojibake", "doc→pdf, html→pdf, md→html: the tool knows html→text and text→html.\n" * 8) == []
    )


def test_garbled_strings_in_code_are_damage() -> None:
    text = (
        'The shop lists its goods.\n\n```js\nlet goods = ["koláče", "KvÄ›tiny", "Å¾idle", "svÃ­Äky"];\n```\n'
    )
    assert spans("mojibake", text)


def test_signs_inside_scattered_words_add_up() -> None:
    text = (
        "Die schöne Straße führt über Köln nach Münster und dann weiter zu den Gärten der Königin. "
        "Wir d眉rfen heute früh gehen, später k枚nnen es alle. Für die Gäste gehört das dazu, f眉r uns nicht. "
        "Sie m眉ssen nur wissen, was sie k枚nnten, wenn sie w眉rden."
    )
    assert {kind for _, kind in spans("mojibake", text)} == {"utf-8>gbk"}


def test_what_was_lost_before_it_was_misread_is_left_to_lossy_conversion() -> None:
    assert spans("mojibake", "Typical signatures are 锟斤拷 in Chinese pages and others elsewhere.") == []


def test_a_large_text_is_explained_in_parts(monkeypatch):
    line = "Les élèves étaient très fatigués après la fête, mais déjà prêts à répéter leur pièce.\n"
    garbled = (line * 30).encode().decode("cp1252")
    whole = spans("mojibake", garbled)
    monkeypatch.setattr(mojibake, "LARGEST", 400)
    assert spans("mojibake", garbled) == whole
    assert {kind for _, kind in spans("mojibake", garbled.replace("\n", " "))} == {"utf-8>cp1252"}
