"""``metodbank audit``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kb.cli.options import home_option, json_option, opened, print_json

if TYPE_CHECKING:
    from kb.accounts import AuditLine


@click.command()
@click.option(
    "--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True, help="As many lines."
)
@click.option("--subject", help='What was done to one thing: "document 12", "p7", a login.')
@click.option("--check", is_flag=True, help="Say whether lines were changed or taken out; exit 1 if so.")
@json_option
@home_option
@click.pass_context
def audit(context: click.Context, limit: int, subject: str | None, check: bool, as_json: bool) -> None:
    """Tell who did what and when, the newest first; never what a document says."""
    with opened(context) as knowledge_base:
        if check:
            problems = knowledge_base.accounts.check_audit()
            if as_json:
                print_json({"problems": problems})
            else:
                click.echo("\n".join(problems) or "The audit log is whole.")
            context.exit(1 if problems else 0)
        lines = knowledge_base.accounts.audit(limit=limit, subject=subject)
    if as_json:
        print_json({"lines": [_line_json(line) for line in lines]})
        return
    if not lines:
        click.echo("Nothing was noted yet." if subject is None else f"Nothing was noted about {subject}.")
    for line in lines:
        told = "".join(f"  {name}={value}" for name, value in line.details.items())
        who = f"{line.login or '–':<20}  {line.role:<11}"
        click.echo(_one_line(f"{line.id:>5}  {line.at}  {who}  {line.act:<20}  {line.subject}{told}"))


def _one_line(text: str) -> str:
    """Return a text in which no reason that somebody typed can pretend to be a line of its own."""
    return "".join(character if character.isprintable() else "�" for character in text)


def _line_json(line: AuditLine) -> dict[str, object]:
    return {
        "id": line.id,
        "at": line.at,
        "login": line.login,
        "role": line.role,
        "act": line.act,
        "subject": line.subject,
        "details": dict(line.details),
    }
