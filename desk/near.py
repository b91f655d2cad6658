"""What is near: likely duplicates of a report, earlier cases at a recurring spot, bundles of copies."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.bundles import Bundle, bundles
from cases.case import Case
from cases.nearness import Near, Report, comparable, ranked, report_of
from desk.house import House
from storage import nearby

RECURS_DAYS = 365
"""A matter that was closed at the same place within so many days recurs."""
BUNDLE_DAYS = 60
"""Copies are looked for among open cases that are no older."""
ENDED = ("happy", "silent")
"""How a case counts that was brought to an end by work, not taken back."""


def common(house: House, word: str) -> bool:
    """Whether a word tells no place or matter from another."""
    return (len(word) < 2 and not word.isdecimal()) or house.sentences.means("near.common", word)


async def alike(connection: AsyncConnection, house: House, report: Report, now: datetime) -> tuple[Near, ...]:
    """The open cases, and those that were closed a short time ago, that may mean the same as a report."""
    if not comparable(report.topic):
        return ()
    flow = house.workflow
    statuses = flow.open | _ended(house)
    since = now - timedelta(days=report.topic.within)
    found = await nearby.around(connection, report, statuses, since, report.topic.group)
    return ranked(report, found, house.topics, now, lambda word: common(house, word))


def _ended(house: House) -> frozenset[str]:
    return frozenset(key for key, status in house.workflow.statuses.items() if status.counts in ENDED)


async def earlier(connection: AsyncConnection, house: House, case: Case, now: datetime) -> tuple[Near, ...]:
    """Cases of the same topic that were closed at the same place before; they make the spot a recurring one."""
    report = report_of(case, house.topics)
    if report is None:
        return ()
    since = now - timedelta(days=RECURS_DAYS)
    found = await nearby.around(connection, report, _ended(house), since, report.topic.parent)
    past = [one for one in found if one.id != case.id and (one.finished or now) <= case.filed]
    return ranked(report, past, house.topics, now, lambda word: common(house, word), RECURS_DAYS)


async def marked(connection: AsyncConnection, house: House, case: Case) -> Case:
    """A case that is being filed, with the mark of a recurring spot if it lies at one."""
    found = await earlier(connection, house, case, case.filed)
    return replace(case, recurring=len(found))


async def copies(connection: AsyncConnection, house: House, now: datetime) -> Sequence[Bundle]:
    """Bursts of copies among the newest open cases."""
    waiting = house.workflow.open - house.workflow.asking("feedback")
    found = await nearby.newest(connection, waiting, now, BUNDLE_DAYS)
    return bundles(found, house.topics, lambda word: common(house, word))
