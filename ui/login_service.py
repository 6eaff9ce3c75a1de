"""The organisation's own login service (OpenID Connect), as Streamlit speaks with it.

The operator's settings for it are in ``secrets.toml`` of the home: see docs/deployment.md.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.auth_util import get_secrets_auth_section, is_authlib_installed, validate_auth_credentials
from streamlit.errors import StreamlitAuthError

from kb.i18n import Catalogue
from kb.settings import Settings

logger = logging.getLogger(__name__)

SECRETS_FILE = "secrets.toml"
_PROVIDER = "default"  # what Streamlit calls the one that stands in [auth] itself
_MAX_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom a login service has told."""

    address: str  # in lower case: the login of an account
    name: str


def secrets_path(settings: Settings) -> Path:
    """Return the file that holds the secrets of the login service; it need not be there."""
    return settings.home / SECRETS_FILE


def is_offered() -> bool:
    """Return whether a login service is set up, and what it needs is installed."""
    try:
        validate_auth_credentials(_PROVIDER)
    except StreamlitAuthError as error:
        if get_secrets_auth_section():
            logger.warning("the login service is not set up right: %s", " ".join(str(error).split()))
        return False
    if not is_authlib_installed():
        logger.warning("a login service is set up, but Authlib is missing: pip install 'metodbank[oidc]'")
        return False
    return True


def service_name(settings: Settings, catalogue: Catalogue) -> str:
    """Return what people call the service."""
    return settings.oidc_name or catalogue.text("login.service_default")


def leave() -> None:
    """Send the browser to the service."""
    st.login()


def told() -> Mapping[str, object] | None:
    """Return what the service has told of whoever comes back from it; None of others."""
    claims: Mapping[str, object] = st.user.to_dict()
    return claims if claims.get("is_logged_in") is True else None


def identity(claims: Mapping[str, object], *, claim: str) -> Identity | None:
    """Return who somebody is; None where no address is told, or one that the service has not confirmed.

    Args:
        claims: What the service has told.
        claim: Which of it is the address.
    """
    address = claims.get(claim)
    if not isinstance(address, str) or not 0 < len(address.strip()) <= _MAX_CHARS:
        return None
    # Few services tell it, and only where it is true. Some write it as text.
    if claim == "email" and str(claims.get("email_verified", True)).lower() == "false":
        return None
    address = address.strip().lower()
    # logins are compared in NFKC: letters that only look like those of another must not become them
    if unicodedata.normalize("NFKC", address) != unicodedata.normalize("NFC", address):
        return None
    name = claims.get("name")
    return Identity(address=address, name=name[:_MAX_CHARS] if isinstance(name, str) and name else address)
