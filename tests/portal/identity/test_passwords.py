"""Which passwords are taken, and how they are kept."""

from unittest.mock import Mock

import pytest
from argon2 import PasswordHasher, extract_parameters

from naruteo_portal.identity import passwords
from naruteo_portal.identity.passwords import (
    HASHER,
    WeakPassword,
    check_password,
    hash_password,
    needs_rehash,
    password_matches,
)


@pytest.mark.parametrize(
    "good", ["강을 건너는 배 한 척", "correct horse battery", "x7!kQ2#mP9", "가나다라마바사아자차카"]
)
def test_length_is_what_counts(good: str) -> None:
    check_password(good, "haneul@example.kr", "김하늘")


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "짧은 말",
        "aaaaaaaaaaaa",
        "qwerty12345",
        "Password2026!",
        "dkssudgktpdy1",
        "haneul@example.kr",
        "김하늘김하늘김하늘1",
    ],
)
def test_what_is_guessed_first_is_refused(weak: str) -> None:
    with pytest.raises(WeakPassword):
        check_password(weak, "haneul@example.kr", "김하늘")


def test_a_hash_fits_only_its_password_in_whatever_composition() -> None:
    kept = hash_password("하늘과 강과 배와 나루")
    assert kept.startswith("$argon2id$")
    assert password_matches("하늘과 강과 배와 나루", kept)
    assert password_matches("\u1112\u1161\u1102\u1173\u11af과 강과 배와 나루", kept)
    assert not password_matches("하늘과 강과 배와 나무", kept)
    assert not password_matches("하늘과 강과 배와 나루", None)
    assert not password_matches("anything", "no hash at all")


def test_old_parameters_are_noticed() -> None:
    assert needs_rehash(PasswordHasher(time_cost=1, memory_cost=64).hash("하늘과 강과 배와 나루"))
    assert not needs_rehash(hash_password("하늘과 강과 배와 나루"))


def test_an_unknown_account_takes_as_long_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = hash_password("하늘과 강과 배와 나루")
    password_matches("warm up", None)
    verify = Mock(wraps=HASHER.verify)
    monkeypatch.setattr(passwords, "HASHER", Mock(verify=verify))
    assert not password_matches("a wrong password", None)
    assert not password_matches("a wrong password", kept)
    nobodys, somebodys = (extract_parameters(call.args[0]) for call in verify.call_args_list)
    assert nobodys == somebodys
