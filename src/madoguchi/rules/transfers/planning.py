"""What a list of transfers comes to: its lines are lived through, day by day, on the posts as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from madoguchi.rules.transfers.facts import Facts, SectionFact
from madoguchi.rules.transfers.faults import Code, Fault
from madoguchi.rules.transfers.lines import Move, understand
from madoguchi.rules.transfers.people import Chair, Person, people_of
from madoguchi.rules.transfers.plans import (
    Account,
    Begin,
    Effect,
    End,
    Line,
    Newcomer,
    Plan,
    Seat,
    SectionChange,
    Step,
)
from madoguchi.rules.transfers.reading import Kind, Row

NUMBER: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,31}")
MAY_APPROVE: Final = ("approver", "administrator")
ONE_DAY: Final = timedelta(days=1)


class _Refused(Exception):
    def __init__(self, code: Code, **facts: str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def plan(rows: Sequence[Row], facts: Facts) -> Plan:
    """Every line's effects and every fault; nothing is written by it."""
    moves, faults = understand(rows, facts)
    living = _Living(facts)
    lines = [_lived(living, move, faults) for move in sorted(moves, key=lambda move: move.day)]
    faults.extend(living.gaps())
    return Plan(
        lines=tuple(sorted(lines, key=lambda line: (line.line == 0, line.line))),
        faults=tuple(sorted(faults, key=lambda fault: fault.line)),
        sections=tuple(living.changes()),
        newcomers=tuple(
            Newcomer(number=each.number, name=each.name, kana=each.kana)
            for each in living.people.values()
            if each.is_new
        ),
        ends=tuple(living.ends()),
        begins=tuple(living.begins()),
        accounts=tuple(living.accounts()),
    )


def _lived(living: _Living, move: Move, faults: list[Fault]) -> Line:
    try:
        steps = tuple(living.live(move))
    except _Refused as refused:
        faults.append(Fault(move.line, refused.code, refused.facts))
        steps = ()
    known = living.people.get(move.number)
    name = known.name if known else move.name
    return Line(line=move.line, number=move.number, name=name, kind=move.kind.value, steps=steps)


class _Living:
    """Officers and posts while the list is lived through."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.people = people_of(facts)
        self.touched: dict[
            tuple[date, str], int
        ] = {}  # day and section: the first line that ended a post there
        self.acts: Mapping[Kind, Callable[[Move, Person], Iterator[Step]]] = {
            Kind.APPOINTED: self._appoint,
            Kind.MOVED: self._move,
            Kind.ADDED: self._add,
            Kind.RELIEVED: self._relieve,
            Kind.RETIRED: self._leave_for_good,
            Kind.EXPIRED: self._leave_for_good,
            Kind.ON_LEAVE: self._go_on_leave,
            Kind.BACK: self._come_back,
        }

    def live(self, move: Move) -> list[Step]:
        """The effects of a line; nothing of it happens when it is refused."""
        known = self.people.get(move.number)
        if known is not None and known.is_called_otherwise(move.name, move.kana):
            raise _Refused(Code.OTHER_NAME, name=known.name)
        tried = known.copy() if known else _newcomer(move)
        steps = list(self.acts[move.kind](move, tried))
        self._refuse_foreign(known.chairs if known else (), tried.chairs)
        self.people[tried.number] = tried
        for step in steps:
            self._note(step, move)
        return steps if known else [Step(effect=Effect.REGISTERS, on=move.day), *steps]

    def _note(self, step: Step, move: Move) -> None:
        if step.effect in (Effect.ENDS, Effect.BEGINS):
            line = move.line if step.effect is Effect.ENDS else 0
            self.touched[step.on, step.section] = self.touched.get((step.on, step.section), 0) or line

    def _refuse_foreign(self, before: Sequence[Chair], after: Sequence[Chair]) -> None:
        """Nobody changes posts of sections they do not administer."""
        changed = {chair.section for chair in {*before} ^ {*after}}
        if foreign := sorted(changed - self.facts.staffed):
            raise _Refused(Code.NOT_YOURS, section="、".join(map(self._name, foreign)))

    # What each kind of transfer does.

    def _appoint(self, move: Move, person: Person) -> Iterator[Step]:
        if held := person.on(move.day):
            raise _Refused(Code.ALREADY_POSTED, section=self._names(held))
        yield from self._sit(move, person)
        yield from self._open(move, person)

    def _move(self, move: Move, person: Person) -> Iterator[Step]:
        yield from self._end(move, person, self._old(move, person), move.day)
        yield from self._sit(move, person)

    def _add(self, move: Move, person: Person) -> Iterator[Step]:
        if not person.on(move.day):
            raise _Refused(Code.NO_MAIN_POST)
        yield from self._sit(move, person)

    def _relieve(self, move: Move, person: Person) -> Iterator[Step]:
        yield from self._end(move, person, self._old(move, person), move.day)
        if not person.on(move.day):
            raise _Refused(Code.NO_MAIN_POST)

    def _leave_for_good(self, move: Move, person: Person) -> Iterator[Step]:
        yield from self._leave(move, person, move.day + ONE_DAY)  # 付けの退職: the day itself is still worked

    def _go_on_leave(self, move: Move, person: Person) -> Iterator[Step]:
        yield from self._leave(move, person, move.day)

    def _come_back(self, move: Move, person: Person) -> Iterator[Step]:
        if not person.is_closed(move.day):
            raise _Refused(Code.NOT_ON_LEAVE)
        yield from self._open(move, person)
        yield from self._sit(move, person)

    # The parts of which they are made.

    def _leave(self, move: Move, person: Person, on: date) -> Iterator[Step]:
        if move.old is not None:
            self._old(move, person, on)
        if later := person.after(on):
            raise _Refused(Code.LATER_POST, section=self._names(later))
        if person.closed_from and person.closed_until and on < person.closed_until:
            raise _Refused(Code.ON_LEAVE)
        yield from self._end(move, person, person.on(on - ONE_DAY), on)
        person.closed_from, person.closed_until = on, None
        yield Step(effect=Effect.CLOSES, on=on)

    def _old(self, move: Move, person: Person, on: date | None = None) -> list[Chair]:
        """The posts that end: those in the old section on the day before."""
        if move.old is None:
            raise _Refused(Code.SECTION_MISSING, column="旧所属")
        held = person.on((on or move.day) - ONE_DAY)
        found = [chair for chair in held if chair.section == move.old.code]
        if not found:
            raise _Refused(Code.OLD_SECTION, section=move.old.name, held=self._names(held))
        return found

    def _end(self, move: Move, person: Person, chairs: Sequence[Chair], on: date) -> Iterator[Step]:
        for chair in chairs:
            person.end(chair, on)
            yield self._step(Effect.ENDS, chair, on)

    def _sit(self, move: Move, person: Person) -> Iterator[Step]:
        if move.new is None:
            raise _Refused(Code.SECTION_MISSING, column="新所属")
        if person.is_closed(move.day):
            raise _Refused(Code.ON_LEAVE)
        sat = Chair(
            post=None,
            section=move.new.code,
            title=move.title,
            role=move.role,
            starts_on=move.day,
            ends_on=move.last_day + ONE_DAY if move.last_day else None,
        )
        clash = [each for each in person.chairs if each.clashes(sat) and not _stands_in(move, each, sat)]
        if clash:
            raise _Refused(Code.OVERLAP, section=move.new.name)
        person.chairs.append(sat)
        yield self._step(Effect.BEGINS, sat, move.day, last_day=move.last_day)

    def _open(self, move: Move, person: Person) -> Iterator[Step]:
        if person.is_closed(move.day):
            person.closed_until = move.day
            yield Step(effect=Effect.OPENS, on=move.day)

    def _step(self, effect: Effect, chair: Chair, on: date, last_day: date | None = None) -> Step:
        return Step(
            effect=effect,
            on=on,
            section=chair.section,
            section_name=self._name(chair.section),
            title=chair.title,
            role=chair.role,
            last_day=last_day,
        )

    # What it all comes to.

    def gaps(self) -> Iterator[Fault]:
        """Sections that the list leaves without anybody who may approve, or without anybody."""
        for (day, code), line in sorted(self.touched.items()):
            section = self.facts.sections[code]
            before, after = self._there(code, day - ONE_DAY), self._there(code, day)
            told = {"section": section.name, "code": code, "on": day.isoformat()}
            if not section.is_there(day):
                continue
            if before and not after:
                yield Fault(line, Code.NO_OFFICER, told)
            elif _approvers(before) and not _approvers(after):
                yield Fault(line, Code.NO_APPROVER, told)

    def changes(self) -> Iterator[SectionChange]:
        """Each section concerned, before and after each day on which it changes."""
        for day, code in sorted(self.touched):
            yield SectionChange(
                code=code,
                name=self._name(code),
                on=day,
                before=tuple(self._there(code, day - ONE_DAY)),
                after=tuple(self._there(code, day)),
            )

    def ends(self) -> Iterator[End]:
        """Posts of the calendar whose end changes."""
        for person in self.people.values():
            for chair in person.chairs:
                if chair.post is not None and chair.ends_on is not None and chair.ends_on != chair.was:
                    yield End(post=chair.post, on=chair.ends_on, was=chair.was)

    def begins(self) -> Iterator[Begin]:
        """Posts to be written."""
        for person in self.people.values():
            for chair in person.chairs:
                if chair.post is None:
                    yield Begin(
                        number=person.number,
                        section=chair.section,
                        title=chair.title,
                        role=chair.role,
                        starts_on=chair.starts_on,
                        ends_on=chair.ends_on,
                    )

    def accounts(self) -> Iterator[Account]:
        """Accounts that close or open."""
        for person in self.people.values():
            known = self.facts.officers.get(person.number)
            was = (known.closed_from, known.closed_until) if known else (None, None)
            if (person.closed_from, person.closed_until) != was:
                yield Account(
                    number=person.number,
                    closed_from=person.closed_from,
                    closed_until=person.closed_until,
                    was_closed_from=was[0],
                    was_closed_until=was[1],
                )

    def _there(self, code: str, day: date) -> list[Seat]:
        held = [
            (person, chairs)
            for person in self.people.values()
            if (chairs := [chair for chair in person.on(day) if chair.section == code])
        ]
        held.sort(key=lambda each: (each[0].kana, each[0].number))
        return [
            Seat(
                number=person.number,
                name=person.name,
                title="、".join(dict.fromkeys(chair.title for chair in chairs if chair.title)),
                roles=tuple(sorted({chair.role for chair in chairs})),
            )
            for person, chairs in held
        ]

    def _names(self, chairs: Sequence[Chair]) -> str:
        return "、".join(dict.fromkeys(self._name(chair.section) for chair in chairs))

    def _name(self, code: str) -> str:
        section: SectionFact | None = self.facts.sections.get(code)
        return section.name if section else code


def _newcomer(move: Move) -> Person:
    if move.kind is not Kind.APPOINTED:
        raise _Refused(Code.UNKNOWN_OFFICER)
    if not NUMBER.fullmatch(move.number):
        raise _Refused(Code.NUMBER_UNUSABLE)
    if not move.name or not move.kana:
        raise _Refused(Code.NAME_MISSING)
    return Person(number=move.number, name=move.name, kana=move.kana, is_new=True)


def _stands_in(move: Move, held: Chair, sat: Chair) -> bool:
    """事務取扱 and deputies: a second post in one's own section, in another role."""
    return move.kind is Kind.ADDED and held.role != sat.role


def _approvers(seats: Sequence[Seat]) -> int:
    return sum(not set(MAY_APPROVE).isdisjoint(seat.roles) for seat in seats)
