"""What people read at this entrance when it does not work, and what they can do."""

from __future__ import annotations

from typing import Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say
from madoguchi.line.actions.linking import Refusal as LinkRefusal
from madoguchi.rules.conversation import Refusal as TalkRefusal
from madoguchi.rules.id_tokens import Refusal
from madoguchi.rules.joining import Refusal as Joining

# Who forges tokens learns nothing; everybody else needs to know only what to do.
UNSURE: Final = "We could not make sure who you are on LINE. Please close this page and open it again."
SENTENCES: Final = {
    Refusal.EXPIRED: "This page was open for too long. Please close it and open it again.",
    Refusal.USED_ELSEWHERE: "This sign-in was used already. Please close this page and open it again.",
    Refusal.UNREACHABLE: "LINE does not answer now. Please try again in a few minutes, or sign in by mail.",
    Refusal.NOBODY: "You did not sign in by LINE. You can sign in by mail instead.",
}
LINKING: Final = {
    LinkRefusal.OTHERS: "This LINE is already linked to another account here. "
    "Sign in by LINE and unlink it there first, or ask at the counter.",
    LinkRefusal.ONLY_WAY: "You come in by LINE alone, so it cannot be unlinked. "
    "If you do not want messages on LINE, block our account: you lose nothing.",
}


def explain(refusal: Refusal) -> SafeString:
    """Why somebody was not let in, as HTML in the reader's language."""
    return say(SENTENCES.get(refusal, UNSURE))


def explain_link(refusal: LinkRefusal) -> SafeString:
    """Why an account stays as it was."""
    return say(LINKING[refusal])


JOINING: Final = {
    Joining.MOVED_ON: "One of the two accounts has changed meanwhile, so nothing was put together. "
    "Please look at my page, and begin again if you still have two.",
    Joining.TWO_LINES: "The account you signed in to by mail is linked to another LINE. "
    "Unlink that one first, then put the two together.",
    Joining.BY_HAND: "These two accounts cannot be put together here. Nothing has changed. "
    "Please ask at the counter.",
}


NOT_LET_GO: Final = (
    "LINE was not told, or this LINE still opens an account here. "
    "In LINE itself you can do it at any time: Settings, Account, Connected apps."
)


def explain_joining(refusal: Joining) -> SafeString:
    """Why two accounts stay two."""
    return say(JOINING[refusal])


FAREWELL: Final = "Thank you for talking to us. If there is anything else, press a button or write again."
TALKING: Final = {
    TalkRefusal.CLOSED: "This talk has ended, so nothing was sent.",
    TalkRefusal.TAKEN: "Another officer answers here, so nothing was sent.",
    TalkRefusal.EMPTY: "Please write what you want to say.",
    TalkRefusal.TOO_LONG: "Please write 1,000 letters or less.",
    TalkRefusal.PERSONAL: "Nothing was sent: a telephone number, an address or a day stands in it. "
    "On LINE we write none; lead to a page of ours instead.",
}


def explain_talk(refusal: TalkRefusal) -> SafeString:
    """Why nothing was said in a chat."""
    return say(TALKING[refusal])
