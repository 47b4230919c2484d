"""Where mail goes, from one address in the environment."""

from __future__ import annotations

import pytest

from madoguchi.config import mail


def set_to(monkeypatch: pytest.MonkeyPatch, url: str) -> dict[str, object]:
    monkeypatch.setenv("MADOGUCHI_MAIL_URL", url)
    return mail.settings(demo=False)


def test_a_server_with_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    found = set_to(monkeypatch, "smtp://city%40example:p%3Aw@mail.example:2525")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", 2525)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("city@example", "p:w")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (True, False)


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 587, True, False),
        ("smtp://mail.example:25?tls=0", 25, False, False),
        ("smtps://mail.example", 465, False, True),
    ],
)
def test_how_it_is_encrypted(
    monkeypatch: pytest.MonkeyPatch, url: str, port: int, tls: bool, ssl: bool
) -> None:
    found = set_to(monkeypatch, url)
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)


def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="expected smtp://"):
        set_to(monkeypatch, "mail.example")


def test_the_demo_keeps_its_mail_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_MAIL_URL", "smtp://mail.example")
    assert mail.settings(demo=True) == {"EMAIL_BACKEND": "madoguchi.demo.mailbox.MailboxBackend"}
