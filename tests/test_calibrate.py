from __future__ import annotations

import textgate
from textgate.calibrate import calibrate
from textgate.policy import Policy

LETTER = (
    "Die Stadtverwaltung teilt mit, dass die Brücke über den Mühlbach ab Montag gesperrt wird. Fußgänger "
    "können den Steg weiter unten benutzen. Für Rückfragen steht das Bürgerbüro zur Verfügung.\n\n"
    "Die Bauarbeiten dauern voraussichtlich drei Wochen. Während dieser Zeit fährt der Bus eine Umleitung "
    "über die Königsstraße. Wir bitten um Verständnis für die Störungen.\n"
)
KINDS = ["mojibake:utf-8>cp1252", "mojibake:gbk>big5", "mixed:cyrl-in-latn"]


def letters(count: int) -> list[textgate.Document]:
    return [
        textgate.Document(f"letter-{n}", LETTER.replace("Montag", f"dem {n + 1}. Mai")) for n in range(count)
    ]


def test_recall_and_false_alarms_are_counted():
    found = calibrate(letters(5), textgate.default_rules(), kinds=KINDS, severity=0.5, seed=3)
    assert found.documents == 5
    assert found.alarms == ()
    assert found.suggestions == ()
    by_kind = {result.kind: result for result in found.kinds}
    assert by_kind["mojibake:utf-8>cp1252"].made == 5
    assert by_kind["mojibake:utf-8>cp1252"].recall == 1.0
    assert by_kind["mojibake:utf-8>cp1252"].placed == 5
    # German has no characters that GBK could write: nothing to damage, nothing to miss.
    assert (by_kind["mojibake:gbk>big5"].made, by_kind["mojibake:gbk>big5"].recall) == (0, 0.0)


def test_the_same_seed_gives_the_same_answer():
    first = calibrate(letters(3), textgate.default_rules(), kinds=KINDS, seed=1)
    assert first == calibrate(letters(3), textgate.default_rules(), kinds=KINDS, seed=1)


def test_a_rule_that_fails_good_documents_gets_a_suggestion():
    policy = textgate.default_rules()
    from textgate.rules import load

    strict = load(
        "version: 1\npreset: none\nrules:\n  long_words: {severity: error, limit: 5, why: too strict}\n"
    )
    found = calibrate(letters(4), Policy(policy.rules + strict.rules), kinds=KINDS[:1], target=0.0)
    assert [rules for _, rules in found.alarms] == [("long_words",)] * 4
    suggestion = found.suggestions[0]
    assert (suggestion.rule, suggestion.setting, suggestion.alarms, suggestion.alarms_after) == (
        "long_words", "limit", 4, 0,
    )  # fmt: skip
    assert 5 < suggestion.value < 9
