"""The few files of other projects that pages use, served from where npm installed them."""

from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

_FONT = "@fontsource-variable/vazirmatn/files/vazirmatn-{}-wght-normal.woff2"
FILES = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet/images/layers.png": "leaflet/dist/images/layers.png",
    "leaflet/images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "leaflet/images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "leaflet/images/marker-icon-2x.png": "leaflet/dist/images/marker-icon-2x.png",
    "leaflet/images/marker-shadow.png": "leaflet/dist/images/marker-shadow.png",
    "vazirmatn/arabic.woff2": _FONT.format("arabic"),
    "vazirmatn/latin.woff2": _FONT.format("latin"),
}
"""Address under /vendor to file under node_modules; nothing else there can be reached."""
KINDS = {".js": "text/javascript", ".css": "text/css", ".png": "image/png", ".woff2": "font/woff2"}
WEEK = 7 * 24 * 3600


def router(folder: Path) -> APIRouter:
    """Serves the allowed files."""
    routes = APIRouter(prefix="/vendor", include_in_schema=False)

    @routes.get("/{name:path}")
    async def vendor(name: str) -> FileResponse:
        path = folder / FILES.get(name, "")
        if name not in FILES or not path.is_file():
            raise HTTPException(404)
        kind = KINDS[path.suffix]
        return FileResponse(path, media_type=kind, headers={"Cache-Control": f"public, max-age={WEEK}"})

    return routes
