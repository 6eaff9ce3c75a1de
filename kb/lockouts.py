"""When logins are refused because too many have failed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from kb.errors import LockedOutError

PER_LOGIN = 5
PER_ADDRESS = 20
WINDOW = timedelta(minutes=15)
"""So many failures within this time lock out, and for as long."""
REMEMBERED = 2 * WINDOW
"""Failures from before can lock out nobody any more."""
_V6_HOME_BITS = 64  # one household or office has all addresses that begin alike


def locked_until(failures: Sequence[datetime], limit: int, now: datetime) -> datetime | None:
    """Return when a lock ends; None where there is none.

    It begins with the failure that is the ``limit``-th within the window. What is tried while it lasts is
    not counted, so that it cannot be drawn out.

    Args:
        failures: When logins have failed, in order, from within ``REMEMBERED`` on.
        limit: How many lock out.
        now: The present.
    """
    ends = [
        last + WINDOW
        for first, last in zip(failures, failures[limit - 1 :], strict=False)
        if last - first < WINDOW
    ]
    return max((end for end in ends if end > now), default=None)


def refuse_where_locked(now: datetime, by_login: Sequence[str], by_address: Sequence[str]) -> None:
    """Refuse a login, given the times of earlier failures in ISO 8601, in order.

    Raises:
        LockedOutError: Too many have failed; the message tells the minutes left.
    """
    ends = [
        locked_until([datetime.fromisoformat(at) for at in failures], limit, now)
        for failures, limit in ((by_login, PER_LOGIN), (by_address, PER_ADDRESS))
    ]
    until = max((end for end in ends if end is not None), default=None)
    if until is not None:
        minutes = math.ceil((until - now) / timedelta(minutes=1))
        raise LockedOutError(
            f"Too many logins have failed. Try again in {minutes} minutes.",
            key="login.problem_locked",
            minutes=minutes,
            count=minutes,
        )


def counted_as(address: str) -> str:
    """Return what is counted of an address: of IPv6 the network that one household or office has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:100]
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        if mapped is not None:
            return str(mapped)
        return str(ip_network((int(found), _V6_HOME_BITS), strict=False))
    return str(found)
