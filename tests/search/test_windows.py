from __future__ import annotations

from search.windows import windows_of


def test_each_sentence_is_a_window() -> None:
    text = "En mening.  En till?\n\nOch en."
    assert [text[start:end] for start, end in windows_of(text)] == ["En mening.", "En till?", "Och en."]


def test_a_blank_text_has_no_windows() -> None:
    assert windows_of("  \n") == []


def test_a_very_long_text_has_at_most_64_windows_that_leave_nothing_out() -> None:
    text = " ".join(f"Mening {number} är här." for number in range(1_000))
    spans = windows_of(text)
    assert len(spans) == 63  # of 16 sentences each
    assert " ".join(text[start:end] for start, end in spans) == text


def test_a_text_of_64_sentences_has_a_window_for_each() -> None:
    assert len(windows_of("Så är det. " * 64)) == 64
