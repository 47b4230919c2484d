"""What people are promised to be told, and what officers do about it; one family of verbs a file."""

from madoguchi.messaging.actions.broadcasting import (
    CannotBroadcast,
    broadcast,
    hold_mail,
    mail_many,
    resume_broadcast,
    send_held_mail,
    start_line,
    stop_broadcast,
    stop_line,
)
from madoguchi.messaging.actions.menus import CannotPublish, publish_menu, save_menu, show_menus
from madoguchi.messaging.actions.telling import (
    FOLLOW_PAGE,
    MY_PAGE,
    CannotChangeMessage,
    change_message,
    choose_reminders,
    close_by_hand,
    forget,
    mark_read,
    note_not_reached,
    tell,
    tell_by_hand,
)

__all__ = [
    "FOLLOW_PAGE",
    "MY_PAGE",
    "CannotBroadcast",
    "CannotChangeMessage",
    "CannotPublish",
    "broadcast",
    "change_message",
    "choose_reminders",
    "close_by_hand",
    "forget",
    "hold_mail",
    "mail_many",
    "mark_read",
    "note_not_reached",
    "publish_menu",
    "resume_broadcast",
    "save_menu",
    "send_held_mail",
    "show_menus",
    "start_line",
    "stop_broadcast",
    "stop_line",
    "tell",
    "tell_by_hand",
]
