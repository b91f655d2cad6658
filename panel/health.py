"""For those who watch over the service: is it well, how much waits."""

import asyncio

import structlog
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from panel.parts import Parts
from storage.database import Database
from storage.inbox import count_updates
from storage.talks import count_lines

log = structlog.get_logger()
PATIENCE = 3
"""Seconds after which a database counts as unreachable."""


def router(parts: Parts) -> APIRouter:
    """`/health` and `/metrics`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/health")
    async def health() -> JSONResponse:
        try:
            async with asyncio.timeout(PATIENCE):
                return JSONResponse(await _counts(parts.database))
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("health.database", fault=type(error).__name__)
            return JSONResponse({"database": False}, 503)

    @routes.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return routes


async def _counts(database: Database) -> dict[str, object]:
    async with database.transaction() as connection:
        updates, lines = await count_updates(connection), await count_lines(connection)
    return {
        "database": True,
        "updates": {"waiting": updates.get("new", 0), "dead": updates.get("dead", 0)},
        "lines": {"waiting": lines.get("waiting", 0), "refused": lines.get("refused", 0)},
    }
