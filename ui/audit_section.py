"""The log of what was done, page by page, and the check that nobody has touched it."""

from __future__ import annotations

from kb.accounts import OPERATOR, AuditLine
from ui.audit_words import act_said, detail_said, subject_said
from ui.data_table import data_table
from ui.markup import escape, items, link
from ui.moments import when
from ui.search_state import href
from ui.shell import Shell

_PER_PAGE = 50
_ANCHOR = "mb-log"
_FOCUS = f' data-focus="{_ANCHOR}"'


def audit_html(shell: Shell) -> str:
    """Return the part of the log that the address asks for, and the way to the rest."""
    text = shell.catalogue.text
    before, about = _number(shell), next(iter(shell.parameters.get("about", ())), "")[:300]
    # one more tells whether there are older ones
    lines = shell.knowledge_base.accounts.audit(limit=_PER_PAGE + 1, before=before, subject=about or None)
    head = (
        f'<h2 id="{_ANCHOR}" tabindex="-1">{escape(text("users.log_heading"))}</h2>'
        f'<p class="mb-measure">{escape(text("users.log_lead"))}</p>{_check(shell)}'
    )
    if about:
        whole = link(text("users.log_all"), _href(shell), attributes=_FOCUS)
        said = text("users.log_about", subject=subject_said(about, shell.catalogue) or about)
        head += f"<p>{escape(said)} {whole}</p>"
    if not lines:
        return f"{head}<p>{escape(text('users.log_empty'))}</p>"
    shown = lines[:_PER_PAGE]
    keys = ("users.log_at", "users.log_who", "users.log_act", "users.log_subject", "users.log_details")
    rows = [_row(line, shell) for line in shown]
    table = data_table(text("users.log_caption"), [text(key) for key in keys], rows, n_texts=len(keys))
    older = shown[-1].id if len(lines) > _PER_PAGE else None
    return f"{head}{table}{_ways(shell, about, before, older)}"


def _row(line: AuditLine, shell: Shell) -> list[str]:
    details = ", ".join(_detail(name, value, shell) for name, value in line.details.items())
    act = act_said(line.act, shell.catalogue)
    subject = subject_said(line.subject, shell.catalogue) or line.subject
    about = link(subject, _href(shell, about=line.subject), attributes=_FOCUS)
    return [
        escape(when(line.at, shell.catalogue)),
        escape(_who(line, shell)),
        escape(act) if act is not None else f'<code lang="en">{escape(line.act)}</code>',
        about if line.subject else "",
        details,
    ]


def _detail(name: str, value: str, shell: Shell) -> str:
    said = detail_said(name, value, shell.catalogue)
    return escape(said) if said is not None else f'<span lang="en">{escape(f"{name}: {value}")}</span>'


def _who(line: AuditLine, shell: Shell) -> str:
    if line.login == OPERATOR.login:
        return shell.catalogue.text("users.log_operator")
    return line.login or shell.catalogue.text("users.log_nobody")


def _ways(shell: Shell, about: str, before: int | None, older: int | None) -> str:
    text, ways = shell.catalogue.text, []
    if before is not None:
        ways.append(link(text("users.log_newest"), _href(shell, about=about), attributes=_FOCUS))
    if older is not None:
        address = _href(shell, about=about, before=str(older))
        ways.append(link(text("users.log_older"), address, attributes=_FOCUS))
    label = escape(text("users.log_caption"))
    return f'<nav aria-label="{label}"><ul class="mb-actions">{items(ways)}</ul></nav>' if ways else ""


def _check(shell: Shell) -> str:
    """Return the way to the check, which reads the whole log; or what it has found."""
    text = shell.catalogue.text
    if "check" not in shell.parameters:
        address = _href(shell, check="1")
        return f"<p>{link(text('users.log_check'), address, attributes=_FOCUS)}</p>"
    found = shell.knowledge_base.accounts.check_audit()
    if not found:
        return f'<div class="mb-notice" role="status"><p>{escape(text("users.log_sound"))}</p></div>'
    listed = items(f'<span lang="en">{escape(problem)}</span>' for problem in found[:20])
    said = escape(text("users.log_broken", count=len(found)))
    return f'<div class="mb-notice mb-problem" role="alert"><p>{said}</p><ul>{listed}</ul></div>'


def _number(shell: Shell) -> int | None:
    asked = next(iter(shell.parameters.get("before", ())), "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


def _href(shell: Shell, **parameters: str) -> str:
    given = {name: [value] for name, value in parameters.items() if value}
    return href("users", given, shell.kept)
