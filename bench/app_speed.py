"""Times the app's pages on the server: one reader alone, and twenty who search by turns.

A reader is a WebSocket that speaks Streamlit's own messages: it asks for an address as the browser does and
waits for the script to be done. Run: python -m bench.app_speed [--users 20] [--out FILE]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from bench.app_home import make_corpus_home
from evaluation.machine import describe_machine
from tests.browser.running import served

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

# What readers look for: words, whole questions, both languages, a typing error, something off the subject.
QUERIES = (
    "medborgarbudget", "natteravne", "låna cyklar", "ensamma äldre", "borgerinddragelse", "frivillige",
    "hur får man unga att stanna?", "gratis udlån af sportsudstyr", "klimat mat skola", "integraton",
    "landsbylaug", "äldre hemtjänst digital", "bostad först", "lektiehjælp", "hållbar turism", "ungdomsråd",
)  # fmt: skip
PAGES = ("", "themes", "map", "explore", "collection", "compare", "practice?id=1", "document?id=1", "about")
_REPEATS = 15
_THINKING_S = (2.0, 6.0)  # between a reader's searches
_ROUNDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """An open session with the app."""

    connection: ClientConnection

    async def ask(self, address: str) -> float:
        """Ask for a page and return the seconds until its script was done."""
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        parts = urlsplit(address)
        message = BackMsg()
        message.rerun_script.query_string = parts.query
        message.rerun_script.page_name = parts.path.strip("/")
        start = time.perf_counter()
        await self.connection.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(bytes(await self.connection.recv(decode=False)))
            if answer.WhichOneof("type") == "script_finished":
                return time.perf_counter() - start


async def _reader(url: str) -> Reader:
    from websockets.asyncio.client import connect
    from websockets.typing import Subprotocol

    connection = await connect(
        f"{url.replace('http', 'ws')}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        origin=None,
    )
    return Reader(connection=connection)


async def one_reader(url: str) -> dict[str, dict[str, float]]:
    """Return the times of each kind of page with nobody else there, in milliseconds."""
    reader = await _reader(url)
    times: dict[str, dict[str, float]] = {}
    searches = [await reader.ask(f"?q={quote(query)}") for query in QUERIES for _ in range(3)]
    times["search with hits"] = summary(searches)
    for page in PAGES:
        await reader.ask(page)
        times[f"/{page}"] = summary([await reader.ask(page) for _ in range(_REPEATS)])
    await reader.connection.close()
    return times


async def many_readers(url: str, n_users: int) -> dict[str, float]:
    """Return the times of searches by readers who think between them, in milliseconds."""
    draw = random.Random(7)

    async def search(delays: Sequence[float], queries: Sequence[str]) -> list[float]:
        reader = await _reader(url)
        await reader.ask("")
        times = []
        for delay, query in zip(delays, queries, strict=True):
            await asyncio.sleep(delay)
            times.append(await reader.ask(f"?q={quote(query)}"))
        await reader.connection.close()
        return times

    plans = [
        (
            [draw.uniform(*_THINKING_S) for _ in range(_ROUNDS)],
            [draw.choice(QUERIES) for _ in range(_ROUNDS)],
        )
        for _ in range(n_users)
    ]
    found = await asyncio.gather(*(search(*plan) for plan in plans))
    return summary([each for times in found for each in times])


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Return the median, the 95th percentile and the largest, in milliseconds, and how many there were."""
    ordered = sorted(seconds)
    return {
        "n": len(ordered),
        "p50_ms": round(statistics.median(ordered) * 1000, 1),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] * 1000, 1),
        "max_ms": round(ordered[-1] * 1000, 1),
    }


def main() -> None:
    """Measure, print and keep the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--home", type=Path, help="a home that is there; by default the starter corpus")
    parser.add_argument("--out", type=Path, default=Path("bench/results/app_speed.json"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or make_corpus_home(Path(folder) / "home")
        with served(home, Path(folder)) as url:
            alone = asyncio.run(one_reader(url))
            together = asyncio.run(many_readers(url, given.users))
    result = {
        "machine": describe_machine(),
        "one reader": alone,
        f"{given.users} readers, a search every 2 to 6 s each": together,
    }
    shown = json.dumps(result, indent=1, ensure_ascii=False)
    given.out.write_text(shown + "\n", encoding="utf-8")
    print(shown)


if __name__ == "__main__":
    main()
