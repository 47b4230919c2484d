"""What comes round by the clock, on one screen. Cron fields in UTC; a sixth one counts seconds."""

from __future__ import annotations

from typing import Final

import procrastinate

ROUND: Final = {
    "config.heartbeat": "* * * * * */10",
    "audit.seal": "* * * * * */5",
    "messaging.sweep": "* * * * * */10",
    "messaging.menus": "* * * * *",
    "messaging.note_month": "*/5 * * * *",
    "messaging.check_menus": "25 17 * * *",  # 02:25 in the city
    "line.sweep": "* * * * *",
    "line.forget": "10 17 * * *",  # 02:10 in the city
    "messaging.tidy": "5 17 * * *",  # 02:05 in the city
    "review.release": "* * * * * */5",
    "review.sweep": "*/10 * * * *",
    "review.remind": "30 23 * * *",  # 08:30 in the city, when the desk opens
    "review.tidy": "15 17 * * *",  # 02:15 in the city
    "enrolment.follow": "10 15 * * *",  # 00:10 in the city, when the day has begun
    "enrolment.remind": "40 23 * * *",  # 08:40 in the city
    "enrolment.remind_of_talks": "10 9,23 * * *",  # 18:10 and 08:10 in the city
    "outreach.note_moved": "* * * * *",
    "outreach.tell": "* * * * * */5",
    "outreach.forget_recipients": "55 17 * * *",  # 02:55 in the city
    "outreach.remind_in_the_evening": "0 10 * * *",  # 19:00 in the city
    "outreach.remind_in_the_morning": "0 22 * * *",  # 07:00 in the city
    "outreach.rebuild": "35 17 * * *",  # 02:35 in the city
    "register.sweep": "*/10 * * * *",
    "people.tidy": "7 * * * *",
    "places.remove": "50 17 * * *",  # 02:50 in the city
    "procedures.orphans": "0 23 * * *",  # 08:00 in the city
    "selection.sweep": "*/5 * * * *",
    "selection.tidy": "20 17 * * *",  # 02:20 in the city, after applications have gone
    "studio.tidy": "45 17 * * *",  # 02:45 in the city
    "checkin.close_night": "20 15 * * *",  # 00:20 in the city
    "checkin.remove": "40 17 * * *",  # 02:40 in the city
    "checkin.remove_notices": "42 17 * * *",  # 02:42 in the city
    "config.tidy": "0 18 * * *",  # 03:00 in the city
    "files.sweep": "30 18 * * *",
    "booking.sweep": "* * * * * */10",
    "booking.remind": "15 9,23 * * *",  # 18:15 and 08:15 in the city
    "booking.reconcile": "*/10 * * * *",
    "booking.remove": "25 18 * * *",
    "payments.remove": "15 18 * * *",
    "applications.remove": "0 17 * * *",  # 02:00 in the city
    "register.remove": "30 17 * * *",
    "applications.remind": "0 9 * * *",  # 18:00 in the city, when people are home
    "applications.tell_of_extensions": "*/10 * * * *",
    "applications.sweep_rebases": "*/10 * * * *",
}


def register(app: procrastinate.App) -> None:
    """Put every job of the table on its round. Called once, when the jobs of all rooms are known."""
    for name, cron in ROUND.items():
        app.periodic_registry.register_task(
            task=app.tasks[name],
            cron=cron,
            periodic_id="",
            configure_kwargs={"queueing_lock": f"round:{name}"},
        )
