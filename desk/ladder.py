"""Climbs the ladder: who is concerned by a case that does not move hears of it; an empty rung is an alarm."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event, climb
from cases.ladder import Rung
from cases.policy import Person
from cities.units import OPERATOR
from desk import people, tell
from desk.house import House
from dialogues.message import Button, Reply
from persian import code as show_code
from persian import day_hour
from storage import case_store, talks, watch_list


async def concerned(connection: AsyncConnection, house: House, rung: Rung, case: Case) -> Sequence[Person]:
    """Everybody who stands on a rung for this case; at the operators' own desk these are the operators.

    Where a case has an owner, this one stands there for all colleagues of the same role.
    """
    desk = {key for key, role in house.roles.items() if case.unit == OPERATOR and role.may.issuperset({"desk"})}
    found = await watch_list.holding(connection, rung.roles | desk)
    made = (people.person(account, house.roles) for account in found if account.role in house.roles)
    near = [one for one in made if one.reaches(case)]
    owned = {one.role.key for one in near if one.id == case.assignee}
    return [one for one in near if one.id == case.assignee or one.role.key not in owned]


async def call(connection: AsyncConnection, house: House, rung: Rung, case: Case, now: datetime, title: str) -> int:
    """Tells those on a rung, in their own chats where the rung says so; how many they are."""
    found = await concerned(connection, house, rung, case)
    if rung.private:
        for key in await watch_list.own_chats(connection, [one.id for one in found]):
            chat = await talks.chat_id(connection, key)
            hold = tell.morning(house, case, now)
            await tell.say(connection, house, chat, [Reply(_notice(house, case, title))], now, hold=hold)
    return len(found)


def _notice(house: House, case: Case, title: str) -> str:
    """What somebody on a rung reads: no words of the citizen, no address, nobody's name."""
    return house.sentences.say(
        "clock.person", rung=title, code=show_code(case.code), title=house.title(case), place=house.area(case),
        unit=house.unit(case.unit), due=day_hour(case.term.due), url=f"{house.panel_url}/cases/{case.code}",
    )  # fmt: skip


async def go_up(connection: AsyncConnection, house: House, code: str, now: datetime) -> bool:
    """Climbs one rung of a case, if one is due; it is told once and stands in the history."""
    case = await case_store.by_code(connection, code, lock=True)
    if case.bell is None or case.bell > now or case.stopped:
        return False
    flow = house.workflow
    rungs = flow.ladder.of(case.urgency)[case.rung :]
    if not rungs or not flow[case.status].clock or case.status in flow.life(case.kind).rests:
        # A rung that the ladder has lost, a case that was closed before there was one, or one in which nothing is owed.
        await case_store.tick(connection, replace(case, bell=None))
        return True
    after = climb(case, house.hours(case), house.city.working, flow.ladder)
    if rungs[0].citizen:
        await _forewarn(connection, house, after, rungs[0], now)
    else:
        await _alarm(connection, house, after, rungs[0], now)
    await tell.panel(connection, after)
    return True


async def _alarm(connection: AsyncConnection, house: House, case: Case, rung: Rung, now: datetime) -> None:
    told = await call(connection, house, rung, case, now, rung.title)
    event = Event("climb", "house", now, case.status, more={"rung": rung.key, "people": told})
    case = replace(case, unmanned=not told)
    await case_store.tick(connection, case, event)
    if case.bell is None or case.bell > now:
        # Of several rungs that are due at once, after a pause of the house, only the last brings the card.
        await tell.groups(connection, house, case, now, anew=True)


async def _forewarn(connection: AsyncConnection, house: House, case: Case, rung: Rung, now: datetime) -> None:
    """Tells the citizen before the deadline that it may take longer, and what is expected now.

    Whoever hears of it only after the deadline was told nothing in time: then it is left to the rungs that follow.
    """
    until = house.workflow.ladder.expected(case.urgency, case.term, house.hours(case), house.city.working)
    in_time = now < case.term.due
    more = {"rung": rung.key, "until": until.isoformat(), "told": in_time}
    await case_store.tick(connection, case, Event("climb", "house", now, case.status, more=more))
    if in_time:
        text = house.sentences.say(
            "clock.expect", code=show_code(case.code), title=house.told(case), due=day_hour(case.term.due),
            until=day_hour(until),
        )  # fmt: skip
        details = Button(house.sentences.button("cards.details"), f"c:details:{case.code}")
        await tell.news(connection, house, case, Reply(text, ((details,),)), now)


async def bounced(connection: AsyncConnection, house: House, case: Case, now: datetime) -> Case:
    """A case that units hand to and fro goes to whoever stands on the last rung: the inspector really hears of it."""
    rungs = house.workflow.ladder.of(case.urgency)
    if not rungs:
        return case
    title = house.sentences.say("clock.bounced")
    told = await call(connection, house, replace(rungs[-1], private=True), case, now, title)
    return replace(case, unmanned=not told)
