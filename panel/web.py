"""Joins all pages into one web application."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from panel import chat, chat_cases, chat_photos, health, hooks, staff, vendor
from panel.headers import SafetyHeaders, safety
from panel.pages import HERE, friendly_faults, templates
from panel.parts import Parts


class OwnFiles(StaticFiles):
    """Our own scripts and styles: browsers ask each time whether they changed, and mostly hear that they did not."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file with the order to ask again."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def build(parts: Parts) -> FastAPI:
    """The application with every page."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    headers = safety(parts.site)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(SafetyHeaders, headers=headers)
    app.mount("/static", OwnFiles(directory=HERE / "static"), name="static")
    app.include_router(vendor.router(parts.site.vendor))
    for room in (health, hooks, chat, chat_cases, chat_photos, staff):
        app.include_router(room.router(parts))
    friendly_faults(app, templates(parts), headers)
    return app
