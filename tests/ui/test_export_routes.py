"""Downloads: what they hold, in which order, and what is said where there are none."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest
import rispy
from openpyxl import load_workbook
from pypdf import PdfReader
from starlette.requests import Request
from starlette.responses import Response

from kb.entries import EntryKind, EntryRef
from kb.exports.formats import EXPORTERS, MAX_ROWS
from kb.exports.rows import permalink
from kb.gazetteer import load_gazetteer
from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from ui import search_hits, search_order
from ui.entry_markup import entry_href
from ui.search_hits import find_page
from ui.search_state import Kept, KnownCodes, read_search
from ui.web import export_routes
from ui.web.export_routes import export, file_name, lasting_address

HOST = "https://example.se"
PAGE_SIZE = 3  # the library is small
QUERIES: Sequence[Mapping[str, str]] = (
    {"q": "skole"},
    {"q": "kommun", "sort": "date"},
    {"country": "DK"},
    {"country": "SE", "sort": "date", "group": "document"},
    {"country": "DK", "sort": "likeness", "my": "SE1715"},
)


@pytest.fixture
def base(library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> KnowledgeBase:
    monkeypatch.setattr(export_routes, "open_home", lambda: library)
    for module in (search_hits, search_order):
        monkeypatch.setattr(module, "PAGE_SIZE", PAGE_SIZE)
    return library


def _answer(parameters: Mapping[str, str | Sequence[str]], *, server: str = "example.se") -> Response:
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "https",
        "server": (server, 443),
        "path": "/export",
        "query_string": urlencode(parameters, doseq=True).encode(),
        "headers": [],
    }
    return asyncio.run(export(Request(scope)))


def _json(parameters: Mapping[str, str | Sequence[str]]) -> Any:
    answer = _answer({"format": "json", **parameters})
    assert answer.status_code == 200, bytes(answer.body).decode()
    return json.loads(bytes(answer.body))


def _refusal(parameters: Mapping[str, str | Sequence[str]], status: int) -> str:
    answer = _answer(parameters)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    return bytes(answer.body).decode().strip()


def _on_the_pages(base: KnowledgeBase, parameters: Mapping[str, str]) -> list[list[str]]:
    """Return the passages of each page of a search as the search page shows them."""
    municipalities = {place.code for place in load_gazetteer().municipalities}
    known = KnownCodes(themes=set(), municipalities=municipalities)
    pages: list[list[str]] = []
    n_pages = 1
    while len(pages) < n_pages:
        asked = {name: [value] for name, value in parameters.items()} | {"p": [str(len(pages) + 1)]}
        state, ignored = read_search(asked, known)
        assert not ignored
        found = find_page(base, state, home=parameters.get("my"))
        n_pages = found.n_pages
        pages.append([f"c{hit.chunk.id}" for hit in found.hits])
    return pages


@pytest.mark.parametrize("parameters", QUERIES, ids=str)
def test_a_search_is_exported_as_its_pages_show_it(
    base: KnowledgeBase, parameters: Mapping[str, str]
) -> None:
    pages = _on_the_pages(base, parameters)
    assert pages[0]
    told = _json(parameters)["entries"]
    assert [each["ref"] for each in told] == [ref for page in pages for ref in page]
    assert [each["rank"] for each in told] == list(range(1, len(told) + 1))


@pytest.mark.parametrize("parameters", QUERIES, ids=str)
def test_one_page_of_a_search_is_exported_alone(base: KnowledgeBase, parameters: Mapping[str, str]) -> None:
    pages = _on_the_pages(base, parameters)
    for number, page in enumerate(pages, start=1):
        told = _json({**parameters, "page": str(number)})["entries"]
        assert [each["ref"] for each in told] == page
        assert [each["rank"] for each in told] == list(
            range((number - 1) * PAGE_SIZE + 1, (number - 1) * PAGE_SIZE + 1 + len(page))
        )
    assert _refusal({**parameters, "format": "json", "page": str(len(pages) + 1), "ui": "en"}, 404) == (
        "The search does not have so many pages."
    )


def test_the_page_that_the_reader_is_on_does_not_shorten_the_export(base: KnowledgeBase) -> None:  # noqa: ARG001
    assert _json({"country": "DK", "p": "2"})["entries"] == _json({"country": "DK"})["entries"]


def test_every_quote_stands_in_its_document_on_its_page(base: KnowledgeBase) -> None:
    for each in _json({"q": "kommun"})["entries"]:
        (chunk,) = base.store.chunks_by_id([each["quote"]["chunk_id"]]).values()
        assert each["quote"]["text"] == chunk.text
        assert each["quote"]["page"] == chunk.page
        assert each["quote"]["source"] == base.document(chunk.document_id).source.name


def test_named_entries_keep_the_order_of_the_address(base: KnowledgeBase) -> None:
    practices = [str(entry.ref) for entry in base.entries.practices()[:3]]
    refs = [practices[2], "c1", practices[0], practices[2]]
    told = _json({"ref": refs})["entries"]
    assert [each["ref"] for each in told] == [practices[2], "c1", practices[0]]


def test_all_formats_hold_the_same_rows(base: KnowledgeBase) -> None:
    refs = [str(entry.ref) for entry in base.entries.practices()[:3]]
    titles = [each["title"] for each in _json({"ref": refs})["entries"]]

    def body(name: str) -> bytes:
        return bytes(_answer({"format": name, "ref": refs}).body)

    lines = list(csv.reader(io.StringIO(body("csv").decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [line[2] for line in lines[1:]] == titles
    sheet = load_workbook(io.BytesIO(body("xlsx"))).active
    assert [sheet.cell(row=line, column=3).value for line in (2, 3, 4)] == titles
    assert list(dict.fromkeys(each["id"] for each in rispy.loads(body("ris").decode()))) == refs
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body("pdf"))).pages)
    flat = " ".join(printed.split())
    assert [flat.find(f"{rank}. {title}") > 0 for rank, title in enumerate(titles, start=1)] == [True] * 3


def test_permalinks_begin_with_the_address_that_was_asked(base: KnowledgeBase) -> None:
    practice = base.entries.practices()[0].ref
    told = _json({"ref": [str(practice), "c1"]})["entries"]
    assert told[0]["permalink"] == f"{HOST}/practice?id={practice.number}"
    assert told[1]["permalink"].startswith(f"{HOST}/document?id=1&chunk=1")
    assert told[0]["permalink"] in told[0]["citations"][0]


def test_a_permalink_is_the_address_that_the_app_itself_gives(base: KnowledgeBase) -> None:
    passages = base.entries.find([EntryRef(kind=EntryKind.PASSAGE, number=number) for number in range(1, 9)])
    for entry in (*base.entries.practices(), *passages.values()):
        assert permalink(entry, HOST) == HOST + entry_href(entry, Kept()).removeprefix(".")


def test_permalinks_begin_with_the_public_address_where_there_is_one(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = base.settings.model_copy(update={"public_url": "https://metodbank.kil.se"})
    monkeypatch.setattr(type(base), "settings", property(lambda _: public))
    assert isinstance(base.settings, Settings)
    assert _json({"ref": ["c1"]})["entries"][0]["permalink"].startswith("https://metodbank.kil.se/document?")


@pytest.mark.parametrize(
    ("public_url", "own_address", "expected"),
    [
        (None, "http://127.0.0.1:8501/", None),
        (None, "http://localhost:8501/", None),
        (None, "http://[::1]:8501/", None),
        (None, "http://metodbank.localhost/", None),
        (None, "https://metodbank.kil.se/", "https://metodbank.kil.se"),
        ("https://metodbank.kil.se", "http://127.0.0.1:8501/", "https://metodbank.kil.se"),
    ],
)
def test_an_address_of_this_machine_is_no_lasting_one(
    public_url: str | None, own_address: str, expected: str | None
) -> None:
    assert lasting_address(public_url, own_address) == expected


@pytest.mark.parametrize("name", ["ris", "bibtex", "apa", "csv", "json"])
def test_references_asked_for_at_this_machine_have_no_link_to_it(base: KnowledgeBase, name: str) -> None:
    ref = str(base.entries.practices()[0].ref)
    answer = _answer({"format": name, "ref": ref}, server="127.0.0.1")
    assert answer.status_code == 200
    body = bytes(answer.body).decode()
    assert "127.0.0.1" not in body
    if name == "json":
        told = json.loads(body)
        assert (told["permalink"], told["entries"][0]["permalink"]) == (None, None)


def test_the_address_of_a_search_tells_nobody_where_its_reader_lives(base: KnowledgeBase) -> None:  # noqa: ARG001
    assert _json({"country": "DK", "my": "SE1715"})["permalink"] == f"{HOST}/?country=DK"
    by_likeness = _json({"country": "DK", "my": "SE1715", "sort": "likeness"})["permalink"]
    assert parse_qs(urlsplit(by_likeness).query)["my"] == ["SE1715"]


@pytest.mark.parametrize("name", list(EXPORTERS))
def test_every_format_is_a_file_with_its_type_and_a_safe_name(base: KnowledgeBase, name: str) -> None:  # noqa: ARG001
    answer = _answer({"format": name, "q": "børn & cykler / å\r\n", "country": "DK", "ui": "da"})
    assert answer.status_code == 200
    exporter = EXPORTERS[name]
    assert answer.headers["content-type"] == exporter.media_type
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    plain, encoded = answer.headers["content-disposition"].removeprefix("attachment; ").split("; ")
    programme = "-program" if name.startswith("programme") else ""
    ending = f"{programme}.{exporter.suffix}"
    assert plain == f'filename="metodbank-sogning-born-cykler-a-danmark{ending}"'
    assert unquote(encoded) == f"filename*=UTF-8''metodbank-søgning-børn-cykler-å-danmark{ending}"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "metodbank-etc-passwd.csv"),
        ("", "metodbank-exempel.csv"),
        ("…", "metodbank-exempel.csv"),
        ("CON", "metodbank-con.csv"),
        ('a"; filename=evil.exe\r\nX: y', "metodbank-a-filename-evil-exe-x-y.csv"),
        ("ord " * 60, "metodbank-" + ("ord-" * 15).rstrip("-") + ".csv"),
    ],
)
def test_a_file_name_leads_nowhere_else(title: str, name: str) -> None:
    assert file_name(title, EXPORTERS["csv"], load_catalogue("sv")) == name


# Many at once


def test_many_exports_wait_for_one_another_and_leave_room_for_all_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running: list[int] = []
    most = 0

    def slow(_parameters: object, _own_address: str, _cookies: object) -> Response:
        nonlocal most
        running.append(1)
        most = max(most, len(running))
        time.sleep(0.02)  # long enough for the others to begin, if they may
        running.pop()
        return Response()

    async def ask_all() -> list[Response]:
        scope = {"type": "http", "method": "GET", "path": "/export", "query_string": b"", "headers": []}
        scope |= {"scheme": "https", "server": ("example.se", 443)}
        return await asyncio.gather(*(export(Request(scope)) for _ in range(8)))

    monkeypatch.setattr(export_routes, "_export", slow)
    # one of its own: it belongs to the loop in which somebody first had to wait
    monkeypatch.setattr(export_routes, "_turns", asyncio.Semaphore(export_routes.AT_ONCE))
    answers = asyncio.run(ask_all())
    assert [answer.status_code for answer in answers] == [200] * 8
    assert most == export_routes.AT_ONCE


# Collections


def test_a_collection_is_exported_with_its_notes_and_times(
    fresh_library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_routes, "open_home", lambda: fresh_library)
    desk = fresh_library.collections
    made = desk.create("Höstens dag")
    key = made.edit_key
    assert key is not None
    practice = fresh_library.entries.practices()[0].ref
    for ref in (practice, EntryRef(kind=EntryKind.PASSAGE, number=1)):
        desk.save(key, ref)
    opened = desk.open(key)
    assert opened is not None
    item = opened.collection.items[0]
    desk.annotate(key, item.id, note="Bjud in", slot="09.30", seen=item.version)
    desk.describe(key, title="Höstens dag", note="Välkomna", seen=opened.collection.version)
    answer = _answer({"format": "json", "collection": opened.share_key})
    told = json.loads(bytes(answer.body))
    assert (told["title"], told["note"]) == ("Höstens dag", "Välkomna")
    assert [(each["ref"], each["slot"], each["note"]) for each in told["entries"]] == [
        (str(practice), "09.30", "Bjud in"),
        ("c1", "", ""),
    ]
    # whoever gets the file may read the collection, and not change it
    assert told["permalink"] == f"{HOST}/collection?share={opened.share_key}"
    assert key not in bytes(answer.body).decode()
    # nor does the key that changes it belong into an address
    assert "finns inte" in _refusal({"format": "json", "collection": key}, 404)
    asked_programme = {"format": "programme-pdf", "collection": opened.share_key}
    for asked_notes, has_note in (({}, False), ({"notes": "1"}, True)):
        programme = _answer({**asked_programme, **asked_notes})
        text = " ".join(PdfReader(io.BytesIO(bytes(programme.body))).pages[0].extract_text().split())
        assert "09.30 · " in text
        assert ("Bjud in" in text) is has_note
        assert HOST not in text
    desk.delete(key)
    assert "finns inte" in _refusal({"format": "json", "collection": opened.share_key}, 404)
    assert "finns inte" in _refusal({"format": "json", "collection": key}, 404)


# Refusals


@pytest.mark.parametrize(
    ("parameters", "status", "message"),
    [
        ({}, 400, "Filformatet finns inte."),
        ({"format": "exe", "q": "skola"}, 400, "Filformatet finns inte."),
        ({"format": "csv"}, 400, "Adressen säger inte vad som ska exporteras."),
        ({"format": "csv", "q": "  "}, 400, "Adressen säger inte vad som ska exporteras."),
        ({"format": "csv", "ref": ["p1", "x\r\ny"]}, 400, "En del av adressen betyder inget här: ref=x y"),
        ({"format": "csv", "ref": "p0"}, 404, "De här exemplen finns inte längre: p0"),
        ({"format": "csv", "ref": ["c1", "p987654"]}, 404, "De här exemplen finns inte längre: p987654"),
        (
            {"format": "csv", "q": "skola", "theme": "nix"},
            400,
            "En del av adressen betyder inget här: theme=nix",
        ),
        ({"format": "csv", "q": "skola", "page": "0"}, 400, "En del av adressen betyder inget här: page=0"),
        (
            {"format": "csv", "q": "skola", "page": "two"},
            400,
            "En del av adressen betyder inget här: page=two",
        ),
        ({"format": "csv", "q": "xyzzyq", "years": "1801"}, 404, "Sökningen gav inga träffar"),
        ({"format": "csv", "collection": "nix"}, 404, "Samlingen finns inte"),
        ({"format": "csv", "q": "x" * 2001}, 400, "Sökningen är för lång."),
        (
            {"format": "csv", "ref": [f"p{number}" for number in range(MAX_ROWS + 1)]},
            400,
            "Högst 1\u00a0000 exempel kan exporteras på en gång.",
        ),
    ],
)
def test_what_cannot_be_exported_is_refused_in_plain_words(
    base: KnowledgeBase,  # noqa: ARG001
    parameters: Mapping[str, str | Sequence[str]],
    status: int,
    message: str,
) -> None:
    assert _refusal(parameters, status).startswith(message)


@pytest.mark.parametrize(
    ("ui_language", "message"),
    [
        ("da", "Adressen siger ikke, hvad der skal eksporteres."),
        ("en", "The address does not say what to export."),
    ],
)
def test_a_refusal_is_in_the_language_of_the_reader(
    base: KnowledgeBase,  # noqa: ARG001
    ui_language: str,
    message: str,
) -> None:
    assert _refusal({"format": "csv", "ui": ui_language}, 400) == message


def test_an_error_of_ours_is_no_traceback(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    def broken(_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(export_routes, "read_export", broken)
    shown = _refusal({"format": "csv", "q": "skola", "ui": "en"}, 500)
    assert shown == load_catalogue("en").text("error.unexpected")
