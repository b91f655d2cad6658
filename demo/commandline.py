"""What «hamyar demo» does: fills the database, and tells the accounts to try the panel with."""

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime

import library
from content import Faults
from errors import StartError
from library import Content
from settings import Settings

CASES, SEED, MOST = 50_000, 137, 10_000_000


def arguments(one: ArgumentParser) -> None:
    """What may follow «hamyar demo»."""
    one.add_argument("--cases", type=int, default=CASES, metavar="N", help=f"how many cases ({CASES})")
    one.add_argument("--seed", type=int, default=SEED, help="another number makes another year")
    one.add_argument("--beside", action="store_true", help="also where there are cases already")


def run(chosen: Namespace, made: Settings, content: Content) -> Iterator[str]:
    """Fills the house and tells the passwords, this once."""
    from demo import plan, staffing
    from demo.filling import Year

    if not 1 <= chosen.cases <= MOST:
        raise StartError(f"--cases must be a number from 1 to {MOST:,}.")
    faults = Faults()
    told = plan.load(content.topics, content.workflow, faults)
    faults.close()
    yield "Reading what people write…"
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    year = Year(content, told, library.spoken(content), now, chosen.cases, chosen.seed)
    passwords = asyncio.run(staffing.fill(made, year, beside=chosen.beside))
    yield f"{chosen.cases:,} cases of one year stand in {content.city.title}. Start the house: hamyar run"
    if passwords:
        yield "Accounts to try the panel with; these passwords are shown once, and the first sign-in asks for others:"
        yield from (f"  {login:16} {password}" for login, password in passwords.items())
