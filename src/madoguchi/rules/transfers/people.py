"""Officers and their posts while a list of transfers is lived through."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from madoguchi.rules.names import search_key
from madoguchi.rules.transfers.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """A post of one officer: one of the calendar, ended or not, or one that the list begins (`post` None)."""

    post: int | None
    section: str
    title: str
    role: str
    starts_on: date
    ends_on: date | None
    was: date | None = None

    def is_held(self, day: date) -> bool:
        """Whether the officer sits there on that day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def clashes(self, other: Chair) -> bool:
        """Whether it is in the same section at the same time."""
        return (
            self.section == other.section
            and (self.ends_on is None or other.starts_on < self.ends_on)
            and (other.ends_on is None or self.starts_on < other.ends_on)
        )


@dataclass(slots=True, kw_only=True)
class Person:
    """An officer with their posts, as far as the list has been lived through."""

    number: str
    name: str
    kana: str
    closed_from: date | None = None
    closed_until: date | None = None
    is_new: bool = False
    chairs: list[Chair] = field(default_factory=list)

    def on(self, day: date) -> list[Chair]:
        """The posts held on that day."""
        return [chair for chair in self.chairs if chair.is_held(day)]

    def after(self, day: date) -> list[Chair]:
        """The posts that begin on that day or later."""
        return [chair for chair in self.chairs if chair.starts_on >= day]

    def end(self, chair: Chair, on: date) -> None:
        """Let a post end before that day."""
        self.chairs[self.chairs.index(chair)] = replace(chair, ends_on=on)

    def is_closed(self, day: date) -> bool:
        """Whether the account lets nobody in on that day."""
        begun = self.closed_from is not None and self.closed_from <= day
        return begun and (self.closed_until is None or day < self.closed_until)

    def is_called_otherwise(self, name: str, kana: str) -> bool:
        """Whether the list means somebody else: neither name nor reading fit, however they are written."""
        told = [(name, self.name), (kana, self.kana)]
        said = [(search_key(each), search_key(known)) for each, known in told if each]
        return bool(said) and all(each != known for each, known in said)

    def copy(self) -> Person:
        """The same officer, to try a line on."""
        return replace(self, chairs=list(self.chairs))


def people_of(facts: Facts) -> dict[str, Person]:
    """Everybody by number, with the posts of the calendar."""
    return {
        known.number: Person(
            number=known.number,
            name=known.name,
            kana=known.kana,
            closed_from=known.closed_from,
            closed_until=known.closed_until,
            chairs=[
                Chair(
                    post=post.id,
                    section=post.section,
                    title=post.title,
                    role=post.role,
                    starts_on=post.starts_on,
                    ends_on=post.ends_on,
                    was=post.ends_on,
                )
                for post in known.posts
            ],
        )
        for known in facts.officers.values()
    }
