"""Tables of the working floor: acts on many cases that wait for their moment, units' own sentences, habits."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Identity, Index, Integer, Table, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables import Moment, cases, metadata

pending_acts = Table(
    "pending_acts", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", Moment, nullable=False, server_default=func.now()),
    Column("staff", BigInteger, ForeignKey("staff.id"), nullable=False),
    Column("what", Text, nullable=False, comment="step or note"),
    Column("wanted", JSONB, nullable=False, comment="what the step brings: to, note, unit, review, opinion"),
    Column("due", Moment, nullable=False, comment="until then it can be undone"),
    Column("state", Text, nullable=False, server_default="waiting", comment="waiting, running, finished, undone"),
    Column("finished", Moment),
    Index("ix_pending_acts_staff", "staff", "id"),
)  # fmt: skip

pending_cases = Table(
    "pending_cases", metadata,
    Column("act", BigInteger, ForeignKey("pending_acts.id"), primary_key=True),
    Column("case", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Column("place", Integer, nullable=False, comment="in which order they were chosen"),
    Column("version", Integer, nullable=False, comment="of the case when the act was shown"),
    Column("outcome", Text, nullable=False, server_default="", comment="done, or why not; empty while it waits"),
)  # fmt: skip

unit_templates = Table(
    "unit_templates", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", Moment, nullable=False, server_default=func.now()),
    Column("unit", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("group", Text, nullable=False, server_default="", comment="of topics; empty for all"),
    Column("text", Text, nullable=False),
    Column("staff", BigInteger, ForeignKey("staff.id"), nullable=False, comment="who wrote it"),
    Index("ix_unit_templates_unit", "unit", "status"),
)  # fmt: skip

staff_habits = Table(
    "staff_habits", metadata,
    Column("staff", BigInteger, ForeignKey("staff.id"), primary_key=True),
    Column("shortcuts", Boolean, nullable=False, server_default="true"),
)  # fmt: skip

spots = Index(
    "ix_cases_spot", cases.c.lat, cases.c.lon,
    postgresql_include=["status", "urgency", "due", "unit", "joined_to"], postgresql_where=text("lat IS NOT NULL"),
)  # fmt: skip
"""What the map counts by, so that a part of the city is found without reading the whole table."""

open_spots = Index(
    "ix_cases_open_spot", cases.c.lat, cases.c.lon,
    postgresql_include=["status", "unit", "also", "region", "topic", "urgency", "soon", "due", "alarm", "assignee",
                        "joined_to"],
    postgresql_where=text("finished IS NULL AND lat IS NOT NULL"),
)  # fmt: skip
"""The same for open cases, with everything that the inbox filters by, so that the table is not read at all."""
