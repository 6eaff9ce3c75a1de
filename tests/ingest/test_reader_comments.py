from __future__ import annotations

from tests.ingest.test_page_chrome import dropped

ARTICLE = (
    "Bänken som samlar gatan\n\nBänken står utanför affären, och där sitter alltid någon som har tid.\n"
    "Kommunen målade den gul och lät dem som bor där bestämma var den skulle stå.\n\n"
)


def test_comments_of_readers_go_with_the_line_that_counts_them() -> None:
    comments = [
        "2 kommentarer",
        "Åsa B 3 maj 2019 kl. 08:12",
        "Så fint!",
        "Per, för 2 dagar sedan: Och billigt.",
    ]
    text = ARTICLE + "\n".join(comments) + "\nSkriv en kommentar\n"
    assert list(dropped(text)) == [*comments, "Skriv en kommentar"]


def test_text_after_a_count_of_comments_stays_without_a_name_and_time() -> None:
    text = ARTICLE + "2 kommentarer\nBåda handlade om färgen på bänken.\n"
    assert list(dropped(text)) == ["2 kommentarer"]


def test_what_follows_the_last_comment_stays() -> None:
    text = (
        ARTICLE
        + "1 kommentar\nMaja Holm 4. juni 2020 kl. 21.05\nGod idé.\n\nBag om artiklen\nVi mødtes to gange.\n"
    )
    assert list(dropped(text)) == ["1 kommentar", "Maja Holm 4. juni 2020 kl. 21.05", "God idé."]
