"""What staff do with a case: move it, refer it, correct it, write in it; each act checked by policy and workflow."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import BOUNCED, BOUNCES, DISPUTED, WARNED, Case, Event, Step, alarmed, move, step, under
from cases.filing import hours, owners
from cases.kinds import as_kind
from cases.policy import Person
from desk import followers, joins, kinds, ladder, orders, rests, ringing, supporters, tell
from desk.house import House
from desk.proof import prove
from errors import NotAllowedError, NotFoundError, StaleError
from storage import case_store


async def hold(connection: AsyncConnection, person: Person, code: str, act: str, version: int | None = None) -> Case:
    """The case, locked for this transaction; raises what take_step does when this person may not do the act on it."""
    case = await case_store.by_code(connection, code, lock=True)
    if not person.reaches(case):
        raise NotFoundError("case")
    if not person.may_on(act, case):
        raise NotAllowedError(act)
    if version is not None and version != case.version:
        raise StaleError(case.status)
    return case


async def spoken_of(connection: AsyncConnection, person: Person, code: str, act: str, text: str) -> Case:
    """The case about which staff write something; NotAllowedError("nothing") when they wrote nothing."""
    case = await hold(connection, person, code, act)
    if not text.strip():
        raise NotAllowedError("nothing")
    return case


async def take_step(
    connection: AsyncConnection, house: House, person: Person, code: str, wanted: Step, now: datetime,
    version: int | None = None,
) -> Case:  # fmt: skip
    """Moves a case (or refers it, when wanted.unit is set) and tells everyone whom it concerns.

    Raises NotFoundError, NotAllowedError with the reason's key, or StaleError when `version` is no longer true.
    """
    case = await hold(connection, person, code, "refer" if wanted.unit else "work", version)
    if case.joined_to:
        raise NotAllowedError("joined")
    if wanted.unit and wanted.unit not in house.city.working_units:
        raise NotAllowedError("unit")
    event = step(case, wanted, f"staff:{person.id}", person.role.may, now, house.workflow)
    event = await prove(connection, house, case, wanted, event)
    after = replace(move(case, event, house.workflow, house.city.working), review=wanted.review)
    if wanted.unit:
        after = ringing.start(house, after, now)
        if await case_store.referrals(connection, case.id or 0) + 1 >= BOUNCES:
            after = await ladder.bounced(connection, house, alarmed(after, BOUNCED), now)
    await case_store.save(connection, after, event)
    await orders.after_step(connection, house, after, event, wanted.task)
    await follow(connection, house, after, event, former=case.unit if after.unit != case.unit else "")
    return after


async def follow(connection: AsyncConnection, house: House, case: Case, event: Event, former: str = "") -> None:
    """What every change of status brings: news, cards, the page, and perhaps the feedback question."""
    await tell.citizen(connection, house, case, event)
    await tell.groups(connection, house, case, event.at, former=former)
    await tell.panel(connection, case)
    await rests.begin(connection, house, case, event.at)
    await house.jobs.forget(connection, case.chat, "feedback", case.code)
    if case.review and "date" in house.workflow[case.status].needs:
        await house.jobs.wake(connection, case.chat, case.review, "review", case.code)
    if house.workflow[case.status].asks == "feedback":
        await case_store.set_asked(connection, case.id or 0, 0)
        at = event.at + timedelta(minutes=house.feedback_minutes)
        await house.jobs.wake(connection, case.chat, at, "feedback", case.code)
    await followers.hear(connection, house, case, event)
    await supporters.hear(connection, house, case, event)


async def correct(
    connection: AsyncConnection, house: House, person: Person, code: str, now: datetime, topic: str = "",
    region: int | None = None, version: int | None = None, kind: str = "",
) -> Case:  # fmt: skip
    """Changes topic, region or kind of a wrongly filed case and routes it anew; the reader learns from it later."""
    case = await hold(connection, person, code, "correct", version)
    if case.joined_to:
        raise NotAllowedError("joined")
    if (topic and topic not in house.topics) or (region is not None and region not in house.city.regions):
        raise NotFoundError("topic or region")
    if kind and kind not in house.workflow.lives:
        raise NotFoundError("kind")
    turned = as_kind(case, kind or case.kind, now, house.workflow, house.city.working)
    where = replace(case.where, region=region) if region is not None else case.where
    chosen = house.topics.by_code.get(topic or case.topic)
    unit, also, alarm = owners(chosen, where.region, house.city)
    alarm = alarm or (DISPUTED if case.disputed else "")
    protected = bool(chosen and chosen.protected)
    more = {"topic": [case.topic, topic or case.topic], "region": [case.where.region, where.region]}
    more |= {"kind": [case.kind, turned.kind]} if turned.kind != case.kind else {}
    event = Event("correct", f"staff:{person.id}", now, turned.status, unit, more=more)
    after = replace(
        turned, topic=topic or case.topic, where=where, unit=unit, also=also, alarm=alarm, protected=protected,
        changed=now, version=case.version + 1, assignee=case.assignee if unit == case.unit else None,
    )  # fmt: skip
    needed = hours(chosen, after.kind, house.workflow)
    after = under(after, house.hours(case), needed, now, house.city.working, house.workflow.ladder)
    if unit != case.unit:
        after = ringing.start(house, after, now)
    await case_store.save(connection, after, event)
    if (unit, after.status) != (case.unit, case.status):
        await orders.call_off(connection, after, now)
    if after.kind != case.kind:
        await kinds.turned(connection, house, case, after, now)
    await joins.go_along(connection, house, after, event, tells=False)
    if protected:
        chat = await case_store.chat_of(connection, case.id or 0)
        await house.media.drop(connection, await case_store.photos_of(connection, case.id or 0), chat)
    await tell.groups(connection, house, after, now, former=case.unit if unit != case.unit else "")
    await tell.panel(connection, after)
    return after


async def note(
    connection: AsyncConnection, person: Person, code: str, text: str, now: datetime, meant: Sequence[int] = ()
) -> Case:  # fmt: skip
    """Writes an internal remark into the history, perhaps meant for some colleagues; the citizen does not see it."""
    case = await spoken_of(connection, person, code, "work", text)
    more = {"text": text.strip()} | ({"meant": list(meant)} if meant else {})
    await case_store.append(connection, case.id or 0, Event("note", f"staff:{person.id}", now, more=more))
    await tell.panel(connection, case)
    return case


async def warn(
    connection: AsyncConnection, house: House, person: Person, code: str, text: str, now: datetime
) -> Case:  # fmt: skip
    """The inspector's notice: the case stands among the alarms and its card comes anew until somebody takes a step."""
    case = await spoken_of(connection, person, code, "inspect", text)
    if house.workflow[case.status].final:
        raise NotAllowedError("step")
    event = Event("warn", f"staff:{person.id}", now, case.status, more={"text": text.strip()})
    after = replace(alarmed(case, WARNED), changed=now, version=case.version + 1)
    await case_store.save(connection, after, event)
    await tell.groups(connection, house, after, now, anew=True)
    await tell.panel(connection, after)
    return after


def choices(house: House, person: Person, case: Case) -> tuple[str, ...]:
    """Keys of the statuses to which this person may move the case now."""
    if case.joined_to or not person.may_on("work", case):
        return ()
    return tuple(status.key for status in house.workflow.steps(case.status, person.role.may, case.kind))
