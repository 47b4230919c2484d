"""What the studio does when others announce something."""

from madoguchi.procedures.announcements import DraftSaved
from madoguchi.studio.actions import translating


def on_draft_saved(news: DraftSaved) -> None:
    """Remember which translations the new Japanese has left behind."""
    translating.note_left_behind(
        slug=news.slug, before=news.before, after=news.after, by=news.by, now=news.at
    )
