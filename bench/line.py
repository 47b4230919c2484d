"""A hundred thousand friends told at once through LINE's stand-in; and one person told meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import httpx

from bench import holding, house
from bench.figures import Figure, Share
from bench.house import ROOT

FRIENDS: Final = 100_000
A_CHUNK: Final = 500
EXPANDED, DRAINED, ALONE = 5, 60, 2  # seconds
GOAL: Final = 0.25  # of the plain loop, which remembers nothing
WORDS: Final = [{"type": "text", "text": "明日は可燃ごみの日です。"}]
SAID: Final = {code: {"title": "可燃ごみ", "text": WORDS[0]["text"]} for code in ("ja", "ja-easy", "en")}
PAGE: Final = "お知らせがあります。\n\nhttps://localhost/me/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """LINE's stand-in, and the settings by which the city reaches it."""

    wire: httpx.Client
    settings: dict[str, str]

    def look(self, what: str) -> Any:
        """What it has seen."""
        return self.wire.get(f"/_sim/{what}").raise_for_status().json()

    def turn(self, what: str, asked: object) -> None:
        """Pull one of its strings."""
        self.wire.post(f"/_sim/{what}", json=asked).raise_for_status()


def figures(var: Path) -> Iterator[Figure | Share]:
    """Rows of everybody, chunks to everybody, one person in between, and the plain loop for comparison."""
    with platform(friends=FRIENDS) as line, house.opened(var, demo=True, more=line.settings):
        people = befriend(line, FRIENDS)
        row, noted = released()
        yield Figure(
            name=f"{FRIENDS:,} recipients noted, the whole release", value=noted, limit=EXPANDED, unit="s"
        )
        told, expanded = expand(row)
        yield Figure(
            name=f"{FRIENDS:,} recipients expanded, the whole wave", value=expanded, limit=EXPANDED, unit="s"
        )
        drained, alone = drain(told, people[0])
        expect_reconciled(line, told, FRIENDS)
        yield Figure(
            name=f"{FRIENDS:,} recipients drained, limits on", value=drained, limit=DRAINED, unit="s"
        )
        yield Figure(name="one person told during that broadcast", value=alone, limit=ALONE, unit="s")
        plain = plain_loop(line, people)
        yield Share(
            name="recipients a second, beside the plain SDK loop",
            value=FRIENDS / drained,
            floor=FRIENDS / plain,
            ratio=plain / drained,
            goal=GOAL,
            unit="/s",
        )


@contextmanager
def platform(*, friends: int) -> Iterator[Platform]:
    """A stand-in with so many friends of the city's account."""
    os.environ["LINE_SIM"] = "1"
    with house.serving(("line_simulator.cli", "--port", "PORT"), path="/_sim/channels") as web:
        base = f"http://127.0.0.1:{web.port}"
        with httpx.Client(base_url=base, timeout=120) as wire:
            found = wire.get("/_sim/channels").json()
            ours = next(each for each in found if each["type"] == "messaging")
            settings = {
                "MADOGUCHI_LINE_CHANNEL_ID": ours["id"],
                "MADOGUCHI_LINE_CHANNEL_SECRET": ours["secret"],
                "MADOGUCHI_LINE_API_BASE": base,
            }
            line = Platform(wire=wire, settings=settings)
            line.turn("limits", {"profile": "real"})
            line.turn("seed", {"users": friends, "friends": friends})
            yield line


def befriend(line: Platform, count: int) -> list[str]:
    """Let the city know its friends, residents with a profile each. Returns their ids on LINE."""
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.messaging.models import Friend
    from madoguchi.outreach.actions import profiles
    from madoguchi.people.models import Resident

    people = [each["id"] for each in line.look("users")][-count:]
    now, languages = clock.now(), ("ja", "ja", "ja", "en", "ja-easy")
    residents = Resident.objects.bulk_create(
        [Resident(language=languages[at % 5], created_at=now) for at in range(count)], batch_size=5000
    )
    rows = (
        Friend(line_user_id=each, language=row.language, followed_at=now, resident_ref=row.reference)
        for each, row in zip(people, residents, strict=True)
    )
    Friend.objects.bulk_create(rows, batch_size=5000)
    profiles.rebuild_all(by=SYSTEM, now=now)
    return people


def broadcast() -> UUID:
    """Promise to tell them all, past who lets it go."""
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.messaging import actions
    from madoguchi.messaging.models import Friend
    from madoguchi.rules.messages import Lane

    now = clock.now()
    return actions.broadcast(
        key=str(uuid4()),
        title="可燃ごみ",
        messages={language: WORDS for language in ("ja", "ja-easy", "en")},
        to=Friend.objects.all(),
        lane=Lane.BULK,
        expires_at=now + timedelta(hours=6),
        by=SYSTEM,
        now=now,
    ).pk


def released() -> tuple[Any, float]:
    """A broadcast to everybody, let go by two people; seconds until everybody is noted for it."""
    from tests.city.people import acting, make_officer, make_section

    from madoguchi.outreach.actions import broadcasts
    from madoguchi.outreach.actions.broadcasts import Written
    from madoguchi.people.models import Role
    from madoguchi.rules.broadcasting import Plan

    section = make_section("outreach-bench", mark="試")
    writer, approver = (make_officer(section=section, role=role) for role in (Role.REVIEWER, Role.APPROVER))
    plan = Plan(is_emergency=False, asked_at=None, expires_at=None)
    told = Written(
        section=section.pk, name="可燃ごみ", segment=None, words=SAID, targets=["/collection/"], plan=plan
    )
    now = _noon()
    row = broadcasts.write(written=told, officer=writer, by=acting(writer), now=now)
    broadcasts.release(
        broadcast=row.pk, officer=writer, seen=1, is_all_meant=True, by=acting(writer), now=now
    )
    began = time.perf_counter()
    row = broadcasts.approve(broadcast=row.pk, officer=approver, seen=1, by=acting(approver), now=now)
    return row, time.perf_counter() - began


def expand(row: Any) -> tuple[UUID, float]:
    """Its wave begins: LINE, mail, and a page for each; seconds until all of it is promised."""
    from madoguchi.outreach import drawing
    from madoguchi.outreach.actions import waves

    wave = row.waves.get()
    for code in SAID:
        drawing.bubble(row, wave, code)  # a worker has read its words before
    began = time.perf_counter()
    waves.begin(wave=wave.pk, now=wave.leaves_at)
    seconds = time.perf_counter() - began
    wave.refresh_from_db()
    return wave.on_line, seconds


def _noon() -> datetime:
    """Yesterday's: no quiet hour, and nobody waits for tomorrow."""
    from madoguchi.base import clock
    from madoguchi.rules.calendar import TOKYO

    return clock.now().astimezone(TOKYO).replace(hour=12) - timedelta(days=1)


def drain(told: UUID, somebody: str) -> tuple[float, float]:
    """Seconds until the worker has told all; and until one person was told who came in between."""
    from madoguchi.messaging.models import LineChunk

    sent = LineChunk.objects.filter(broadcast=told, status="sent")
    open_ones = LineChunk.objects.filter(broadcast=told, status__in=("queued", "retry", "sending"))
    with working():
        holding.wait(sent.exists)
        began = time.perf_counter()
        alone = _tell_one(somebody)
        holding.wait(lambda: not open_ones.exists())
        return time.perf_counter() - began, alone


def _tell_one(somebody: str) -> float:
    from madoguchi.base import clock, jobs
    from madoguchi.messaging.models import Friend, OutgoingMessage

    friend = Friend.objects.get(line_user_id=somebody)
    now = clock.now()
    row = OutgoingMessage.objects.create(
        dedupe_key=str(uuid4()), channel="line", friend=friend, resident_ref=friend.resident_ref, address="",
        language="ja", template="received", subject="お知らせがあります", body=PAGE, about_kind="bench",
        about_ref="1", status="queued", queued_at=now, next_attempt_at=now,
    )  # fmt: skip
    jobs.defer("messaging.deliver", priority=10, message=str(row.pk))
    began = time.perf_counter()
    holding.wait(lambda: OutgoingMessage.objects.filter(pk=row.pk, status="sent").exists())
    return time.perf_counter() - began


@contextmanager
def working() -> Iterator[subprocess.Popen[bytes]]:
    """A worker as production runs it."""
    worker = subprocess.Popen([sys.executable, "-m", "madoguchi.config.cli", "worker"], cwd=ROOT)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def expect_reconciled(line: Platform, told: UUID, count: int) -> None:
    """What the city believes is what stands on the phones: everybody once."""
    from madoguchi.messaging.channel_state import count_recipients
    from madoguchi.messaging.models import LineRecipient

    arrived = line.look("stats")["arrived"]["multicast"]
    believed = count_recipients([told])[told]
    rows = LineRecipient.objects.filter(broadcast=told).count()
    found = {"arrived": arrived, "believed": believed.get("sent", 0), "rows": rows}
    holding.require(set(found.values()) == {count}, str(found))


def plain_loop(line: Platform, people: Sequence[str]) -> float:
    """Seconds in which the official SDK sends the same chunks, one after the other, remembering nothing."""
    from linebot.v3 import messaging, oauth

    base = str(line.wire.base_url).rstrip("/")
    with oauth.ApiClient(oauth.Configuration(host=base)) as client:
        token = oauth.ChannelAccessToken(client).issue_stateless_channel_token(
            grant_type="client_credentials",
            client_id=line.settings["MADOGUCHI_LINE_CHANNEL_ID"],
            client_secret=line.settings["MADOGUCHI_LINE_CHANNEL_SECRET"],
        )
    with messaging.ApiClient(messaging.Configuration(host=base, access_token=token.access_token)) as client:
        api = messaging.MessagingApi(client)
        began = time.perf_counter()
        for start in range(0, len(people), A_CHUNK):
            words = [messaging.TextMessage(text=WORDS[0]["text"])]
            api.multicast(messaging.MulticastRequest(to=people[start : start + A_CHUNK], messages=words))
        return time.perf_counter() - began
