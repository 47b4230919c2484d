"""What the guard says: each matter, and for what was found what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from madoguchi.base.texts import say
from madoguchi.rules.guarding import Finding, Matter, Reason
from madoguchi.rules.markup import Flaw

MATTERS: Final = {
    Matter.ANALYSIS: "The document has no problems",
    Matter.EXAMPLES: "Examples come out as expected",
    Matter.WORDING: "Texts are finished",
    Matter.LANGUAGES: "Every language is complete",
    Matter.KEEPING: "Purpose, retention and delicate answers are settled",
    Matter.DATES: "It can be applied for",
    Matter.REACH: "Residents can ask, and the city can answer",
    Matter.OWNER: "Owner and deputy are named",
    Matter.MAIL: "The receipt mail arrives",
    Matter.PAGES: "Everybody can use the pages",
    Matter.STRANGER: "A stranger finds nothing that is not public",
}
REASONS: Final = {
    Reason.FAULTS: "{count} problems. Please solve what is listed under Draft on the page of the procedure.",
    Reason.EXAMPLES_MISSING: (
        "{missing} more examples are needed. Try it as a resident and keep what you answered as an example."
    ),
    Reason.EXAMPLE_DIFFERS: "“{title}” comes out differently. Please correct the example or the question.",
    Reason.UNFINISHED: "“{found}” still stands in “{place}”. Please write what residents should read.",
    Reason.DESK_ADDRESS: (
        "“{place}” has an address of the desk. Residents cannot open it: please take it out."
    ),
    Reason.INSERTS_ANSWER: (
        "“{place}” says “{found}”. Answers are inserted in letters alone: here it would be read, and"
        " mailed, as it"
        " stands. Please take it out."
    ),
    Reason.MOBILE_NUMBER: (
        "“{place}” has a mobile telephone number. Please give the number of the section, not of a person."
    ),
    Reason.LANGUAGE_MISSING: "{language}: {count} texts are missing. Residents would read Japanese there.",
    Reason.TRANSLATION_STALE: (
        "{language}: “{words}” was written before the Japanese changed to “{japanese}”. Please look whether"
        " it is still right."
    ),
    Reason.PURPOSE_MISSING: "Please write what the answers are used for, in a sentence residents understand.",
    Reason.BASIS_MISSING: "Please name the rule that says how long applications are kept.",
    Reason.CARE_TOO_LOW: (
        "“{title}” asks for something delicate ({found}). Please keep the answer as sensitive: it is"
        " then encrypted"
        " and stands in no list."
    ),
    Reason.MY_NUMBER: "“{title}” asks for the individual number (My Number). Please take the question out.",
    Reason.PERIOD_OVER: "Applications ended on {closes_at}. Please set a later end.",
    Reason.YEAR_OVER: "It is for the fiscal year {year}, which is over. Please set the year applied for.",
    Reason.OPENS_FAR: "Applications begin only on {opens_at}. Please check the year.",
    Reason.PHONE_MISSING: (
        "The section has no telephone number for residents. Please ask the operator to enter it."
    ),
    Reason.REACHES_NOBODY: (
        "“{title}” sends a letter, but nobody is asked who they are. Please ask for a contact, or"
        " leave the letter out."
    ),
    Reason.NO_OWNER: "Please choose who answers for this procedure.",
    Reason.NO_DEPUTY: "Please choose somebody else as the deputy.",
    Reason.OWNER_LEFT: "The owner is no longer at work in the section. Please choose somebody who is.",
    Reason.DEPUTY_LEFT: "The deputy is no longer at work in the section. Please choose somebody who is.",
    Reason.NOT_SENT: "Press “Inspect”: the mail that residents get is sent to your own address.",
    Reason.NOT_ARRIVED: (
        "The mail did not go out. Please check the address; if it is right, ask the operator about"
        " the mail server."
    ),
    Reason.NOT_CHECKED: "Not looked at since the last change. Press “Inspect”.",
    Reason.DID_NOT_FINISH: (
        "The inspection did not come to an end. Please press “Inspect” again; if it stays so, the"
        " worker is not running."
    ),
    Reason.NOT_REACHED: (
        "Nobody answers at the public address {portal}. Please ask the operator about MADOGUCHI_URL_PORTAL."
    ),
    Reason.PORTAL_AT_DESK: (
        "The public address leads to the desk: QR codes and mails would, too. Please ask the operator about"
        " MADOGUCHI_URL_PORTAL."
    ),
    Reason.NOT_PUBLIC: "{subject} does not answer, although the procedure is offered.",
    Reason.DESK_OPEN: "{subject} can be read without signing in. Please tell the operator at once.",
    Reason.PREVIEW_OPEN: "{subject} shows the draft without signing in. Please tell the operator at once.",
    Reason.SHOWS_APPLICATION: (
        "{subject} answers differently for applications that exist. Please tell the operator at once."
    ),
    Reason.SHOWS_DRAFT: "Somebody else’s draft can be opened at {subject}. Please tell the operator at once.",
    Reason.LINKS_TO_DESK: "{subject} has a link to the desk. Please take it out of the texts.",
    Reason.SHOWS_INSIDE: (
        "{subject} shows the inside of the machine. Please ask the operator to turn DEBUG off."
    ),
    Reason.DEMO_OPEN: "The sign-in of the demo is open. Please ask the operator to turn it off.",
    Reason.SETTINGS: "A setting is not safe: {said} Please tell the operator.",
    Reason.QR_ELSEWHERE: "The QR code leads to {subject} and not to the public page.",
}
FLAWS: Final = {
    Flaw.NO_LANGUAGE: "{page}: the page does not say its language.",
    Flaw.NO_TITLE: "{page}: the page has no title.",
    Flaw.NO_HEADING: "{page}: the page has no heading.",
    Flaw.MANY_HEADINGS: "{page}: the page has several main headings.",
    Flaw.HEADING_SKIPPED: "{page}: the heading “{at}” skips a level.",
    Flaw.SAME_ID: "{page}: “{at}” is named twice.",
    Flaw.POINTS_NOWHERE: "{page}: something points to “{at}”, which is not there.",
    Flaw.NO_LABEL: "{page}: the field “{at}” has no name.",
    Flaw.SAME_LABEL: "{page}: two fields are called “{at}”. Please give them names that differ.",
    Flaw.NO_LEGEND: "{page}: the group “{at}” has no name.",
    Flaw.NO_ALT: "{page}: the picture “{at}” has no words.",
    Flaw.EMPTY_LINK: "{page}: a link or button has no words.",
    Flaw.TAB_ORDER: "{page}: “{at}” jumps in the order of the keyboard.",
}


def words_of(found: Finding) -> SafeString:
    """One finding: what is wrong, and what to do."""
    facts = {name: _alive(name, value) for name, value in found.facts.items()}
    if found.reason is Reason.FLAWED:
        return say(FLAWS[Flaw(facts["flaw"])], **facts)
    values: dict[str, Any] = {"subject": found.subject, **facts}
    if language := language_of(found.reason, found.subject):
        values["language"] = language
    return say(REASONS[found.reason], portal=settings.URL_PORTAL, **values)


def language_of(reason: Reason, subject: str) -> str:
    """The name of the language that a finding is about; empty where it is about none."""
    if reason not in (Reason.LANGUAGE_MISSING, Reason.TRANSLATION_STALE):
        return ""
    code = subject.partition(":")[0]
    return str(dict(settings.LANGUAGES).get(code, code))


def place_of(matter: Matter, slug: str) -> str:
    """Where it is mended; empty where that is not a page of ours."""
    name = _PLACES.get(matter)
    address = reverse(name, args=[slug]) if name else ""
    return f"{address}?another" if matter is Matter.EXAMPLES else address


_PLACES: Final[Mapping[Matter, str]] = {
    Matter.ANALYSIS: "studio:procedure",
    Matter.EXAMPLES: "studio:preview",
    Matter.OWNER: "studio:owner",
    Matter.LANGUAGES: "studio:words",
    **dict.fromkeys(
        (Matter.WORDING, Matter.KEEPING, Matter.DATES, Matter.REACH, Matter.PAGES),
        "studio:build",
    ),
}


def _alive(name: str, value: Any) -> Any:
    """An instant that was kept as JSON."""
    return datetime.fromisoformat(value) if name.endswith("_at") and isinstance(value, str) else value
