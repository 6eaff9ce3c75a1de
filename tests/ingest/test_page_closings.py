from __future__ import annotations

from tests.ingest.test_page_chrome import dropped

TEXT = "I Vindsala hänger verktygen i ett skåp vid stationen, och den som lånar skriver upp sitt namn.\n\n"


def test_the_name_of_a_site_goes_where_its_notices_name_it() -> None:
    text = f"TORGET\nMeny   Sök   Logga in\n\nSå lånar byn ut verktyg\n4 maj 2021\n\n{TEXT}© Torget 2021\n"
    assert "TORGET" in dropped(text)


def test_a_short_title_above_buttons_stays() -> None:
    assert "Skåpet" not in dropped(f"Skåpet\nDela på Facebook\nSkriv ut\n\n{TEXT}© Torget 2021\n")


def test_what_stands_above_the_path_to_a_page_goes() -> None:
    text = f"Byarnas idéer\nVad letar du efter?\nIdéer > Verktyg\n\nSkåpet vid stationen\n\n{TEXT}"
    gone = dropped(text)
    assert {"Byarnas idéer", "Vad letar du efter?"} <= set(gone)
    assert "Skåpet vid stationen" not in gone


def test_thanks_go_and_the_names_under_a_short_word_of_thanks_stay() -> None:
    assert "Tack! Frågor?" in dropped(f"Skåpet\n\n{TEXT}Tack! Frågor?\n\nLise Holm, samordnare\n")
    assert dropped(f"Skåpet\n\n{TEXT}Tack!\n\nLise Holm, samordnare\n") == {}


def test_questions_with_answers_under_them_stay() -> None:
    assert dropped(f"Skåpet\n\n{TEXT}Frågor?\n\n- Vem har nyckeln till skåpet?\n- Vem målar det?\n") == {}


def test_the_greeting_above_the_foot_of_a_letter_goes() -> None:
    foot = "Avsluta prenumerationen | Ändra dina uppgifter\n"
    gone = dropped(f"Grannbrevet nr 4\n\n{TEXT}Allt gott tills nästa gång\nEva och Mustafa\n{foot}")
    assert {"Allt gott tills nästa gång", "Eva och Mustafa"} <= set(gone)
    assert dropped(f"Möte i rådet\n\n{TEXT}Vi ses i maj\nEva\n") == {}
