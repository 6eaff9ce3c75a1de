"""``metodbank user``: accounts, their passwords, and who is logged in."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kb.accounts import Role
from kb.cli.options import home_option, json_option, opened, print_json
from kb.errors import InputError

if TYPE_CHECKING:
    from kb.accounts import OpenSession, User

_role_option = click.Choice([role.value for role in Role if role is not Role.READER], case_sensitive=False)
_stdin_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of standard input."
)


@click.group()
def user() -> None:
    """Accounts: who may hand in, review and administer. Reading needs none."""


@user.command()
@click.argument("login")
@click.option("--name", help="Shown to others (default: the login).")
@click.option("--role", type=_role_option, required=True, help="What the account may do.")
@click.option(
    "--oidc", is_flag=True, help="No password: it logs in with the login service, which tells LOGIN."
)
@_stdin_option
@home_option
@click.pass_context
def add(
    context: click.Context, login: str, name: str | None, role: str, oidc: bool, password_stdin: bool
) -> None:
    """Add an account; asks for its password twice."""
    if oidc and password_stdin:
        raise click.UsageError("Give --oidc or --password-stdin, not both.")
    password = None if oidc else _password(from_stdin=password_stdin)
    with opened(context) as knowledge_base:
        added = knowledge_base.accounts.add_user(login, name or "", Role(role.lower()), password)
    how = "logs in with the login service" if oidc else "logs in with the password"
    click.echo(f"Added {added.login}, {added.role}; {how}.")


@user.command("list")
@json_option
@home_option
@click.pass_context
def list_(context: click.Context, as_json: bool) -> None:
    """List the accounts with their roles; passwords are not told, as they are not known."""
    with opened(context) as knowledge_base:
        users = knowledge_base.accounts.users()
    if as_json:
        print_json({"users": [_user_json(each) for each in users]})
        return
    if not users:
        click.echo("There are no accounts. Add one with: metodbank user add LOGIN --role admin")
    width = max((len(each.login) for each in users), default=0)
    for each in users:
        notes = [] if each.password_hash else ["login service"]
        notes += [] if each.is_active else ["inactive"]
        told = f"  ({', '.join(notes)})" if notes else ""
        click.echo(f"{each.login:<{width}}  {each.role.value:<11}  {each.name}{told}")


@user.command()
@click.argument("login")
@click.option("--name", help="Shown to others.")
@click.option("--role", type=_role_option, help="What the account may do.")
@click.option("--active/--inactive", "is_active", default=None, help="Whether the account can log in.")
@home_option
@click.pass_context
def change(
    context: click.Context, login: str, name: str | None, role: str | None, is_active: bool | None
) -> None:
    """Change an account; with another role, or made inactive, it is logged out everywhere."""
    if name is None and role is None and is_active is None:
        raise click.UsageError("Give --name, --role, --active or --inactive.")
    with opened(context) as knowledge_base:
        changed = knowledge_base.accounts.change_user(
            login, name=name, role=None if role is None else Role(role.lower()), is_active=is_active
        )
    state = "" if changed.is_active else ", inactive"
    click.echo(f"{changed.login} is now {changed.name}, {changed.role}{state}.")


@user.command()
@click.argument("login")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
@click.pass_context
def remove(context: click.Context, login: str, yes: bool) -> None:
    """Remove an account and log it out; the audit log keeps its login."""
    if not yes:
        if not sys.stdin.isatty():
            raise InputError("Nothing was removed: there is nobody to ask. Run the same command with --yes.")
        click.confirm(f"Remove the account {login}? With --inactive it can be kept and locked", abort=True)
    with opened(context) as knowledge_base:
        knowledge_base.accounts.remove_user(login)
    click.echo(f"Removed {login}.")


@user.command()
@click.argument("login")
@_stdin_option
@home_option
@click.pass_context
def password(context: click.Context, login: str, password_stdin: bool) -> None:
    """Set another password, asked for twice; the account is logged out everywhere."""
    new = _password(from_stdin=password_stdin)
    with opened(context) as knowledge_base:
        changed = knowledge_base.accounts.change_user(login, password=new)
    click.echo(f"{changed.login} has another password.")


@user.command()
@click.argument("login", required=False)
@click.option("--end", is_flag=True, help="Log LOGIN out everywhere.")
@json_option
@home_option
@click.pass_context
def sessions(context: click.Context, login: str | None, end: bool, as_json: bool) -> None:
    """List who is logged in, or with --end log somebody out everywhere."""
    if end and login is None:
        raise click.UsageError("Say whom: metodbank user sessions LOGIN --end")
    with opened(context) as knowledge_base:
        if end and login is not None:
            click.echo(f"Ended sessions: {knowledge_base.accounts.end_sessions(login)}.")
            return
        found = [
            each
            for each in knowledge_base.accounts.sessions()
            if login is None or each.login == login.lower()
        ]
    if as_json:
        print_json({"sessions": [_session_json(each) for each in found]})
        return
    if not found:
        click.echo("Nobody is logged in.")
    for each in found:
        click.echo(
            f"{each.login}  since {each.started_at[:19]}, last seen {each.seen_at[:19]}, {each.origin}"
        )


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InputError("There is nobody to ask for the password. Give it with --password-stdin.")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
    return asked


def _user_json(account: User) -> dict[str, object]:
    return {
        "login": account.login,
        "name": account.name,
        "role": account.role.value,
        "is_active": account.is_active,
        "origin": "local" if account.password_hash else "oidc",
        "created_at": account.created_at or None,
        "changed_at": account.changed_at or None,
    }


def _session_json(session: OpenSession) -> dict[str, object]:
    return {
        "login": session.login,
        "origin": session.origin,
        "started_at": session.started_at,
        "seen_at": session.seen_at,
        "ends_at": session.ends_at,
    }
