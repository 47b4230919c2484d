"""What this room does when another tells news; `config/wiring.py` connects them."""

from __future__ import annotations

from madoguchi.applications.announcements import ApplicationWithdrawn, AskedAgain, CorrectionSubmitted
from madoguchi.messaging.announcements import MessageFailed
from madoguchi.review.actions import contacting, returning, settling
from madoguchi.review.announcements import ApplicationDecided
from madoguchi.rules.messages import Closing


def on_asked_again(news: AskedAgain) -> None:
    """What a newer version asks is a return like any other, by whoever published it."""
    returning.ask_again(news=news)


def on_correction(news: CorrectionSubmitted) -> None:
    """The open return is answered, and nobody has to be asked for it any more."""
    returning.note_answer(reference=news.reference, now=news.at)
    contacting.close(reference=news.reference, why=Closing.CORRECTED, now=news.at)


def on_decision(news: ApplicationDecided) -> None:
    """Nobody has to be asked for a correction any more."""
    contacting.close(reference=news.reference, why=Closing.DECIDED, now=news.at)


def on_withdrawal(news: ApplicationWithdrawn) -> None:
    """Nobody has to be told about what was taken back, and what was prepared for it comes to nothing."""
    settling.drop(reference=news.reference, now=news.at)
    contacting.close(reference=news.reference, why=Closing.WITHDRAWN, now=news.at)


def on_failed_message(news: MessageFailed) -> None:
    """Whom no mail reached is called or written to."""
    contacting.reach_otherwise(failed=news)
