"""Which passwords will do, and what is kept of them."""

from __future__ import annotations

import unicodedata

import pytest

from kb.errors import AccountError
from kb.passwords import check_password, hash_password, is_hash, is_outdated, is_right


@pytest.mark.parametrize("password", ["x", "elva tecken", "å" * 11])
def test_short_passwords_are_refused_with_the_fewest_characters(password: str) -> None:
    with pytest.raises(AccountError) as refused:
        check_password(password, "anna")
    assert (refused.value.key, refused.value.values) == ("account.problem_password_short", {"count": 12})


@pytest.mark.parametrize(
    "password",
    ["Password1234", "lösenord1234", "LÖSENORD1234", "adgangskode123", "aaaaaaaaaaaa", "121212121212",
     "anna.andersson", "Anna.Andersson", "anna.andersson@kommun.example"],
)  # fmt: skip
def test_common_passwords_and_the_login_are_refused(password: str) -> None:
    with pytest.raises(AccountError) as refused:
        check_password(password, "anna.andersson@kommun.example")
    assert refused.value.key == "account.problem_password_common"


@pytest.mark.parametrize("password", ["tolv tecken!", "ö" * 3 + "æøåäß 1234", "långt " * 200])
def test_long_passwords_of_any_letters_will_do(password: str) -> None:
    check_password(password, "anna")
    assert is_right(password, hash_password(password))


def test_every_character_of_a_long_password_counts() -> None:
    password = "långt " * 200
    assert not is_right(password[:-1] + "x", hash_password(password))


def test_a_password_is_the_same_however_a_keyboard_writes_it() -> None:
    password = "Blåbærgrød på bålet ﬁnt"
    kept = hash_password(unicodedata.normalize("NFD", password))
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert is_right(unicodedata.normalize(form, password), kept)
    assert not is_right(password.lower(), kept)


def test_same_passwords_have_different_hashes_that_are_up_to_date() -> None:
    one, other = hash_password("tolv tecken!"), hash_password("tolv tecken!")
    assert one != other
    assert is_hash(one)
    assert not is_outdated(one)


def test_without_a_hash_no_password_is_right() -> None:
    assert not is_right("tolv tecken!", None)
    assert not is_right("", None)
    assert not is_right("tolv tecken!", "$argon2id$broken")
