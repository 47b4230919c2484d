"""`madoguchi pack export` and `import`, for whoever runs the machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from django.db import transaction
from django.http import Http404

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.people.queries import list_sections
from madoguchi.rules import calendar, packs
from madoguchi.rules.packs import Choice, Pack
from madoguchi.rules.packs.archive import ENDING
from madoguchi.rules.problems import Problems
from madoguchi.studio.actions import packing as actions
from madoguchi.studio.actions.packing import Reason, Taken
from madoguchi.studio.filling import SlotsForm, boxes_of
from madoguchi.studio.queries import packing
from madoguchi.studio.queries.packing import LICENCES

FAULTY: Final = 1
REASONS: Final = {
    Reason.OLDER: "a newer version of this pack was taken in before",
    Reason.UNDECIDED: "both sides were changed; say --ours or --theirs, or take it in at the desk",
    Reason.CHANGED_MEANWHILE: "what stands here has changed meanwhile; please try again",
    Reason.FAULTY: "what would come of it is no sound document",
    Reason.OTHER_SECTION: "the id belongs to another section",
}


def export_main(argv: Sequence[str]) -> int:
    """Write a procedure as a pack file."""
    parser = argparse.ArgumentParser(prog="madoguchi pack export")
    parser.add_argument("id")
    parser.add_argument("-o", dest="file", type=Path, help=f"default: ID{ENDING}")
    parser.add_argument("--licence", choices=LICENCES, default=LICENCES[0])
    asked = parser.parse_args(argv)
    now = clock.now()
    try:
        content = packing.pack_of(asked.id, asked.licence, now)
        file = asked.file or Path(f"{asked.id}{ENDING}")
        file.write_bytes(content)
    except Http404:
        print(f"{asked.id}: no such procedure, or nothing to export", file=sys.stderr)
        return FAULTY
    except OSError as wrong:
        print(f"{asked.file}: cannot be written: {wrong.strerror}", file=sys.stderr)
        return FAULTY
    actions.record_pack(slug=asked.id, content=content, by=SYSTEM, now=now)
    print(file)
    return 0


def import_main(argv: Sequence[str]) -> int:
    """Take a pack in as a draft and print what fills its slots; or print what is wrong and return 1."""
    asked = _asked(argv)
    try:
        pack = packs.read(asked.file.read_bytes())
    except OSError as wrong:
        print(f"{asked.file}: cannot be read: {wrong.strerror}", file=sys.stderr)
        return FAULTY
    if isinstance(pack, Problems):
        return _faulty(pack)
    with transaction.atomic():
        taken = _take_in(asked, pack)
        transaction.set_rollback(taken != 0)
    return taken


def _asked(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="madoguchi pack import")
    parser.add_argument("file", type=Path)
    parser.add_argument("--set", dest="slots", action="append", default=[], metavar="SLOT=VALUE")
    parser.add_argument("--ours", dest="choice", action="store_const", const=Choice.OURS)
    parser.add_argument("--theirs", dest="choice", action="store_const", const=Choice.THEIRS)
    asked = parser.parse_args(argv)
    if any("=" not in each for each in asked.slots):
        parser.error("--set takes SLOT=VALUE")
    return asked


def _take_in(asked: argparse.Namespace, pack: Pack) -> int:
    """Fill the slots, decide as asked, and say what came of it."""
    now = clock.now()
    sections = {each.code: each.name for each in list_sections(on=calendar.local_day(now))}
    around = packing.surroundings(sections)
    arrived = actions.receive(content=asked.file.read_bytes(), by=SYSTEM, now=now)
    if isinstance(arrived, Problems):
        return _faulty(arrived)
    proposed = boxes_of(packing.proposed(arrived, pack.manifest, around))
    form = SlotsForm(
        proposed | dict(each.split("=", 1) for each in asked.slots), manifest=pack.manifest, here=around
    )
    if not form.is_valid():
        return _faulty(f"{slot}: {' '.join(map(str, said))}" for slot, said in form.errors.items())
    values = form.values()
    plan = packing.plan(arrived, values, {})
    disputed = plan.undecided if plan and asked.choice else ()
    taken = actions.take(
        pack_id=arrived.pk,
        values=values,
        choices={each.path: asked.choice for each in disputed},
        seen=plan.seen if plan else "",
        sections=None,
        by=SYSTEM,
        now=now,
    )
    if isinstance(taken, Taken):
        print(
            f"{taken.slug}: saved as a draft",
            *(f"  {slot}: {said}" for slot, said in form.data.items()),
            sep="\n",
        )
        return 0
    undecided = [each.path for each in taken.plan.undecided] if taken.plan else []
    return _faulty([REASONS[taken.reason], *map(str, taken.faults), *undecided])


def _faulty(lines: Iterable[object]) -> int:
    print(*lines, sep="\n")
    return FAULTY
