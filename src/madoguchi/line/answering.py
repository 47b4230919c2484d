"""The words of a chat, in the language of whom they are for. Nothing of a person stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.timezone import localdate

from madoguchi.base import office
from madoguchi.base.entrances import url_in_line
from madoguchi.base.texts import read_by, say_plain, text_plain
from madoguchi.line import queries
from madoguchi.messaging.models import Conversation, Friend, StaffAnswer
from madoguchi.outreach import queries as outreach
from madoguchi.outreach.queries import Thing
from madoguchi.outreach.wording import WASTE
from madoguchi.procedures import catalogue
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.queries import Offer
from madoguchi.procedures.wording import EVENTS
from madoguchi.rules.chat_messages import Button, Card, cards, words
from madoguchi.rules.conversation import NEW, Does, Turn, best, button, terms
from madoguchi.rules.line_messages import Message
from madoguchi.rules.opening import Opening

MOST_FOUND: Final = 5
MOST_MEANT: Final = 4
MOST_THINGS: Final = 3
NAMES: Final = {"ja": "日本語", "ja-easy": "やさしい日本語", "en": "English"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is answered: whose turn it was, and what the rules made of it."""

    turn: Turn
    friend: Friend
    talk: Conversation | None
    now: datetime


def say_in_chat(heard: Heard) -> list[Message]:
    """What the city says; nothing where an officer reads along and will answer."""
    with read_by(heard.turn.state.language):
        said = SAYS[heard.turn.does](heard)
        return [words(say_plain(WARNING)), *said] if heard.turn.warns else said


WARNING: Final = (
    "Please do not write names, addresses, numbers or days of birth here. "
    "We covered what looked like one. For your procedure, use the page that opens from here."
)


def _greet(heard: Heard) -> list[Message]:
    """A new friend is told first what can be done here; then everybody is asked for the language."""
    asked = say_plain("This is {city} on LINE. Which language do you read?", city=settings.CITY_NAMES)
    buttons = [Button(label=name, data=button(Does.SWITCH, code)) for code, name in NAMES.items()]
    if heard.turn.about != NEW:
        return [words(asked, buttons)]
    return [words(say_plain(MENU)), words(asked, [*buttons, *_menu_buttons()])]


def _menu(heard: Heard) -> list[Message]:
    return [words(say_plain(MENU), _menu_buttons())]


MENU: Final = (
    "What would you like to do? Press a button, or type its number.\n"
    "1 Find a procedure\n2 My applications\n3 Talk to an officer\n4 Language\n"
    "You can also simply type what you are looking for."
)


def _switched(heard: Heard) -> list[Message]:
    return [
        words(say_plain("We speak {language} from now on.", language=NAMES[heard.turn.about])),
        *_menu(heard),
    ]


def _menu_buttons() -> list[Button]:
    return [
        Button(label=say_plain("Find a procedure"), data=button(Does.LIST_EVENTS)),
        Button(label=say_plain("My applications"), data=button(Does.MINE)),
        Button(label=say_plain("Talk to an officer"), data=button(Does.OFFER_DESK)),
    ]


def _list_events(heard: Heard) -> list[Message]:
    shown = catalogue.events(procedures.list_public_offers(heard.now))
    buttons = [
        Button(label=say_plain(each.label), data=button(Does.FIND_BY_EVENT, each.id)) for each in shown
    ]
    asked = say_plain("What is it about? Press a button, or type a word such as “club”.")
    return [words(asked, buttons)] if buttons else _menu(heard)


def _find_by_event(heard: Heard) -> list[Message]:
    offers = procedures.list_public_offers(heard.now)
    known = heard.turn.about in EVENTS
    found = catalogue.find(offers, event=heard.turn.about) if known else []
    return _shown(found, more=f"/?event={heard.turn.about}") if found else _list_events(heard)


def _find(heard: Heard) -> list[Message]:
    """What the staff wrote first, then procedures: by the words as typed, else by those in the sentence."""
    fitting = _fitting(heard)
    said = [words(text_plain(fitting[0].answer), _other_answers(fitting[1:]))] if fitting else []
    said += _things(heard)
    found = _offers_for(heard.turn.about, heard.now)
    if found:
        return [*said, *_shown(found, more="/")]
    return said or _found_nothing(heard)


def _things(heard: Heard) -> list[Message]:
    """What goes into which waste, and when next where they are reminded of it; the area is not named."""
    area = outreach.area_of(heard.friend.resident_ref)
    found = outreach.things(heard.turn.about, area=area, today=localdate(heard.now))[:MOST_THINGS]
    if not found:
        return []
    card = Card(
        title=say_plain("Waste collection days"),
        text="\n".join(_thing(each) for each in found),
        label=say_plain("Look it up"),
        link=url_in_line("/collection/"),
    )
    return [cards([card], _menu_buttons())]


def _thing(found: Thing) -> str:
    kind = say_plain(WASTE[found.goods.kind]) if found.goods.kind in WASTE else found.goods.kind
    if found.day is None:
        return f"{found.goods.name}: {kind}"
    return say_plain("{name}: {kind}, next on {day}", name=found.goods.name, kind=kind, day=found.day)


def _fitting(heard: Heard) -> list[StaffAnswer]:
    written = {each.pk: each for each in queries.good_answers(heard.now)}
    known = [(number, each.words) for number, each in written.items()]
    return [written[number] for number in best(heard.turn.about, known)]


def _other_answers(others: Sequence[StaffAnswer]) -> list[Button]:
    """What else may have been meant; then the menu."""
    meant = [
        Button(label=text_plain(each.question), data=button(Does.ANSWER, str(each.pk)))
        for each in others[:MOST_MEANT]
    ]
    return [*meant, *_menu_buttons()]


def _offers_for(asked: str, now: datetime) -> list[Offer]:
    offers = procedures.list_public_offers(now)
    if found := catalogue.find(offers, words=asked):
        return found
    held = [catalogue.find(offers, words=term) for term in terms(asked)]
    hits = {offer.slug: sum(offer in each for each in held) for each in held for offer in each}
    known = {offer.slug: offer for each in held for offer in each}
    return [known[slug] for slug in sorted(hits, key=lambda slug: -hits[slug])]


def _found_nothing(heard: Heard) -> list[Message]:
    said = say_plain("We found nothing by these words. Please try a shorter word, or press a button.")
    return [words(said, _menu_buttons())]


def _shown(found: Sequence[Offer], *, more: str) -> list[Message]:
    held = [_card(offer) for offer in found[:MOST_FOUND]]
    if len(found) > MOST_FOUND:
        left = say_plain("{count} more", count=len(found) - MOST_FOUND)
        held.append(Card(title=left, text="", label=say_plain("See all of them"), link=url_in_line(more)))
    return [cards(held, _menu_buttons())]


def _card(offer: Offer) -> Card:
    return Card(
        title=text_plain(offer.document.title),
        text=_standing(offer),
        label=say_plain("Open this procedure"),
        link=url_in_line(f"/procedures/{offer.slug}/"),
    )


def _standing(offer: Offer) -> str:
    if offer.opening is Opening.NOT_YET:
        return say_plain("from {instant}", instant=offer.document.period.opens_at)
    if offer.opening is Opening.CLOSED:
        return say_plain("ended {instant}", instant=offer.last_minute)
    return say_plain("until {instant}", instant=offer.last_minute) if offer.last_minute else ""


def _answer(heard: Heard) -> list[Message]:
    written = [each for each in queries.good_answers(heard.now) if str(each.pk) == heard.turn.about]
    return [words(text_plain(written[0].answer), _menu_buttons())] if written else _menu(heard)


def _mine(heard: Heard) -> list[Message]:
    """How many, and how far: which they are stands on my page, where nobody reads over a shoulder."""
    standing = queries.standing_of(heard.friend)
    card = Card(
        title=say_plain("My applications"),
        text=say_plain(FIRST_OPEN) if standing is None else _counted(standing),
        label=say_plain("Open my page"),
        link=url_in_line("/me/"),
    )
    return [cards([card], _menu_buttons())]


FIRST_OPEN: Final = "Please open my page once, so that we know you."


def _counted(standing: Mapping[str, int]) -> str:
    lines = [say_plain(COUNTED[name], count=count) for name, count in standing.items() if count]
    return "\n".join(lines) or say_plain("There is nothing yet. What you begin or apply for is counted here.")


COUNTED: Final = {
    "drafts": "Being written: {count}",
    "with_us": "With the city: {count}",
    "to_read": "With news to read: {count}",
}


def _offer_desk(heard: Heard) -> list[Message]:
    sections = queries.answering_sections(heard.now)
    buttons = [
        Button(label=text_plain(title), data=button(Does.ASK_DESK, code)) for code, title in sections.items()
    ]
    if not buttons:
        return _desk_closed(heard)
    return [words(say_plain("Which section would you like to talk to?"), buttons)]


def _asked_desk(heard: Heard) -> list[Message]:
    before = queries.count_waiting(heard.turn.about, besides=heard.friend)
    said = say_plain(
        "You are in the line for an officer; {count} wait before you. Please write what it is about. "
        "Please write no names, numbers or addresses.",
        count=before,
    )
    return [words(said, [_end_button()])]


def _still_waiting(heard: Heard) -> list[Message]:
    said = say_plain("You are in the line already. An officer answers here as soon as possible.")
    return [words(said, [_end_button()])]


def _desk_closed(heard: Heard) -> list[Message]:
    opens = office.opens_again(heard.now)
    if opens is None:
        return [
            words(say_plain("Nobody can answer in this chat just now. Please telephone us."), _menu_buttons())
        ]
    said = say_plain("Officers answer in office hours. They are back on {instant}.", instant=opens)
    return [words(said, _menu_buttons())]


def _passed_on(heard: Heard) -> list[Message]:
    """The first words of somebody who waits are confirmed; then the officer speaks."""
    if heard.talk is None or heard.talk.taken_by or queries.count_lines(heard.talk) > 1:
        return []
    return [words(say_plain("Thank you. An officer will read this and answer here."), [_end_button()])]


def _ended(heard: Heard) -> list[Message]:
    return [words(say_plain("The talk with an officer has ended."), _menu_buttons())]


def _end_button() -> Button:
    return Button(label=say_plain("End the talk"), data=button(Does.END_DESK))


def _not_readable(heard: Heard) -> list[Message]:
    if heard.talk is not None:
        return [words(say_plain("We can read words only. Papers and pictures belong on the page."))]
    return [
        words(say_plain("We can read words only. Please type a word, or press a button."), _menu_buttons())
    ]


SAYS: Final[Mapping[Does, Callable[[Heard], list[Message]]]] = {
    Does.GREET: _greet,
    Does.SWITCH: _switched,
    Does.MENU: _menu,
    Does.LIST_EVENTS: _list_events,
    Does.FIND_BY_EVENT: _find_by_event,
    Does.FIND: _find,
    Does.ANSWER: _answer,
    Does.MINE: _mine,
    Does.OFFER_DESK: _offer_desk,
    Does.ASK_DESK: _asked_desk,
    Does.DESK_CLOSED: _desk_closed,
    Does.PASS_ON: _passed_on,
    Does.STILL_WAITING: _still_waiting,
    Does.END_DESK: _ended,
    Does.NOT_READABLE: _not_readable,
    Does.NOTHING: lambda heard: [],
}
