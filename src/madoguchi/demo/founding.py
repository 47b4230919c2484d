"""The city itself: sections, people who work there, places, and what can be applied for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import jobs, office
from madoguchi.demo import city, desk, following, rounds, sheltered, transfers, visiting, visitors
from madoguchi.demo.households import dice
from madoguchi.demo.rounds import Round
from madoguchi.messaging import actions as messaging
from madoguchi.outreach.actions import collecting
from madoguchi.outreach.starting import START
from madoguchi.payments.actions import tables as fees
from madoguchi.people import app_codes
from madoguchi.people.actions import members, second_factor, staff
from madoguchi.people.models import Account, Role, Section
from madoguchi.people.queries import access_organisation, list_at_work
from madoguchi.places import actions as places
from madoguchi.places.actions import delegating
from madoguchi.places.queries import access_place
from madoguchi.procedures import actions as procedures
from madoguchi.procedures import queries as catalogue
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.review.actions import releasing, routing
from madoguchi.rules import calendar, documents
from madoguchi.rules.delegation import What
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.procedure import Period
from madoguchi.rules.readings import KANJI, TO_HIRAGANA
from madoguchi.studio import actions as studio
from madoguchi.studio.actions import Imported, reading

PLANNED_BEFORE: Final = timedelta(days=16)
RESULTS_AFTER: Final = 4  # working days
FOUNDED: Final = "places.imported"  # in the record; nearly the last line of a founding
PERMITTED: Final = frozenset(What) - {What.DOWNLOAD}
OFFERED_FOR: Final = timedelta(days=600)  # how long the procedures without a round have been there


def begun_at() -> datetime | None:
    """When this city was founded, as the record has it; None where there is none yet."""
    return Line.objects.filter(verb=FOUNDED).order_by("pk").values_list("at", flat=True).first()


def found(now: datetime) -> None:
    """Found the city, and offer what can be applied for all the year round."""
    sections = {row["code"]: _section(row, now) for row in city.table("sections")}
    for row in city.table("organisations"):
        staff.found_organisation(**row, by=SYSTEM, now=now)
    for row in city.table("officers"):
        _officer(row, sections, now)
    transfers.plan_april(now)
    _lay_out_approval(now)
    for slug in city.procedures():
        if slug != city.GAKUDO:
            _publish(_read(slug).model_copy(update={"period": Period()}), now - OFFERED_FOR)
    fees.take_table(document=city.fees(), sections=set(sections), officer=None, by=SYSTEM, now=now)
    reading.keep_readings(readings=_readings(), by=SYSTEM, now=now)
    collecting.take_in(**city.table("collection"), on_holidays=True, by=SYSTEM, now=now)
    places.import_places(
        districts=city.table("districts"),
        places=city.places(),
        postal_areas=city.table("postal_areas"),
        by=SYSTEM,
        now=now,
    )
    following.count_people(now)
    let_in_contractors(now)
    visiting.open_doors(now)
    sheltered.lay_down(now)
    messaging.save_menu(content=START, officer="", by=SYSTEM, now=now)
    with jobs.by_hand():  # the sweeper hands it to LINE, where there is one
        messaging.publish_menu(officer="", by=SYSTEM, now=now)


def let_in_contractors(now: datetime) -> None:
    """What the city permits those who run its clubs, and the head of one of them."""
    for row in city.table("clubs"):
        place = access_place(code=row["code"])
        if place.operator_id != city.OWN:
            delegating.permit(place=place, whats=PERMITTED, by=SYSTEM, now=now)
    for code in city.WITH_STAFF:
        delegating.permit(place=access_place(code=code), whats=PERMITTED, by=SYSTEM, now=now)
    for row in city.table("people.members"):
        _member(row, now)


def _member(row: dict[str, Any], now: datetime) -> None:
    """Somebody who works for a contractor; whom visitors can be, has a password and an app, too."""
    tried = row["key"] in visitors.MEMBERS
    today = calendar.local_day(now)
    member = members.register_member(
        organisation=access_organisation(code=row["organisation"]),
        number=row["login"],
        name=f"{row['family']} {row['given']}",
        kana=f"{row['family_kana']} {row['given_kana']}",
        title=row["title"],
        starts_on=date(calendar.fiscal_year(today), 4, 1),
        ends_on=None,
        password=visitors.PASSWORD if tried else None,
        by=SYSTEM,
        now=now,
    )
    if tried:
        _enrol(member.account, now)
    for club in _run_by(row):
        delegating.entrust(
            member=member,
            place=access_place(code=club),
            whats=PERMITTED,
            ends_on=None,
            by_section=True,
            by=SYSTEM,
            now=now,
        )


def _run_by(row: dict[str, Any]) -> list[str]:
    """The clubs a member answers for: one, or all that the body runs."""
    if "place" in row:
        return [row["place"]]
    return [club["code"] for club in city.table("clubs") if club["operator"] == row["organisation"]]


def _readings() -> dict[str, str]:
    """How the districts and schools are read, the schools without the word for school."""
    rows = [*city.table("districts"), *city.table("schools")]
    names = ((row["name"].removesuffix("小学校"), row["kana"].removesuffix("ショウガッコウ")) for row in rows)
    return {name: kana.translate(TO_HIRAGANA) for name, kana in names if KANJI.search(name)}


def version_of(round_: Round) -> int | None:
    """The version of the after-school clubs' procedure for that round, if it was published."""
    versions = (version.pk for version in catalogue.list_versions(city.GAKUDO))
    years = {catalogue.document_of(version).target_year: version for version in versions}
    return years.get(round_.target_year)


def offer(round_: Round) -> int:
    """The version for that round, published now if it was not yet."""
    if (version := version_of(round_)) is not None:
        return version
    period = Period(opens_at=round_.opens_at, closes_at=round_.closes_at)
    changes = {"period": period, "target_year": round_.target_year}
    return _publish(_read(city.GAKUDO).model_copy(update=changes), round_.offered_at).pk


def entrust(now: datetime) -> None:
    """The first two officers of a section answer for its procedures, unless others were named meanwhile."""
    on, order = calendar.local_day(now), [row["login"] for row in city.table("officers")]
    for offer in catalogue.list_offers(now):
        if catalogue.access_procedure_row(offer.slug, {offer.section}).owner is None:
            there = sorted(
                list_at_work(section=offer.section, on=on), key=lambda each: order.index(each.number)
            )
            owner, deputy, *_ = there
            procedures.entrust(slug=offer.slug, owner=owner, deputy=deputy, by=SYSTEM, now=now)


def _section(row: dict[str, Any], now: datetime) -> Section:
    starts_on = date.fromisoformat(row["starts_on"])
    told = {key: value for key, value in row.items() if key != "keeps_posts"}
    section = staff.found_section(**{**told, "starts_on": starts_on}, by=SYSTEM, now=now)
    if row.get("keeps_posts"):
        staff.entrust_posts(section=section, by=SYSTEM, now=now)
    return section


def _officer(row: dict[str, Any], sections: dict[str, Section], now: datetime) -> None:
    """Somebody who works for the city; whom visitors can be, has a password and an app, too."""
    tried = row["key"] in visitors.OFFICERS
    officer = staff.register_officer(
        number=row["login"],
        name=row["name"],
        kana=row["kana"],
        password=visitors.PASSWORD if tried else None,
        by=SYSTEM,
        now=now,
    )
    for post in row["posts"]:
        held = staff.appoint(
            officer=officer,
            section=sections[post["section"]],
            role=Role(post["role"]),
            title=post["title"],
            starts_on=date.fromisoformat(post["starts_on"]),
            by=SYSTEM,
            now=now,
        )
        if post.get("opens_protected"):
            staff.let_open_protected(post=held, allowed=True, by=SYSTEM, now=now)
    if tried:
        _enrol(officer.account, now)


def _lay_out_approval(now: datetime) -> None:
    """The section's route, 係長 then 課長 (専決), and an instant for what is decided early."""
    routing.set_route(
        section=desk.SECTION, procedure="", posts=("係長", "課長"), is_elsewhere=False, by=SYSTEM, now=now
    )
    planned_at = rounds.office_moment(now - PLANNED_BEFORE, 1, dice("release"))
    today = calendar.local_day(now)
    day = calendar.business_days_after(today, RESULTS_AFTER, office.closed_days(today.year))
    releasing.plan(
        section=desk.SECTION,
        title="学童クラブ 転入された方の結果",
        releases_at=rounds.at(day, time(9)),
        by=desk.reviewer(Role.APPROVER, planned_at, dice("release")),
        now=planned_at,
    )


def _enrol(account: Account, now: datetime) -> None:
    secret = visitors.app_secret(account.login)
    typed = app_codes.code_at(secret, app_codes.counter_of(now))
    second_factor.enrol_app(account=account, secret=secret, typed=typed, by=SYSTEM, now=now)


def _read(slug: str) -> Document:
    document = documents.parse(documents.load(city.procedure_text(slug)))
    if not isinstance(document, Document):
        raise ValueError(document)
    return document


def _publish(document: Document, now: datetime) -> ProcedureVersion:
    """Import a document as its author would, and put it in force."""
    text = documents.canonical(document)
    imported = studio.import_document(text=text, by=SYSTEM, now=now)
    if not isinstance(imported, Imported):
        raise ValueError(imported)
    return procedures.publish(slug=document.id, seen=documents.digest(text), by=SYSTEM, now=now)
