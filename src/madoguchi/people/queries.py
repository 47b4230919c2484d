"""Who works where, and what that lets them reach."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from madoguchi.people.models import (
    Account,
    Entrant,
    Member,
    Officer,
    Organisation,
    Post,
    Resident,
    Role,
    Section,
    SignIn,
)
from madoguchi.rules.names import kana_order

LATELY: Final = timedelta(days=60)  # somebody who went may still be asked what they left
SOON: Final = timedelta(days=150)  # transfers of April are known in winter
_RANK: Final = {Role.REVIEWER: 1, Role.APPROVER: 2, Role.ADMINISTRATOR: 3}


# The posts of a day, and with each section those it took over from: what was theirs stays readable.
_HELD: Final = """
WITH RECURSIVE held (section, role) AS (
    SELECT section_id, role FROM people_post
    WHERE officer_id = %(officer)s AND starts_on <= %(on)s AND (ends_on IS NULL OR ends_on > %(on)s)
    UNION
    SELECT predecessor.code, held.role
    FROM people_section AS predecessor JOIN held ON predecessor.successor_id = held.section
    WHERE predecessor.ends_on <= %(on)s
)
SELECT section, role FROM held
"""


def sections_of(*, officer: Officer, on: date) -> dict[str, Role]:
    """Codes of the sections an officer belongs to on that day, each with the highest role held there.

    Whoever belongs to a section also reaches those it took over from.
    """
    held: dict[str, Role] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"officer": officer.pk, "on": on})
        for code, role in cursor.fetchall():
            held[code] = max(held.get(code, Role.REVIEWER), Role(role), key=_RANK.__getitem__)
    return held


def role_in(*, officer: Officer, section: str, on: date) -> Role | None:
    """The highest role of an officer in a section on that day; None for an outsider."""
    return sections_of(officer=officer, on=on).get(section)


def titles_in(*, officer: Officer, section: str, on: date) -> tuple[str, ...]:
    """What an officer is called in a section on that day: 学童クラブ係長; more than one for 兼務."""
    held = _posts(on).filter(officer=officer, section__in=_answering(section, on)).exclude(title="")
    return tuple(held.order_by("pk").values_list("title", flat=True))


def reaches(*, officer: Officer, section: str, on: date) -> bool:
    """Whether an officer may read what belongs to a section."""
    return role_in(officer=officer, section=section, on=on) is not None


def may(role: Role | None, needed: Role) -> bool:
    """Whether a role carries what `needed` allows: an administrator may all that an approver may."""
    return role is not None and _RANK[role] >= _RANK[needed]


def administers(*, officer: Officer, on: date) -> frozenset[str]:
    """Codes of the sections an officer administers on that day."""
    held = sections_of(officer=officer, on=on)
    return frozenset(code for code, role in held.items() if role == Role.ADMINISTRATOR)


def opens_protected(*, officer: Officer, section: str, on: date) -> bool:
    """Whether an officer may open protected households (住所等の秘匿) of a section on that day."""
    held = _posts(on).filter(officer=officer, section__in=_answering(section, on))
    return held.filter(opens_protected=True).exists()


def list_posts(*, sections: Collection[str], on: date) -> list[Post]:
    """The posts of these sections on that day, by section and reading."""
    held = _posts(on).filter(section__in=sections).select_related("officer", "section")
    return sorted(held, key=lambda each: (each.section_id, *_by_reading(each.officer), each.pk))


def access_post(*, post_id: int, sections: Collection[str], on: date) -> Post:
    """A post of these sections on that day; 404 for any other."""
    found = _posts(on).filter(pk=post_id, section__in=sections).select_related("officer").first()
    if found is None:
        raise Http404
    return found


def staffed_by(*, officer: Officer, on: date) -> frozenset[str]:
    """Codes of the sections whose posts an officer may change: their own, or all where theirs keeps posts."""
    mine = administers(officer=officer, on=on)
    if Section.objects.filter(pk__in=mine, keeps_posts=True).exists():
        return frozenset(Section.objects.values_list("code", flat=True))
    return mine


def section_in_charge(*, code: str, on: date) -> Section:
    """The section that answers on that day for what belongs to `code`: itself, or who took over from it."""
    section, seen = access_section(code=code), {code}
    while (
        section.ends_on and section.ends_on <= on and section.successor and section.successor_id not in seen
    ):
        section = section.successor
        seen.add(section.pk)
    return section


def access_section(*, code: str) -> Section:
    """The section, whether it still exists or not; 404 for an unknown code."""
    found = Section.objects.filter(pk=code).first()
    if found is None:
        raise Http404
    return found


def section_name(code: str) -> str:
    """What the section is called; empty for an unknown code."""
    return Section.objects.filter(pk=code).values_list("name", flat=True).first() or ""


def list_sections(*, on: date) -> list[Section]:
    """The sections of that day."""
    return list(Section.objects.filter(_on(on)).order_by("code"))


def list_all_sections() -> list[Section]:
    """Every section there is, was and will be; those that end first stand last."""
    found = Section.objects.select_related("successor")
    return sorted(found, key=lambda each: (each.ends_on is not None, each.code))


def list_officers(*, section: str, on: date) -> list[Officer]:
    """Who belongs to a section on that day, by reading."""
    ids = _posts(on).filter(section_id=section).values("officer_id")
    return sorted(Officer.objects.filter(pk__in=ids).select_related("account"), key=_by_reading)


def _by_reading(officer: Officer) -> tuple[str, str]:
    return kana_order(officer.kana), officer.number


def sections_ahead(*, officer: Officer, on: date) -> frozenset[str]:
    """Codes of the sections an officer reaches on that day or by a post that is planned."""
    planned = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), officer=officer, starts_on__gt=on)
    return frozenset({*sections_of(officer=officer, on=on), *planned.values_list("section_id", flat=True)})


def sections_around(*, officer: Officer, on: date) -> frozenset[str]:
    """Codes of the sections an officer belongs to, or left not long ago."""
    lately = Post.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=on - LATELY), officer=officer, starts_on__lte=on
    )
    return frozenset(lately.values_list("section_id", flat=True))


def list_officers_ahead(*, sections: Collection[str], on: date) -> list[Officer]:
    """Who belongs to one of these sections on that day or by a post that is planned, by reading."""
    posts = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), section__in=sections)
    return list(Officer.objects.filter(pk__in=posts.values("officer")).order_by("kana", "number"))


def list_leaving(*, sections: Collection[str], on: date, officer: Officer | None = None) -> list[Post]:
    """Posts in these sections that end soon or ended lately while their section goes on without them."""
    ending = Post.objects.filter(section__in=sections, ends_on__gt=on - LATELY, ends_on__lte=on + SOON)
    if officer is not None:
        ending = ending.filter(officer=officer)
    stays = Post.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")),
        officer=OuterRef("officer"),
        section=OuterRef("section"),
        starts_on__lte=OuterRef("ends_on"),
    )
    found = ending.filter(~Exists(stays)).select_related("officer", "section")
    return list(found.order_by("ends_on", "officer__kana", "pk"))


def roles_by_section(*, on: date) -> dict[str, set[str]]:
    """The roles held in each section on that day."""
    held: dict[str, set[str]] = {}
    for code, role in _posts(on).values_list("section_id", "role").distinct():
        held.setdefault(code, set()).add(role)
    return held


def at_work_by_section(*, on: date) -> dict[str, set[str]]:
    """The numbers of who is at work in each section on that day: who is on leave is not."""
    found: dict[str, set[str]] = {}
    for post in _posts(on).select_related("officer__account"):
        if post.officer.account.is_active and not post.officer.account.is_closed(on):
            found.setdefault(post.section_id, set()).add(post.officer.number)
    return found


def list_at_work(*, section: str, on: date) -> list[Officer]:
    """Who is at work on that day in the section that answers for `section`, by reading."""
    officers = list_officers(section=section_in_charge(code=section, on=on).pk, on=on)
    return [each for each in officers if each.account.is_active and not each.account.is_closed(on)]


def officer_by_number(number: str) -> Officer | None:
    """The officer with that staff number (職員番号)."""
    return Officer.objects.select_related("account").filter(number=number).first()


def account_of_kind(account_id: str, kind: Entrant) -> Account | None:
    """An account of that kind that is not barred."""
    return Account.objects.filter(pk=account_id, kind=kind, is_active=True).first()


def who_signs_in(account: Account) -> Officer | Member:
    """Whose account it is that comes in by two steps."""
    return account.member if account.kind == Entrant.MEMBER else account.officer


def member_by_number(number: str) -> Member | None:
    """Whoever of a contractor has that login number (利用者番号)."""
    return Member.objects.select_related("account", "organisation").filter(number=number).first()


def list_members(*, organisation: str) -> list[Member]:
    """Everybody an organisation has sent, by reading; those who left stand there, too."""
    found = Member.objects.filter(organisation=organisation).select_related("account", "organisation")
    return sorted(found, key=lambda each: (kana_order(each.kana), each.number))


def access_organisation(*, code: str) -> Organisation:
    """The organisation; 404 for an unknown code."""
    found = Organisation.objects.filter(pk=code).first()
    if found is None:
        raise Http404
    return found


def member_names(numbers: set[str]) -> dict[str, str]:
    """Names for login numbers, e.g. those found in the record."""
    return dict(Member.objects.filter(number__in=numbers).values_list("number", "name"))


def posts_of(*, officer: Officer) -> list[Post]:
    """Every post of an officer, past and to come, by its first day."""
    return list(officer.posts.select_related("section").order_by("starts_on", "pk"))


def officer_names(numbers: set[str]) -> dict[str, str]:
    """Names for staff numbers, e.g. those found in the record."""
    return dict(Officer.objects.filter(number__in=numbers).values_list("number", "name"))


def resident_by_reference(reference: UUID | str) -> Resident | None:
    """The resident with that reference."""
    return Resident.objects.select_related("account").filter(reference=reference).first()


def residents_by_reference(references: Collection[UUID]) -> dict[UUID, Resident]:
    """The residents with these references, by reference."""
    return {each.reference: each for each in Resident.objects.filter(reference__in=references)}


def resident_by_address(address: str) -> Resident | None:
    """The resident who signs in with that e-mail address."""
    return Resident.objects.select_related("account").filter(account__login=address.lower()).first()


def list_factors(*, account: Account) -> list[Authenticator]:
    """The second factors of an officer, the oldest first; recovery codes only stand in for one."""
    mine = Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return list(mine.order_by("pk"))


def has_factor(*, account: Account) -> bool:
    """Whether a second factor was ever set up: a sheet of codes counts, even when all of them are used."""
    return bool(Authenticator.objects.filter(user=account).exists())


def count_recovery_codes(*, account: Account) -> int:
    """How many recovery codes are left."""
    found = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(found.wrap().get_unused_codes()) if found else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSignIn:
    """A browser in which somebody is signed in now."""

    sign_in: SignIn
    seen_at: datetime
    is_here: bool  # the browser that asks


def list_sign_ins(*, account: Account, idle: timedelta, here: str, now: datetime) -> list[OpenSignIn]:
    """Where an account is signed in, the latest first. `idle`: how long its entrance waits."""
    mine = SignIn.objects.filter(account=account, session__expire_date__gt=now).select_related("session")
    return [
        OpenSignIn(
            sign_in=each, seen_at=each.session.expire_date - idle, is_here=each.session.session_key == here
        )
        for each in mine.order_by("-began_at")
    ]


def access_sign_in(*, sign_in_id: UUID, account: Account) -> SignIn:
    """One of the account's own sign-ins; 404 for anybody else's."""
    found = SignIn.objects.filter(pk=sign_in_id, account=account).first()
    if found is None:
        raise Http404
    return found


def organisation_codes() -> frozenset[str]:
    """Codes of all organisations."""
    return frozenset(Organisation.objects.values_list("code", flat=True))


def _answering(section: str, on: date) -> set[str]:
    """Whose officers answer for a section: its own, and from its end those of who took over."""
    return {section, section_in_charge(code=section, on=on).pk}


def _posts(on: date) -> QuerySet[Post]:
    return Post.objects.filter(_on(on))


def _on(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))
