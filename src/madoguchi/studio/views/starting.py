"""A new procedure: from something built in, from one of ours, from a pasted list, or empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import Http404, HttpResponse, QueryDict
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.reasons import told
from madoguchi.base.texts import say
from madoguchi.people import queries as people
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.actions import CannotChangeProcedure
from madoguchi.procedures.wording import EVENTS
from madoguchi.rules import itemlist, starting
from madoguchi.rules.itemlist import GROUP, LEFT_OUT, STEP, Item, Why
from madoguchi.rules.problems import Problems
from madoguchi.rules.starting import Plain
from madoguchi.studio import gallery, queries
from madoguchi.studio.actions.starting import start_procedure
from madoguchi.studio.forms import StartForm
from madoguchi.studio.kinds import TYPES
from madoguchi.studio.queries import Reach
from madoguchi.studio.views.officer import reach_of

LONGEST_SEARCH: Final = 100
LONGEST_LIST: Final = 60_000  # characters
LONGEST_OPTIONS: Final = 20_000
TEMPLATE: Final = "studio/officer/start.html"
LIST: Final = "studio/officer/start_list.html"
LEFT: Final[Mapping[Why, str]] = {
    Why.KANA: "The reading is asked together with the name.",
    Why.POSTAL_CODE: "The postal code is asked together with the address.",
    Why.SEAL: "No seal is needed online.",
    Why.FILED_ON: "The day of filing is recorded by itself.",
    Why.ADDRESSEE: "The addressee is printed by itself.",
    Why.MY_NUMBER: "My Number must not be collected here.",
    Why.OFFICE_USE: "For officers: use the checklist of the review.",
}
KINDS: Final[Mapping[str, str]] = {
    LEFT_OUT: "(leave it out)",
    STEP: "(heading of a new page)",
    **TYPES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """From what a procedure begins, what its names could be, and how it is written."""

    write: Callable[..., Plain]
    wanted: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)  # for the page
    template: str = TEMPLATE


@require_GET
@officer_only
def new(request: EntrantRequest) -> HttpResponse:
    """Everything a procedure can begin from."""
    may_start(request)
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST_SEARCH].strip()
    event = request.GET.get("event", "")
    event = event if event in EVENTS else ""
    values = {
        "words": words,
        "event": event,
        "events": [(each, EVENTS[each]) for each in gallery.events()],
        "found": [
            (each, [EVENTS[event] for event in each.life_events]) for each in gallery.find(words, event)
        ],
    }
    return page(request, "studio/officer/new.html", values, part="found")


@require_http_methods(["GET", "POST"])
@officer_only
def empty(request: EntrantRequest) -> HttpResponse:
    """A procedure that asks for a name and how to reach it, and nothing else yet."""
    return _begin(request, Beginning(write=starting.blank))


@require_http_methods(["GET", "POST"])
@officer_only
def built_in(request: EntrantRequest, key: str) -> HttpResponse:
    """One of the gallery, under a name of our own."""
    document = gallery.access_builtin(key)
    wanted = {"title": document.title.in_("ja"), "id": document.id, "number": document.number}

    def write(**named: str) -> Plain:
        return starting.copied(document, **named)

    return _begin(request, Beginning(write=write, wanted=wanted, values={"document": document}))


@require_GET
@officer_only
def copies(request: EntrantRequest) -> HttpResponse:
    """Our procedures, to choose one that is copied."""
    reach = may_start(request)
    found = queries.list_procedures(reach, clock.now())
    return page(request, "studio/officer/start_copies.html", {"procedures": found})


@require_http_methods(["GET", "POST"])
@officer_only
def copy(request: EntrantRequest, slug: str) -> HttpResponse:
    """One of ours, under another name."""
    document = queries.access_document(slug, may_start(request))
    wanted = {"title": document.title.in_("ja"), "id": document.id, "section": document.section}

    def write(**named: str) -> Plain:
        return starting.copied(document, **named)

    return _begin(request, Beginning(write=write, wanted=wanted, values={"document": document}))


@require_http_methods(["GET", "POST"])
@officer_only
def listed(request: EntrantRequest) -> HttpResponse:
    """A pasted list: first its guesses are shown, each to be changed; then it becomes a draft."""
    may_start(request)
    text = request.POST.get("list", "").replace("\0", "")[:LONGEST_LIST]
    if request.method == "GET" or "again" in request.POST:
        return page(request, LIST, {"list": text})
    items = _posted(request.POST) if "make" in request.POST else itemlist.read(text)
    if all(item.type in (STEP, LEFT_OUT) for item in items):
        return retry(
            request, LIST, {"list": text, "wrong": say("Please paste at least one item to ask for.")}
        )
    rows = [(item, say(LEFT[item.why]) if item.why else "") for item in items]
    values = {"list": text, "rows": rows, "kinds": KINDS.items()}

    def write(**named: str) -> Plain:
        return itemlist.drafted(items, **named)

    return _begin(request, Beginning(write=write, values=values, template=LIST), makes="make" in request.POST)


def may_start(request: EntrantRequest) -> Reach:
    """What the officer reaches; 404 for those who publish nothing."""
    reach = reach_of(request)
    if not reach.publishes:
        raise Http404
    return reach


def _begin(request: EntrantRequest, what: Beginning, *, makes: bool = True) -> HttpResponse:
    """Ask what it is called; on the press, make it a draft. `makes`: whether this was the press."""
    sections = {code: people.section_name(code) for code in sorted(may_start(request).publishes)}
    ids, numbers = procedures.list_ids(), procedures.list_numbers()
    posted = request.POST if request.method == "POST" and makes else None
    form = StartForm(
        posted, sections=sections, ids=ids, numbers=numbers, initial=_proposed(what.wanted, ids, numbers)
    )
    if posted is None:
        return page(request, what.template, {**what.values, "form": form})
    started = _started(request, form, what.write, sections) if form.is_valid() else None
    if isinstance(started, str):
        notice = say("The draft was made. Residents see nothing of it before you publish it.")
        return done(request, "studio:build", slug=started, notice=notice)
    return retry(request, what.template, {**what.values, "form": form, "faults": told(started or ())})


def _started(
    request: EntrantRequest, form: StartForm, write: Callable[..., Plain], sections: Mapping[str, str]
) -> str | Problems | None:
    """The id of the new procedure, or what keeps it from being one."""
    try:
        return start_procedure(
            written=write(**form.cleaned_data), by=request.actor, now=clock.now(), sections=sections
        )
    except CannotChangeProcedure as cannot:
        form.object(cannot.refusal.reason)
        return None


def _proposed(wanted: Mapping[str, str], ids: frozenset[str], numbers: frozenset[str]) -> dict[str, str]:
    """Names that are free."""
    number = starting.free_number(numbers, wanted.get("number", ""))
    return {**wanted, "number": number, "id": starting.free_id(wanted.get("id", f"procedure_{number}"), ids)}


def _posted(given: QueryDict) -> tuple[Item, ...]:
    """The items as the officer left them."""
    places = [place for place in range(itemlist.MOST_LINES) if f"title-{place}" in given]
    return tuple(item for place in places if (item := _item(given, place)).title)


def _item(given: QueryDict, place: int) -> Item:
    type = given.get(f"type-{place}", "")
    options = given.get(f"options-{place}", "")[:LONGEST_OPTIONS].replace("\0", "").splitlines()
    return Item(
        title=given.get(f"title-{place}", "").replace("\0", "").strip()[: itemlist.LONGEST_TITLE],
        type=type if type in KINDS else LEFT_OUT,
        options=tuple(dict.fromkeys(option.strip() for option in options if option.strip())),
        required=f"required-{place}" in given,
        inner=f"inner-{place}" in given and type not in (STEP, GROUP),
    )
