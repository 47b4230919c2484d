"""`madoguchi officer …`, `madoguchi section add`: the first officers of a city hall, and who lost a key."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from typing import Final

from django.utils.timezone import localdate

from madoguchi.audit.actions import Actor
from madoguchi.base import clock
from madoguchi.people import queries
from madoguchi.people.actions import passwords, second_factor, staff
from madoguchi.people.models import Officer, Role, Section

OPERATOR: Final = Actor(kind="system", ref="command line")


def add_section(words: Sequence[str]) -> int:
    """Set up a section, or bring its names up to date."""
    parser = _parser("section add", "CODE")
    parser.add_argument("--name", required=True)
    parser.add_argument("--phone", default="")
    parser.add_argument("--mark", default="", help="stands in document numbers, e.g. ひ子育")
    parser.add_argument(
        "--keeps-posts",
        action="store_true",
        help="its administrators place the officers of every section",
    )
    asked, now = parser.parse_args(words), clock.now()
    section = staff.found_section(
        code=asked.key,
        name=asked.name,
        phone=asked.phone,
        mark=asked.mark,
        starts_on=localdate(now),
        by=OPERATOR,
        now=now,
    )
    if asked.keeps_posts:
        staff.entrust_posts(section=section, by=OPERATOR, now=now)
    return 0


def add(words: Sequence[str]) -> int:
    """Register an officer with a post and a password; the second factor is set up at the first sign-in."""
    parser = _parser("officer add")
    parser.add_argument("--name", required=True)
    parser.add_argument("--kana", required=True)
    parser.add_argument("--section", required=True, metavar="CODE")
    parser.add_argument("--role", required=True, choices=Role.values)
    parser.add_argument("--title", default="")
    asked, now = parser.parse_args(words), clock.now()
    section = Section.objects.filter(pk=asked.section).first()
    if section is None:
        return _refuse(f"no section is called {asked.section}")
    officer = staff.register_officer(number=asked.key, name=asked.name, kana=asked.kana, by=OPERATOR, now=now)
    staff.appoint(
        officer=officer,
        section=section,
        role=Role(asked.role),
        title=asked.title,
        starts_on=localdate(now),
        by=OPERATOR,
        now=now,
    )
    return _ask_password(officer)


def password(words: Sequence[str]) -> int:
    """Give an officer a new password."""
    officer = _officer("officer password", words)
    return _ask_password(officer) if officer else _refuse("no such officer")


def reset(words: Sequence[str]) -> int:
    """Forget the second factors of an officer who lost them; the next sign-in sets up a new one."""
    officer = _officer("officer reset", words)
    if officer is None:
        return _refuse("no such officer")
    second_factor.reset(account=officer.account, by=OPERATOR, now=clock.now())
    return 0


def bar(words: Sequence[str]) -> int:
    """Close an officer's account at once."""
    officer = _officer("officer bar", words)
    if officer is None:
        return _refuse("no such officer")
    staff.bar_officer(officer=officer, by=OPERATOR, now=clock.now())
    return 0


def _parser(command: str, key: str = "NUMBER") -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"madoguchi {command}")
    parser.add_argument("key", metavar=key)
    return parser


def _officer(command: str, words: Sequence[str]) -> Officer | None:
    return queries.officer_by_number(_parser(command).parse_args(words).key)


def _ask_password(officer: Officer) -> int:
    """From the terminal without showing it, or one line from a pipe."""
    is_terminal = sys.stdin.isatty()
    typed = getpass.getpass(f"Password for {officer.number}: ") if is_terminal else sys.stdin.readline()
    refusal = passwords.set_password(
        account=officer.account, password=typed.rstrip("\n"), by=OPERATOR, now=clock.now()
    )
    return _refuse("12 characters or more, and not a common password") if refusal else 0


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 1
