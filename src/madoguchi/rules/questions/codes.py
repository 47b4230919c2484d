"""Every code a problem with an answer may carry, and the facts that come with it. The set is closed.

Only the checks of a document add to it: their problems carry the check's own id.
"""

from __future__ import annotations

from typing import Final

CODES: Final = {
    # asked but not given; for a part of an answer the path names the part
    "required": (),
    # not what this type of answer looks like at all: a list for a text, an unknown key
    "wrong_shape": ("expected",),
    # texts
    "too_long": ("max_length", "length"),
    "too_short": ("min_length", "length"),
    "wrong_digits": ("digits",),  # a number of digits other than these
    "not_kana": ("characters",),
    "not_an_email": ("typed",),
    "not_a_phone": ("typed",),
    "not_a_postal_code": ("typed",),
    "not_a_corporate_number": ("typed",),
    "not_bank_kana": ("characters",),
    # numbers
    "not_a_number": ("typed",),
    "not_whole": ("typed",),
    "too_many_places": ("places",),
    "too_small": ("at_least",),
    "too_large": ("at_most",),
    # days and times
    "date_incomplete": ("missing",),  # of year, month, day
    "not_a_year": ("typed",),
    "not_a_date": ("year", "month", "day"),
    "unreadable_date": ("typed",),
    "too_early": ("earliest",),
    "too_late": ("latest",),
    "not_a_time": ("typed",),
    "same_times": ("at",),
    # choices
    "unknown_option": ("option",),
    "too_many_chosen": ("at_most",),
    "unknown_place": ("place",),
    "same_place": ("first", "second"),  # ranks, counted from 1
    # times to come
    "unknown_slot": (),  # over, closed, or never offered
    "slot_full": (),
    # rows and files
    "too_few_rows": ("at_least",),
    "too_many_rows": ("at_most",),
    "too_few_files": ("at_least",),
    "too_many_files": ("at_most",),
    "must_provide": (),  # "cannot be provided" is no answer to this question
}
