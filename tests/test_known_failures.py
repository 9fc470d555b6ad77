"""Faults that the default rules are known to miss: docs/accuracy.md lists them. A lucky fix will be noticed."""

from __future__ import annotations

import pytest

import textgate

REPORT = (
    "The harbour office opens at seven, and the first ferry leaves half an hour later. Tickets are sold on "
    "board, and children travel free of charge on weekdays.\n\n"
)
MISSED = {
    "a hole inside a line": (
        "truncation",
        REPORT
        + "Passengers with bicycles wait at the second gate until the pilot has been repaired by the evening.\n",
    ),
    "a cut between two sentences": (
        "truncation",
        REPORT + "The timetable has three parts. The first part lists the ferries of the summer.",
    ),
    "Thai, cut inside a sentence": (
        "truncation",
        "สำนักงานท่าเรือเปิดเวลาเจ็ดโมงเช้า เรือเที่ยวแรกออกหลังจากนั้นครึ่งชั่วโมง ตั๋วมีขายบนเรือ\n\nผู้โดยสารที่มีจักรยานต้องรอที่",
    ),
    "one letter of another code page": (
        "mojibake",
        REPORT
        + "The guest of honour was the writer Zsófia Kõrösi, who read from her new book about the sea.\n",
    ),
    "spam about the subject of the page, in its language": (
        "spam",
        REPORT
        + "Our company sails twice a day and has the best cabins on the coast; come and see us at the pier.\n",
    ),
}


@pytest.mark.parametrize("fault", MISSED)
@pytest.mark.xfail(strict=True, reason="known to be missed, see docs/accuracy.md")
def test_missed(fault: str):
    family, text = MISSED[fault]
    assert family in {finding.family for finding in textgate.check_text(text).findings}
