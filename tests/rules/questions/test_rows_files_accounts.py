"""Groups, files, bank accounts and corporate numbers."""

import pytest

from madoguchi.rules.documents import parts
from madoguchi.rules.questions import accounts, read, show
from madoguchi.rules.questions.groups import next_row_id

FILE = {"name": "証明書.pdf", "sha256": "a" * 64}
ACCOUNT = {
    "bank_code": "０００１", "bank_name": "ひばり銀行", "branch_code": "001", "branch_name": "中央支店",
    "kind": "ordinary", "number": "1234", "holder_kana": "すみだ　きょうこ",
}  # fmt: skip


def test_rows_are_read_with_their_ids(ask):
    rows = [{"_id": "r2", "day": {"year": "R8", "month": "4", "day": "1"}, "unknown": 1}, {"_id": "r1"}]
    assert read(ask("group"), rows, {}) == [{"_id": "r2", "day": "2026-04-01"}, {"_id": "r1"}]


def test_what_is_wrong_stands_in_its_row(ask, codes):
    rows = [{"_id": "r1", "day": "2026-02-30"}, {"_id": "r2", "who": {"family": "墨田"}}]
    assert set(codes(read(ask("group"), rows, {}))) == {
        "q/r1/day", "q/r2/who.given", "q/r2/who.family_kana", "q/r2/who.given_kana", "q/r2/who.birth_date",
    }  # fmt: skip


@pytest.mark.parametrize(
    "rows", [[{"day": "x"}], [{"_id": "r1"}, {"_id": "r1"}], [{"_id": "1"}], ["r1"], {"_id": "r1"}]
)
def test_rows_need_ids_of_their_own(ask, codes, rows):
    assert codes(read(ask("group"), rows, {})) == {"q": "wrong_shape"}


def test_there_are_neither_too_few_nor_too_many_rows(ask, codes):
    repeat = {"at_least": 2, "at_most": 2, "noun": {"ja": "人"}}
    rows = [{"_id": f"r{n}"} for n in (1, 2, 3)]
    assert codes(read(ask("group", repeat=repeat), rows, {})) == {"q": "too_many_rows"}
    assert codes(read(ask("group", repeat=repeat), rows[:1], {})) == {"q": "too_few_rows"}


def test_a_new_row_gets_an_id_no_other_has():
    assert next_row_id([]) == "r1"
    assert next_row_id([{"_id": "r1"}, {"_id": "r7"}, {"_id": 5}, None]) == "r8"


def test_files_are_named_and_counted(ask, codes):
    assert read(ask("files"), [{**FILE, "path": "/etc"}], {}) == [FILE]
    assert codes(read(ask("files", at_most=1), [FILE, FILE], {})) == {"q": "too_many_files"}
    assert codes(read(ask("files", at_least=2), [FILE], {})) == {"q": "too_few_files"}
    assert codes(read(ask("files"), [{"name": "x", "sha256": "../../x"}], {})) == {"q.1": "wrong_shape"}


def test_a_reason_stands_for_files_only_where_the_question_allows(ask, codes):
    reason = {"cannot": "勤務先に依頼中"}
    assert read(ask("files", cannot_provide=True), reason, {}) == reason
    assert codes(read(ask("files"), reason, {})) == {"q": "must_provide"}
    assert show(ask("files"), reason, "ja", {}) == "提出できません（理由: 勤務先に依頼中）"


def test_a_reason_that_is_not_written_yet_leaves_the_files(ask):
    files = ask("files", cannot_provide=True)
    assert read(files, {"cannot": " ", "given": [FILE]}, {}) == [FILE]
    assert read(files, {"cannot": "依頼中", "given": [FILE]}, {}) == {"cannot": "依頼中"}
    assert read(files, {"cannot": "", "given": []}, {}) is None


def test_an_account_is_written_as_banks_write_it(ask):
    account = read(ask("bank_account"), ACCOUNT, {})
    assert account["number"] == "0001234"
    assert account["holder_kana"] == "ｽﾐﾀﾞ ｷﾖｳｺ"
    assert account["bank_code"] == "0001"


def test_what_banks_cannot_write_is_named(ask):
    (problem,) = read(ask("bank_account"), {**ACCOUNT, "holder_kana": "墨田"}, {})
    assert (problem.path, problem.code, problem.facts) == (
        "q.holder_kana",
        "not_bank_kana",
        {"characters": "墨田"},
    )


def test_the_kinds_of_account_are_those_of_documents():
    assert tuple(accounts.KINDS) == parts.ACCOUNT_KINDS


@pytest.mark.parametrize("typed", ["8700110005901", "８７００１１０００５９０１", "8-7001-1000-5901"])
def test_a_corporate_number_checks_itself(ask, typed):
    assert read(ask("corporate_number"), typed, {}) == "8700110005901"


@pytest.mark.parametrize("typed", ["7700110005901", "870011000590", "87001100059012", "0700110005901"])
def test_a_wrong_corporate_number_is_noticed(ask, codes, typed):
    assert codes(read(ask("corporate_number"), typed, {})) == {"q": "not_a_corporate_number"}
