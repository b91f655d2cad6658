"""The templates of the public pages, and the friendly page of a fault."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from panel.parts import Parts
from persian import persian_digits

HERE = Path(__file__).parent


def templates(parts: Parts) -> Jinja2Templates:
    """The folder of templates; `site` and `city` are known in all of them."""
    made = Jinja2Templates(HERE / "templates")
    made.env.filters["digits"] = persian_digits
    made.env.globals.update(site=parts.site, city=parts.city)
    return made


def friendly_faults(app: FastAPI, pages: Jinja2Templates, headers: Mapping[str, str]) -> None:
    """A fault is told to a person on a page, to a script as JSON."""

    def tell(request: Request, status: int, more: Mapping[str, str]) -> Response:
        if "text/html" in request.headers.get("accept", ""):
            return pages.TemplateResponse(request, "error.html", {"status": status}, status, headers=more)
        return JSONResponse({"fault": status}, status, headers=dict(more))

    @app.exception_handler(HTTPException)
    async def expected(request: Request, error: HTTPException) -> Response:
        return tell(request, error.status_code, error.headers or {})

    # The answer to a crash is made outside of every other layer, so it brings the headers of safety itself.
    @app.exception_handler(Exception)
    async def crashed(request: Request, error: Exception) -> Response:  # noqa: ARG001 The signature is given.
        return tell(request, 500, headers)
