"""Checks of hosts and web addresses that somebody writes into the settings."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST_NAME = re.compile(rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})*")
# No more than "somebody at a place": whether mail arrives is known only by sending some.
_EMAIL = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+\.[^\s@<>\"',;]+")

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def check_host(value: str) -> str:
    """Return an address to listen on, such as ``0.0.0.0``.

    Raises:
        ValueError: It is neither an IP address nor ``localhost``.
    """
    if value == "localhost" or is_ip_address(value):
        return value
    raise ValueError('write an IP address to listen on, such as "127.0.0.1" or "0.0.0.0"')


def check_host_name(value: str) -> str:
    """Return a host name in lower case; ``*.example.se`` stands for all names below ``example.se``.

    Raises:
        ValueError: It is no host name, such as an address with ``https://`` or a port.
    """
    name = value.lower().rstrip(".")
    if _HOST_NAME.fullmatch(name) and len(name) <= 253:
        return name
    raise ValueError('write a host name without "https://" and port, such as "metodbank.example.se"')


def check_public_url(value: str) -> str:
    """Return the address of the app as its readers know it, without a slash at the end.

    Raises:
        ValueError: It is not ``https://`` (or ``http://``) and a host, or has a path: the app needs a host
            name of its own.
    """
    parts = _split(value)
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username is not None:
        raise ValueError('write only "https://" and the host, such as "https://metodbank.example.se"')
    if not is_ip_address(parts.hostname or ""):
        check_host_name((parts.hostname or "").removeprefix("*"))
    return f"{parts.scheme}://{parts.netloc.lower()}"


def check_link(value: str) -> str:
    """Return a web address.

    Raises:
        ValueError: It does not begin with ``https://`` or ``http://`` and a host.
    """
    _split(value)
    return value


def check_proxy(value: str) -> str:
    """Return an IP address or a network such as ``10.0.0.0/8``.

    Raises:
        ValueError: It is neither. Host names, ``*`` and the network of all addresses would trust more than
            is meant.
    """
    try:
        is_everybody = ipaddress.ip_network(value).prefixlen == 0
    except ValueError:
        is_everybody = True
    if is_everybody:
        raise ValueError('write IP addresses or networks, such as "127.0.0.1" or "10.0.0.0/8"')
    return value


def check_email(value: str) -> str:
    """Return an e-mail address.

    Raises:
        ValueError: It is none.
    """
    if _EMAIL.fullmatch(value):
        return value
    raise ValueError('write one e-mail address, such as "metodbank@example.se"')


def is_ip_address(value: str) -> bool:
    """Return whether ``value`` is an IPv4 or IPv6 address, without brackets."""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def is_local(host: str) -> bool:
    """Return whether only this machine reaches what listens on ``host``."""
    return host in LOCAL_HOSTS or (is_ip_address(host) and ipaddress.ip_address(host).is_loopback)


def _split(value: str) -> SplitResult:
    parts = urlsplit(value)
    _ = parts.port  # raises ValueError where it is no number
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"[\s\"'<>\\]", value):
        raise ValueError('write a web address that begins with "https://"')
    return parts
