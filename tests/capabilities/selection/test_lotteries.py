"""What was promised for a lottery: everybody reads it at once, and the number only when it is shown."""

from __future__ import annotations

from hashlib import sha256
from types import SimpleNamespace

from django.test import Client
from django.urls import reverse
from tests.capabilities.selection.running import LATER
from tests.capabilities.selection.town import opened
from tests.city.households import publish_where
from tests.city.people import NOW, acting

from madoguchi.base import crypto
from madoguchi.people.models import Officer
from madoguchi.selection.actions import lottery
from madoguchi.selection.queries.lotteries import list_lotteries


def test_everybody_reads_the_promise_at_once_and_the_number_when_it_is_shown(
    city: SimpleNamespace, makoto: Officer, stranger: Client
) -> None:
    publish_where()
    round = opened(makoto, arrived_until=NOW.date())
    url = reverse("selection:lotteries")
    assert url == "/lottery/"
    assert round.title not in stranger.get(url).content.decode()  # nothing is promised
    promised = lottery.commit(round=round, by=acting(makoto), now=NOW)
    seed = crypto.unseal(promised.lottery_sealed)
    page = stranger.get(url).content.decode()
    assert round.title in page
    assert sha256(seed.encode()).hexdigest() in page
    assert seed not in page
    assert promised.lottery_sealed not in page
    assert "sha256sum" not in page
    lottery.reveal(round=round, by=acting(makoto), now=LATER)
    page = stranger.get(url).content.decode()
    assert f"printf '%s' \"{seed}\" | sha256sum" in page
    assert "令和9年度" in page
    assert makoto.name not in page


def test_the_latest_promise_stands_first(city: SimpleNamespace, makoto: Officer) -> None:
    publish_where()
    for title, now in (("一次募集", NOW), ("二次募集", LATER)):
        lottery.commit(round=opened(makoto, title=title), by=acting(makoto), now=now)
    opened(makoto, title="随時募集")
    assert [each.title for each in list_lotteries()] == ["二次募集", "一次募集"]
