"""Figures over all cases, for oversight: exact counts, never a name or a word of anybody."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from panel.gate import Counter, StaffRoute
from panel.show import now
from reports import cautions, evidence, overview

inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@inside.get("/panel/figures")
async def figures(visit: Counter) -> Response:
    """Counts by status, unit and group, and satisfaction with its response rate beside it."""
    flow, at = visit.parts.workflow, now()
    async with visit.transaction() as connection:
        by_status = await overview.by_status(connection)
        by_unit = await overview.by_unit(connection, flow, at)
        by_group = await overview.by_group(connection, flow, at)
        by_topic = await overview.by_topic(connection, flow, at)
        by_kind = await overview.by_kind(connection, flow, at)
        proofs = await evidence.by_unit(connection)
        noticed = [one for one in await cautions.by_unit(connection, at) if visit.person.may_with("cautions", one.unit)]
        total = await overview.whole(connection, flow, at)
    tables: dict[str, Any] = {"by_unit": by_unit, "by_group": by_group, "by_topic": by_topic, "by_kind": by_kind}
    return visit.page("figures.html", by_status=by_status, total=total, proofs=proofs, noticed=noticed, **tables)
