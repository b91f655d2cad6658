"""The page of one case: what was told, where, what happened, and what may happen next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import ANSWERED, Case
from desk import review, steps, voices
from errors import NotFoundError
from panel import colleagues, ready, workshow
from panel.entry import find_topics, find_units, near_days
from panel.gate import NO_STORE, Corrector, Seer, StaffRoute, Visit
from panel.history import entries, title, who
from panel.show import now
from panel.workform import Work
from storage import case_store, mentions, people, talks, work_photos
from topics.tree import TOPIC_DIGITS, Topic

inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has begun to write on the page of a case, and why it was not taken."""

    act: str = ""
    """step, correct or note."""
    to: str = ""
    note: str = ""
    date: str = ""
    unit: str = ""
    opinion: str = ""
    topic: str = ""
    region: str = ""
    kind: str = ""
    text: str = ""
    problem: str = ""
    work: Work = field(default_factory=Work)
    meant: frozenset[int] = frozenset()


async def reach(connection: AsyncConnection, visit: Visit, code: str) -> Case:
    """The case, if it lies in the person's jurisdiction; otherwise it is as if there were none."""
    case = await case_store.by_code(connection, code)
    if not visit.person.may_on("see", case):
        raise NotFoundError("case")
    return case


@inside.get("/panel/cases/{code}")
async def case_page(visit: Seer, code: str, step: str = "") -> Response:
    """The page; `step` opens the form of one step."""
    async with visit.transaction() as connection:
        case = await reach(connection, visit, code)
        await mentions.see(connection, visit.person.id, case.id or 0, now())
        draft = Draft("step", step) if step in next_steps(visit, case) else Draft()
        shown = await show(connection, visit, case, draft)
        await voices.looked(connection, visit.person, case)
        return shown


def next_steps(visit: Visit, case: Case) -> tuple[str, ...]:
    """Statuses to which this person may move the case now; referring comes last."""
    flow = visit.house.workflow
    if case.joined_to or not visit.person.may_on("refer", case) or flow[case.status].final:
        return steps.choices(visit.house, visit.person, case)
    return tuple(dict.fromkeys((*steps.choices(visit.house, visit.person, case), flow.after("refer").key)))


async def show(
    connection: AsyncConnection, visit: Visit, case: Case, draft: Draft, status: int = 200, stale: bool = False
) -> Response:
    """Renders the page, with what somebody was writing and what was said against it."""
    names, events = await people.names(connection), await case_store.history(connection, case.id or 0)
    last = events[-1]
    return visit.page(
        "case.html", status, case=case, topic=visit.house.topic(case), draft=draft, stale=stale,
        answered_by_step=case.alarm in ANSWERED,
        history=entries(visit, case, events, names), last=(who(visit, last.by, names), title(visit, last), last.at),
        **await workshow.of_case(connection, visit, case, draft.to), evidence=await _evidence(connection, visit, case),
        talk=await _talk(connection, visit, case), next=next_steps(visit, case), answers=_answers(visit, case),
        evidence_topics=await _likely(connection, visit, case),
        days=near_days(now()), units=_units(visit, case, draft), found=_topics(visit, draft),
        owner=await colleagues.owner(connection, visit, case, names),
        ready=await ready.for_step(connection, visit, case, draft.to if draft.act == "step" else ""),
    )  # fmt: skip


async def photos_of(connection: AsyncConnection, visit: Visit, case: Case) -> Sequence[str]:
    """Ids of a case's photos, for those who may see them."""
    return await case_store.photos_of(connection, case.id or 0) if visit.person.sees_words(case) else ()


async def _evidence(connection: AsyncConnection, visit: Visit, case: Case) -> list[Mapping[str, Any]]:
    """How the reader understood the words; for those who correct it."""
    return await case_store.evidence_of(connection, case.id or 0) if visit.person.may_on("correct", case) else []


async def _likely(connection: AsyncConnection, visit: Visit, case: Case) -> Sequence[str]:
    """Topics that a unit may propose when it sends a case back."""
    found = await review.look(connection, visit.house, case)
    return [code for code in found.options if code not in (case.topic, case.topic[:TOPIC_DIGITS])]


async def _talk(connection: AsyncConnection, visit: Visit, case: Case) -> int | None:
    """Number of the citizen's chat, if they wait for an operator and this person is one."""
    if not visit.person.may("desk"):
        return None
    waiting = {one["key"]: one["id"] for one in await talks.waiting_people(connection)}
    return waiting.get(case.chat)


def _answers(visit: Visit, case: Case) -> list[tuple[str, str]]:
    topic = visit.house.topic(case)
    asked = {question.key: question.say for question in topic.ask} if topic else {}
    return [(asked.get(key, key), value) for key, value in case.answers.items()]


def _units(visit: Visit, case: Case, draft: Draft) -> list[Any]:
    units = visit.house.city.units
    chosen = [units[draft.unit]] if draft.unit in units else []
    others = find_units(
        "", (unit for unit in visit.house.city.working_units.values() if unit.key != case.unit), case.where.region
    )
    return chosen + [unit for unit in others if unit not in chosen]


def _topics(visit: Visit, draft: Draft) -> list[Topic]:
    return [visit.house.topics[draft.topic]] if draft.topic in visit.house.topics else []


@inside.get("/panel/pick/units")
async def pick_units(visit: Seer, q: str = "", region: str = "") -> Response:
    """Units whose names fit, to refer a case to."""
    near = int(region) if region.isdecimal() else None
    found = find_units(q[:80], visit.house.city.working_units.values(), near)
    return visit.page("pick_units.html", units=found, draft=Draft())


@inside.get("/panel/pick/topics")
async def pick_topics(visit: Corrector, q: str = "") -> Response:
    """Topics whose words fit, to correct a case with."""
    return visit.page(
        "pick_topics.html",
        found=find_topics(q[:80], (one for one in visit.house.topics.by_code.values() if not one.off)),
        draft=replace(Draft(), note=q),
    )


@inside.get("/panel/photo/{id}")
async def photo(visit: Seer, id: str) -> Response:
    """A photo of a case, for those who may see the citizen's words; a loose one, for who has just brought it."""
    async with visit.transaction() as connection:
        owned = await work_photos.owned(connection, id)
        mine = owned.code is None and owned.by == visit.by
        if not mine and (owned.code is None or not visit.person.sees_words(await reach(connection, visit, owned.code))):
            raise NotFoundError("photo")
    return Response(visit.parts.media.read(id), media_type="image/jpeg", headers=NO_STORE)
