"""Boundaries on the command line: a file is checked, reported on, and kept for the next start."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from cities.city import LAYERS, City
from errors import BoundaryError


def arguments(parser: ArgumentParser) -> None:
    """What may follow «hamyar places»."""
    acts = parser.add_subparsers(dest="act", required=True)
    one = acts.add_parser("import", help="take boundaries from a GeoJSON file")
    one.add_argument("file", type=Path)
    one.add_argument("--layer", choices=LAYERS, required=True)
    one.add_argument("--name-field", default="", metavar="NAME", help="property that holds the name")
    number = "property that holds the number; of a neighbourhood, its region's"
    one.add_argument("--number-field", default="", metavar="N", help=number)
    one.add_argument("--dry-run", action="store_true", help="only report")


def run(chosen: Namespace, city: City, folder: Path) -> Iterator[str]:
    """Imports a file into the folder of a city and tells what was found; raises BoundaryError on a fault."""
    from cities import importing  # Geometry takes a moment to load; only this command pays.

    fields = importing.Fields(chosen.name_field, chosen.number_field)
    made = importing.take(chosen.file, chosen.layer, fields, city, folder, dry=chosen.dry_run)
    yield from made.lines()
    if made.faults:
        raise BoundaryError(f"Nothing was imported: {len(made.faults)} faults.")
    yield "Nothing was written: this was a dry run." if chosen.dry_run else "Imported; used from the next start on."
