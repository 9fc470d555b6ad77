"""Build data/languages.json: the commonest words and letters of languages, for textgate.language.identify.
And data/language_words.npy, which is made of it: see ``textgate.language_tables.common_words``.

    pip install -e '.[tables]' && python tools/build_languages.py

Source: the PyPI package wordfreq (code Apache-2.0, data CC BY-SA 4.0 and freer, by Robyn Speer); for
languages that it lacks, short lists of function words written here.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections import defaultdict
from importlib import metadata
from pathlib import Path

import numpy as np
import wordfreq

from textgate import language_tables

DATA = Path(__file__).parents[1] / "checks" / "textgate" / "data"
WORDS = 160
# The lists are case-folded, which writes ß as ss and final sigma as sigma: -log2 of the share of all letters.
FOLDED = {"de": {"ß": 9}, "el": {"ς": 5}}
LEAST_LETTER = 2e-5  # share of all letters below which a letter is not part of a language's usual set

# Languages whose script alone does not tell them apart. Chinese, Japanese, Korean, Greek ... need no words.
LATIN = "ca cs da de en es fi fil fr hu id is it lt lv ms nb nl pl pt ro sh sk sl sv tr vi".split()
CYRILLIC = "bg mk ru uk".split()
ARABIC = "ar fa ur".split()
WRITTEN_HERE = {
    "af": "die en van in het is nie dat wat vir met hy ek om te sy was op aan ons hulle jy word ook sal so",
    "az": "və bir bu ilə üçün də ki olan daha çox var deyil kimi sonra onun amma hər mən sən biz onlar idi edir",
    "be": "і у ў на не што з як да ён яна гэта але для ад па за было быў была якія які або таксама калі яго іх так "
    "толькі каб можа трэба быць гэты гэтага пра без над пры пасля перад больш вельмі ваш вашага праект мы вы "
    "чым тым каго чаго гэтыя гэтай якога якой якую таго яшчэ ужо заўсёды цяпер потым час год дзень людзі чалавек "
    "жыццё жыцця краіна мова кніга дзеці дзеля жанчына рэч рэчы сэнс тэкст тэма мэта ідэя праблема пытанне адказ "
    "працэс праца працаваць рабіць зрабіць сказаць кажа пісаць чытаць вучыць ведаць ведае думаць бачыць хацець "
    "першы другі апошні новы стары добры дрэнны вялікі малы лепшы кожны любы іншы розны сам самы усё усе ўсе ўсіх "
    "тэхніка тэхнічны электрычны эфект этап рэдка чэрвень чатыры шэсць дзевяць дзесяць цэлы цэнтр жэст",
    "et": "ja on ei et see ta kui mis oli ka kes oma nii aga mida siis või ma sa me selle välja pole nagu veel "
    "või võib võiks võtta õige õigus õpe õppida õpetaja õhtu õnn õlu kõik kõige kõrge kõne lõpp lõpuks mõni mõte "
    "mõju nõu nõnda nõue põhi põhja põld rõõm rõhk sõna sõber sõda tõesti tõlge tõus võrk võrgu võõras süsteem "
    "töö tööd öö üks üle ülikool üldse küsimus näiteks nädal päev päeva pärast rääkima sügis väga väike äri ära",
    "eu": "eta da ez bat du dira izan hau den zuen baina ere egin dute zen bere oso hori gure horrek baino",
    "ga": "agus an na ar is go bhí tá sé ag le sin do níl sa atá mar bhfuil seo chun ach iad sí ní",
    "gl": "que de e non o a os as un unha do da no na é con para polo pola máis como foi ten eu ou seu",
    "kk": "және бұл мен бір да де үшін бар емес деп еді болды оның сол осы ол не көп жоқ кейін сияқты бойынша",
    "mn": "байна байх энэ тэр нь бол гэж юм болон дээр хэрэг хэрэглэх хэрэгтэй хэлбэр цэс мэдээлэл тэмдэг үүнийг "
    "хэмжээ өөр өгөгдөл нээх хаах хэрэглэгч хэвлэх хэсэг үсэг бүх шинэ дараах эсвэл ба байгаа болно чинь би чи "
    "тэд манай нэг хоёр хүн өдөр жил ээж аав гэр ном сайн уу эхэлсэн эхлэх мэдээ тэгээд гэхдээ учраас",
    "mr": "आहे आणि या हे ते तो ती नाही होते आहेत केले की त्या एक मी तर होता यांनी म्हणून काय करून असे",
    "ne": "छ र हो यो को मा का पनि भने गरेको छन् थियो एक गर्न त्यो तर हुने लागि भएको छैन म तपाईं गर्ने",
    "sq": "dhe në të një për me është nga që i e si nuk ka u do por kjo ky janë më ishte ai ajo se",
    "sr": "је и у да на се су за од са не као који што би али из то ће по до или није био бити",
    "sw": "ya wa na kwa ni katika la za kuwa hii yake kama cha huo hiyo lakini watu wake pia ambayo hao kila mtu",
}


def is_word(word: str) -> bool:
    """Whether a list entry is a word of letters and marks."""
    return all(unicodedata.category(c)[0] in "LM" for c in word)


def letter_costs(frequencies: dict[str, float]) -> dict[str, int]:
    """The usual letters above ASCII: letter -> -log2 of its share among all letters."""
    weight: defaultdict[str, float] = defaultdict(float)
    for word, frequency in frequencies.items():
        for char in word:
            weight[char] += frequency
    total = sum(w for c, w in weight.items() if c.isalpha())
    return {
        char: round(-math.log2(w / total))
        for char, w in sorted(weight.items())
        if ord(char) > 0x7F and char.isalpha() and w / total >= LEAST_LETTER
    }


def main() -> None:
    """Write the file."""
    words: dict[str, str] = {}
    letters: dict[str, dict[str, int]] = {}
    for language in [*LATIN, *CYRILLIC, *ARABIC, "hi", "el"]:
        frequencies = {w: f for w, f in wordfreq.get_frequency_dict(language, "best").items() if is_word(w)}
        words[language] = " ".join(list(frequencies)[:WORDS])
        letters[language] = letter_costs(frequencies) | FOLDED.get(language, {})
    for language, text in WRITTEN_HERE.items():
        words[language] = text
        letters[language] = letter_costs(dict.fromkeys(text.split(), 1.0))
    described = {
        "source": f"wordfreq {metadata.version('wordfreq')}",
        "licence": "Apache-2.0 and CC BY-SA 4.0",
        "words": words,
        "letters": letters,
    }
    path = DATA / "languages.json"
    path.write_text(
        json.dumps(described, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8"
    )
    np.save(DATA / "language_words.npy", language_tables.common_words())
    print(f"{len(words)} languages, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
