"""Sealed values open only with a key, and hashes of different things differ."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet, InvalidToken

from madoguchi.base.crypto import reseal, salted_hash, seal, unseal


def test_what_is_sealed_opens_again():
    assert unseal(seal({"bank": "ひばり銀行", "number": "0012345"})) == {
        "bank": "ひばり銀行",
        "number": "0012345",
    }


def test_the_same_value_never_looks_the_same():
    assert seal("麦") != seal("麦")


def test_one_changed_byte_spoils_the_seal():
    token = seal("麦")
    with pytest.raises(InvalidToken):
        unseal(token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"))


def test_an_old_key_still_opens_and_can_be_retired(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    token = seal("麦")
    settings.FIELD_KEYS = [new, old]
    renewed = reseal(token)
    settings.FIELD_KEYS = [new]
    assert unseal(renewed) == "麦"
    with pytest.raises(InvalidToken):
        unseal(token)


def test_parts_of_a_hash_do_not_run_together():
    assert salted_hash("code", "12", "3") != salted_hash("code", "1", "23")


def test_a_hash_needs_the_key(settings):
    before = salted_hash("code", "123456")
    settings.HASH_KEY = "another"
    assert salted_hash("code", "123456") != before
