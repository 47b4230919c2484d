"""How often signing in may be tried. Counted before anything is looked at, and by more than one measure.

A narrow limit holds for one name from one network address, so that nobody can lock others out; a wide one
holds for the name from everywhere, and for the network address whatever it tries: a city hall comes from one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from madoguchi.base.throttle import allow, forget

MINUTES = timedelta(minutes=10)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def network_of(address: str) -> str:
    """What one connection commonly owns: an IPv4 address, or the first half (/64) of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def may_mail(address: str, *, network: str, now: datetime) -> bool:
    """Whether a code may be mailed to an address."""
    who, network = address.lower(), network_of(network)
    return all(
        [
            allow(f"mail:{who}:{network}", limit=4, per=MINUTES, now=now),
            allow(f"mail:{who}", limit=12, per=HOUR, now=now),
            allow(f"mail-from:{network}", limit=200, per=HOUR, now=now),
        ]
    )


def may_guess_code(address: str, *, network: str, now: datetime) -> bool:
    """Whether a mailed code may be tried: a hundred a day of a million leave one chance in ten thousand."""
    who, network = address.lower(), network_of(network)
    return all(
        [
            allow(f"code:{who}:{network}", limit=30, per=DAY, now=now),
            allow(f"code:{who}", limit=100, per=DAY, now=now),
        ]
    )


def may_try_password(number: str, *, network: str, now: datetime) -> bool:
    """Whether a password may be tried; the lock-out after five failures comes on top of this."""
    return all(
        [
            allow(f"password:{number}", limit=40, per=HOUR, now=now),
            allow(f"password-from:{network_of(network)}", limit=300, per=HOUR, now=now),
        ]
    )


def may_try_factor(account: str, *, now: datetime) -> bool:
    """Whether a second factor may be tried."""
    return allow(f"factor:{account}", limit=6, per=MINUTES, now=now)


def forget_factor(account: str) -> None:
    """The right one was shown."""
    forget(f"factor:{account}")
