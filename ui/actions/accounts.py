"""What is done on the pages of one's own account and of all accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, SecretStr

from kb.accounts import Role
from kb.errors import AccountError
from kb.knowledge_base import KnowledgeBase
from ui.actions.action import Action, Asked, Done

_Line = Annotated[str, Field(max_length=300)]
_Password = Annotated[SecretStr, Field(max_length=1000)]


# The fields have other names than they might: what cleans HTML in the browser takes "name" and "role" off
# fields, as they could stand in for the form's own.
class PasswordAsked(Asked):
    """Change one's own password."""

    old_password: _Password
    new_password: _Password
    again: _Password


class AddAsked(Asked):
    """Add an account."""

    login: _Line
    full_name: _Line
    granted: Role
    password: _Password = SecretStr("")
    by_service: bool = False


class ChangeAsked(Asked):
    """Change what is given of an account."""

    login: _Line
    full_name: _Line | None = None
    granted: Role | None = None
    password: _Password = SecretStr("")
    is_active: bool | None = None


class LoginAsked(Asked):
    """Do something with an account."""

    login: _Line


def _change_password(base: KnowledgeBase, asked: PasswordAsked) -> Done:
    new = asked.new_password.get_secret_value()
    if new != asked.again.get_secret_value():
        raise AccountError("The two new passwords differ.", key="account.password_differs")
    base.accounts.change_password(asked.old_password.get_secret_value(), new)
    return Done(text="account.said_password")


def _end_mine(base: KnowledgeBase, _asked: Asked) -> Done:
    base.accounts.end_my_sessions()
    return Done(text="login.is_out")


def _add(base: KnowledgeBase, asked: AddAsked) -> Done:
    password = asked.password.get_secret_value()
    if not password and not asked.by_service:
        raise AccountError("A password is missing.", key="users.problem_no_password")
    added = base.accounts.add_user(
        asked.login, asked.full_name, asked.granted, None if asked.by_service else password
    )
    return Done(text="users.said_added", values={"login": added.login})


def _change(base: KnowledgeBase, asked: ChangeAsked) -> Done:
    changed = base.accounts.change_user(
        asked.login,
        name=asked.full_name,
        role=asked.granted,
        is_active=asked.is_active,
        password=asked.password.get_secret_value() or None,
    )
    said = "users.said_changed"
    if asked.is_active is not None:
        said = "users.said_on" if asked.is_active else "users.said_off"
    return Done(text=said, values={"login": changed.login})


def _remove(base: KnowledgeBase, asked: LoginAsked) -> Done:
    base.accounts.remove_user(asked.login)
    return Done(text="users.said_removed", values={"login": asked.login})


def _end(base: KnowledgeBase, asked: LoginAsked) -> Done:
    n_ended = base.accounts.end_sessions(asked.login)
    return Done(text="users.said_ended", values={"login": asked.login, "count": n_ended})


ACTIONS: Mapping[str, Action] = {
    "accounts.password": Action(PasswordAsked, _change_password),
    "accounts.end_mine": Action(Asked, _end_mine),
    "accounts.add": Action(AddAsked, _add),
    "accounts.change": Action(ChangeAsked, _change),
    "accounts.remove": Action(LoginAsked, _remove),
    "accounts.end": Action(LoginAsked, _end),
}
