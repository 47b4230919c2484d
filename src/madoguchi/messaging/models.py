"""What the city promised to tell, to whom, and what became of it."""

import uuid
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models

from madoguchi.rules.friendship import Move
from madoguchi.rules.messages import Channel, Lane, Status


class Underway(models.Model):
    """What a worker hands over: where it stands, and what is known of its attempts."""

    lane = models.TextField(default=Lane.ONE_TO_ONE.value)
    status = models.TextField(choices=[(status.value, status.value) for status in Status])
    attempts = models.PositiveIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    sending_since = models.DateTimeField(null=True)
    unsure_since = models.DateTimeField(null=True)  # the first attempt that may have been accepted
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")
    request_id = models.TextField(blank=True, default="")  # what LINE calls the request it accepted

    class Meta:
        abstract = True


class OutgoingMessage(Underway):
    """One message to one person on one channel, written in the transaction that promised it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dedupe_key = models.TextField(unique=True)
    channel = models.TextField(choices=[(channel.value, channel.value) for channel in Channel])
    resident_ref = models.UUIDField(null=True)
    address = models.TextField()  # by LINE: where another way leads when that one fails
    friend = models.ForeignKey("Friend", on_delete=models.SET_NULL, null=True, related_name="+")
    instead = models.TextField(blank=True, default="")  # the channel of that other way; empty: there is none
    language = models.TextField()
    template = models.TextField()  # a value of rules.messages.Template
    subject = models.TextField()
    body = models.TextField()  # as it was promised; a secret one is emptied once it is sent
    about_kind = models.TextField()
    about_ref = models.TextField()
    section = models.TextField(blank=True, default="")  # whose officers may see and stop it; empty: nobody's
    due_on = models.DateField(null=True)  # the day the message names, by which its reader has to act
    settled_at = models.DateTimeField(null=True)  # told by hand, or needless: off the list
    settled_by = models.TextField(blank=True, default="")  # number of the officer who told it; empty: nobody
    closed_why = models.TextField(blank=True, default="")  # a value of rules.messages.Closing

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in Status]),
                name="message_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status=Status.SENDING.value, sending_since__isnull=False)
                | (~models.Q(status=Status.SENDING.value) & models.Q(sending_since=None)),
                name="sending_has_a_start",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(status__in=["queued", "retry", "sending"]),
                name="message_due",
            ),
            models.Index(
                fields=["section", "queued_at"],
                condition=models.Q(status__in=["by_hand", "failed", "withheld"]),
                name="message_open",
            ),
            models.Index(fields=["about_kind", "about_ref"], name="message_about"),
            models.Index(
                fields=["section", "-settled_at"],
                condition=models.Q(settled_at__isnull=False),
                name="message_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.status})"


class InboxMessage(models.Model):
    """What the city told a resident, read on my page after sign-in; the text is drawn when it is read."""

    resident_ref = models.UUIDField(null=True)  # null: who has no account reads it where it belongs
    dedupe_key = models.TextField(unique=True)
    template = models.TextField()
    values = models.JSONField(default=dict)  # references, titles and dates, nothing else of the person
    about_kind = models.TextField()
    about_ref = models.TextField()
    arrived_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["resident_ref", "-arrived_at"], name="inbox_resident"),
            models.Index(fields=["about_kind", "about_ref"], name="inbox_about"),
        ]

    def __str__(self) -> str:
        return self.template


class ReminderWish(models.Model):
    """Which reminders a resident does without; what they say still stands in the inbox."""

    resident_ref = models.UUIDField(primary_key=True)
    off = ArrayField(models.TextField(), default=list)  # values of rules.messages.Template

    def __str__(self) -> str:
        return str(self.resident_ref)


REACHED: Final = models.Q(followed_at__isnull=False, blocked_at=None)  # friends whom the city may write to


class Friend(models.Model):
    """Somebody on LINE whom the city's account knows, and whom it may write to while it is not blocked."""

    line_user_id = models.TextField(unique=True)  # of the city's provider; says nothing about the person
    resident_ref = models.UUIDField(null=True, unique=True)  # null: no account of ours is linked
    language = models.TextField()
    followed_at = models.DateTimeField(null=True)  # null: never became a friend, e.g. opened a page only
    blocked_at = models.DateTimeField(null=True)
    linked_at = models.DateTimeField(null=True)
    unlinked_at = models.DateTimeField(null=True)
    mail_too = models.BooleanField(default=False)  # wishes mail beside what comes by LINE
    menu_tab = models.PositiveSmallIntegerField(default=0)  # the tab of the menu they see first
    menu_given = models.TextField(blank=True, default="")  # tab and language they were given last

    class Meta:
        indexes = [
            models.Index(
                fields=["language", "line_user_id"],
                condition=REACHED,
                name="friend_reached",
            )
        ]

    def __str__(self) -> str:
        return f"friend {self.pk}"

    @property
    def is_reached(self) -> bool:
        """Whether what the city sends arrives."""
        return self.followed_at is not None and self.blocked_at is None


class FriendMove(models.Model):
    """That somebody became a friend of the city's account, came back, or blocked it (友だちの増減)."""

    friend = models.ForeignKey(Friend, on_delete=models.SET_NULL, null=True, related_name="moves")
    what = models.TextField(choices=[(move.value, move.value) for move in Move])
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="friend_move_at")]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"


class LineEvent(models.Model):
    """What LINE told us happened, as it came; worked in order per person, each once."""

    webhook_event_id = models.TextField(primary_key=True)
    line_user_id = models.TextField(blank=True, default="")  # empty: of nobody, or of a group
    raw = models.JSONField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["line_user_id", "occurred_at", "webhook_event_id"],
                condition=models.Q(worked_at=None),
                name="line_event_waits",
            ),
            models.Index(fields=["received_at"], name="line_event_received"),
        ]

    def __str__(self) -> str:
        return self.webhook_event_id


class LineAnswer(Underway):
    """What somebody on LINE is answered: as a reply where LINE still takes one, else as a push."""

    id = models.UUIDField(primary_key=True, editable=False)  # retry key of the push, made of its event
    event = models.OneToOneField(LineEvent, on_delete=models.CASCADE, null=True)  # null: an officer began
    line_user_id = models.TextField()
    messages = models.JSONField()  # emptied once it is over: what is said in a chat is kept nowhere twice
    reply_token = models.TextField(blank=True, default="")
    reply_until = models.DateTimeField(null=True)
    replying_since = models.DateTimeField(null=True)  # set for good before the first byte of a reply

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(status__in=["queued", "retry", "sending"]),
                name="answer_due",
            ),
            models.Index(fields=["line_user_id", "-queued_at"], name="answer_person"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk} ({self.status})"


class LineBroadcast(models.Model):
    """What many are told on LINE at once: its words, stored once, and whether it goes on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.TextField(unique=True)
    section = models.TextField(blank=True, default="")
    title = models.TextField()  # what officers call it
    lane = models.TextField()
    messages = models.JSONField()  # per language, as LINE takes them
    recipients = models.PositiveIntegerField(default=0)
    held_back = models.PositiveIntegerField(default=0)  # who had too many messages lately
    queued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    stopped_why = models.TextField(blank=True, default="")  # a value of rules.line_sending.Stop

    class Meta:
        indexes = [models.Index(fields=["-queued_at"], name="line_broadcast_latest")]

    def __str__(self) -> str:
        return self.title


PEOPLE: Final = models.Sum(  # of chunks
    models.Func(models.F("recipients"), function="cardinality", output_field=models.IntegerField())
)


class LineChunk(Underway):
    """Up to 500 recipients who are told in one call; frozen, since its id is LINE's retry key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    broadcast = models.ForeignKey(LineBroadcast, on_delete=models.CASCADE, related_name="chunks")
    language = models.TextField()
    number = models.PositiveIntegerField()
    recipients = ArrayField(models.TextField())  # sorted
    payload_hash = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["broadcast", "number"], name="one_chunk_number")]
        indexes = [
            models.Index(
                fields=["lane", "next_attempt_at"],
                condition=models.Q(status__in=["queued", "retry", "sending"]),
                name="chunk_due",
            )
        ]

    def __str__(self) -> str:
        return f"chunk {self.number} ({self.status})"


class LineRecipient(models.Model):
    """That a friend is told by a broadcast, and in which chunk."""

    # Written by the hundred thousand in the statement that found them: checking each again costs seconds.
    broadcast = models.ForeignKey(
        LineBroadcast, on_delete=models.CASCADE, related_name="told", db_constraint=False, db_index=False
    )
    friend = models.ForeignKey(Friend, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    chunk = models.ForeignKey(LineChunk, on_delete=models.CASCADE, related_name="told", db_constraint=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "friend"], name="one_message_of_a_broadcast")
        ]

    def __str__(self) -> str:
        return f"recipient {self.pk}"


class LineChannel(models.Model):
    """What all workers know of the city's channel: its token of the moment, whether it is stopped or ails."""

    channel_id = models.TextField(primary_key=True)
    token = models.TextField(blank=True, default="")  # sealed
    token_until = models.DateTimeField(null=True)
    token_asked_at = models.DateTimeField(null=True)  # by a worker, for one that lasts
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.TextField(blank=True, default="")
    ailing_since = models.DateTimeField(null=True)  # since then nothing was accepted
    ailment = models.TextField(blank=True, default="")
    menus_seen_at = models.DateTimeField(
        null=True
    )  # when it was last looked whether they are as they ought to be
    menus_wrong = ArrayField(models.TextField(), default=list)  # what was not
    month_most = models.PositiveIntegerField(null=True)  # messages that the plan allows; null: no end
    month_used = models.PositiveIntegerField(default=0)
    month_seen_at = models.DateTimeField(null=True)  # when LINE said so; null: not asked yet

    def __str__(self) -> str:
        return self.channel_id


class LineBucket(models.Model):
    """How many calls of one kind the channel may still make just now."""

    channel_id = models.TextField()
    endpoint = models.TextField()
    calls = models.FloatField()
    filled_at = models.DateTimeField()
    paused_until = models.DateTimeField(null=True)
    refusals = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel_id", "endpoint"], name="one_bucket")]

    def __str__(self) -> str:
        return f"{self.endpoint}: {self.calls:.0f}"


class Conversation(models.Model):
    """That somebody on LINE talks, or waits to talk, to an officer (有人チャット)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    friend = models.ForeignKey(Friend, on_delete=models.CASCADE, related_name="conversations")
    section = models.TextField()  # code of the section that was asked for
    language = models.TextField()
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    taken_by = models.TextField(blank=True, default="")  # number of the officer
    heard_at = models.DateTimeField(null=True)  # the last thing the other side said that no officer answered
    closed_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)  # what was said is gone

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["friend"], condition=models.Q(closed_at=None), name="one_conversation_at_a_time"
            )
        ]
        indexes = [
            models.Index(
                fields=["section", "asked_at"], condition=models.Q(closed_at=None), name="conversation_open"
            ),
            models.Index(
                fields=["closed_at"], condition=models.Q(forgotten_at=None), name="conversation_remembered"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ConversationLine(models.Model):
    """One thing that was said in it; the words are encrypted, and kept no longer than they are needed."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="lines")
    said_at = models.DateTimeField()
    officer = models.TextField(blank=True, default="")  # number; empty: the other side
    sealed = models.TextField(blank=True, default="")  # empty: taken back by its writer, or forgotten
    line_message_id = models.TextField(blank=True, default="")
    answer = models.UUIDField(null=True)  # what an officer said, on its way

    class Meta:
        indexes = [models.Index(fields=["conversation", "said_at"], name="conversation_lines")]

    def __str__(self) -> str:
        return f"line {self.pk}"


class StaffAnswer(models.Model):
    """What officers answer in chats to a question that comes again and again (よくある質問)."""

    section = models.TextField()
    words = models.JSONField()  # by which the question is recognised, in any language
    question = models.JSONField()  # {"ja": …, "ja-easy": …, "en": …}
    answer = models.JSONField()
    good_until = models.DateField(null=True)  # the last day on which it is right
    written_by = models.TextField()  # number of the officer
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["section"], name="staff_answer_section")]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Menu(models.Model):
    """What stands at the foot of the chat on LINE (リッチメニュー), with its twin for a disaster."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.JSONField()  # rules.menus.Menu
    saved_at = models.DateTimeField()
    saved_by = models.TextField(blank=True, default="")  # number of the officer
    published_at = models.DateTimeField(null=True)  # null: the draft

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(published_at=None), name="one_draft_of_a_menu"
            )
        ]

    def __str__(self) -> str:
        return f"menu {self.pk}"


class MenuPicture(models.Model):
    """One page of a menu in one language, as LINE has it."""

    menu = models.ForeignKey(Menu, on_delete=models.CASCADE, related_name="pictures")
    mode = models.TextField()  # a value of rules.menus.Mode
    tab = models.PositiveSmallIntegerField()
    language = models.TextField()
    line_id = models.TextField(unique=True)
    uploaded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["menu", "mode", "tab", "language"], name="one_picture_of_a_page")
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.tab} {self.language}"


class MenuSwitch(models.Model):
    """That everybody is to see another menu, or its twin; how far that came, so that it goes on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # LINE resumes under it
    menu = models.ForeignKey(Menu, on_delete=models.CASCADE, related_name="switches")
    mode = models.TextField()  # a value of rules.menus.Mode
    begun_at = models.DateTimeField()
    begun_by = models.TextField(blank=True, default="")  # number of the officer
    drawn_at = models.DateTimeField(null=True)  # LINE has all pictures
    named_at = models.DateTimeField(null=True)  # tabs lead to them
    shown_at = models.DateTimeField(null=True)  # whoever has no menu of their own sees it
    asked = ArrayField(models.DateTimeField(), default=list)  # when LINE was asked to change everybody’s
    request_id = models.TextField(blank=True, default="")  # of the last time, while it is under way
    finished_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)  # another one began before it was finished
    held_until = models.DateTimeField(null=True)  # a worker is at it; if it died, another goes on then
    last_error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["-begun_at"], name="menu_switch_latest")]

    def __str__(self) -> str:
        return f"switch to {self.mode}"
