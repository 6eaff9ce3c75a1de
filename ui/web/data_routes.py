"""Downloads of the numbers that the map and the explore page show."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kb.errors import KbError
from kb.exports.cleaning import xml_text
from kb.exports.tables import guarded
from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase
from ui.acting import actor_of
from ui.downloads import FORMATS
from ui.opening import open_home
from ui.scope import Scope, read_scope, write_scope
from ui.search_state import KnownCodes, Parameters, read_ui_language
from ui.tables import Table, make_table

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def data(request: Request) -> Response:
    """Answer with one table as a file; 400 for a table, format or filter that there is not."""
    query = request.query_params
    parameters = {name: query.getlist(name) for name in query}
    try:
        return await run_in_threadpool(_answer, parameters, request.cookies)
    except KbError:
        return PlainTextResponse("The collection cannot be read now.", status_code=503)


def _answer(parameters: Parameters, cookies: Mapping[str, str]) -> Response:
    opened = open_home()
    base = opened.acting_as(actor_of(opened, cookies))
    known = KnownCodes(
        themes=frozenset(theme.id for theme in base.taxonomy.themes),
        municipalities=frozenset(place.code for place in base.gazetteer.municipalities),
    )
    scope, ignored = read_scope(parameters, known)
    table = next((each for each in Table if each.value in parameters.get("table", ())), None)
    format_name = next((each for each in FORMATS if each in parameters.get("format", FORMATS)), None)
    if ignored or table is None or format_name is None:
        # a table that counts other things than was asked for would be worse than none
        tables = ", ".join(Table)
        message = f"Ask for table= one of {tables}; format= csv or xlsx; filters as in /explore.\n"
        return PlainTextResponse(message, status_code=400)
    made = _table(table, scope, base, parameters)
    body = as_xlsx(made, title=table.value) if format_name == "xlsx" else as_csv(made)
    name = file_name(table, scope, format_name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=_TYPES[format_name], headers=headers)


def _table(table: Table, scope: Scope, base: KnowledgeBase, parameters: Parameters) -> pd.DataFrame:
    catalogue = load_catalogue(read_ui_language(parameters) or base.settings.ui_language)
    return make_table(table, scope, base, catalogue)


def file_name(table: Table, scope: Scope, format_name: str) -> str:
    """Return a name that says what is counted: ``metodbank-matrix-documents-SE.csv``."""
    chosen = {name: value for name, value in write_scope(scope).items() if name not in {"unit", "p"}}
    parts = [table.value, scope.unit.value, *(value for values in chosen.values() for value in values)]
    return f"metodbank-{'-'.join(parts)}.{format_name}"


def as_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, which Excel needs to read å, ä and ö."""
    safe = table.copy()
    for column in safe.columns:
        safe[column] = [guarded(value) for value in safe[column]]
    text: str = safe.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def as_xlsx(table: pd.DataFrame, *, title: str) -> bytes:
    """Return a table as a workbook of one sheet; text is stored as text, whatever it begins with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    sheet.append([str(column) for column in table.columns])
    for row in table.itertuples(index=False, name=None):
        cells = []
        for value in row:
            clean = xml_text(value) if isinstance(value, str) else value
            cell = WriteOnlyCell(sheet, None if value is pd.NA else clean)
            if isinstance(value, str):
                cell.data_type = "s"
                # else Excel makes a formula of it when somebody edits the cell
                cell.quotePrefix = guarded(clean) != clean
            cells.append(cell)
        sheet.append(cells)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()
