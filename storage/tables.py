"""Every table, in SQLAlchemy Core; times are stored in UTC."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Moment = DateTime(timezone=True)


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(), primary_key=True)


def _at(name: str = "at") -> Column[object]:
    return Column(name, Moment, nullable=False, server_default=func.now())


updates = Table(
    "updates", metadata, _id(), _at(),
    Column("channel", Text, nullable=False),
    Column("update_id", Text, nullable=False),
    Column("chat", Text, nullable=False, comment="key of the chat; «?» and the id when it can't be parsed"),
    Column("raw", JSONB, nullable=False),
    Column("state", Text, nullable=False, server_default="new", comment="new, done, dead"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("error", Text, nullable=False, server_default="", comment="name of the fault, never the text"),
    UniqueConstraint("channel", "update_id"),
    Index("ix_updates_new", "chat", "id", postgresql_where=text("state = 'new'")),
    Index("ix_updates_dead", "id", postgresql_where=text("state = 'dead'")),
)  # fmt: skip

chats = Table(
    "chats", metadata, _id(), _at(),
    Column("key", Text, nullable=False, unique=True),
    Column("grouped", Boolean, nullable=False, server_default="false", comment="a group of staff"),
    Column("session", JSONB, nullable=False, server_default="{}"),
    Column("heard", Moment, comment="when the person last wrote"),
    Column("gone", Boolean, nullable=False, server_default="false", comment="the messenger can't reach it"),
    Column("waiting", Moment, comment="since when the person waits for an operator"),
    Index("ix_chats_waiting", "waiting", postgresql_where=text("waiting IS NOT NULL")),
)  # fmt: skip

lines = Table(
    "lines", metadata, _id(), _at(),
    Column("chat", BigInteger, ForeignKey("chats.id"), nullable=False),
    Column("out", Boolean, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("state", Text, nullable=False, comment="heard, waiting, sent, gone, refused"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("sent_as", Text, comment="the messenger's id of the message, for later edits"),
    Column("case", BigInteger, ForeignKey("cases.id"), comment="the case on whose card this line is"),
    Column("hold", Moment, comment="not to be sent before: the quiet hours"),
    Index("ix_lines_chat", "chat", "id"),
    Index("ix_lines_waiting", "chat", "id", postgresql_where=text("state = 'waiting'")),
    Index("ix_lines_case", "case", "chat", postgresql_where=text('"case" IS NOT NULL')),
)  # fmt: skip

OPEN = ["status", "unit", "also", "region", "topic", "urgency", "soon", "due", "changed", "alarm", "assignee",
        "review", "joined_to"]  # fmt: skip
"""Columns by which open cases are found and counted: all in one index, so that no list goes to the table for them."""

cases = Table(
    "cases", metadata, _id(),
    Column("code", Text, nullable=False, unique=True),
    Column("city", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("also", ARRAY(Text), nullable=False, server_default="{}"),
    Column("chat", BigInteger, ForeignKey("chats.id"), nullable=False),
    Column("words", Text, nullable=False),
    Column("answers", JSONB, nullable=False, server_default="{}"),
    Column("urgency", Text, nullable=False),
    Column("protected", Boolean, nullable=False),
    Column("place", Text, nullable=False, server_default=""),
    Column("region", Integer),
    Column("neighbourhood", Text),
    Column("lat", Double),
    Column("lon", Double),
    Column("alarm", Text, nullable=False, server_default=""),
    Column("reopened", Integer, nullable=False, server_default="0"),
    Column("filed", Moment, nullable=False),
    Column("soon", Moment, nullable=False, comment="from when on the deadline is near"),
    Column("due", Moment, nullable=False),
    Column("stopped", Moment, comment="since when the deadline stands still"),
    Column("changed", Moment, nullable=False),
    Column("review", Moment),
    Column("finished", Moment),
    Column("asked", Integer, nullable=False, server_default="0", comment="how often feedback was asked this time"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("disputed", Boolean, nullable=False, server_default="false", comment="only the inspector lets it be done"),
    Column("added", Moment, comment="since when the citizen's further words wait to be looked at"),
    Column("assignee", BigInteger, ForeignKey("staff.id"), comment="who has taken it, or was given it"),
    Column("search", TSVECTOR, nullable=False, server_default="", comment="its words, as cases/search.py writes them"),
    Index("ix_cases_search", "search", postgresql_using="gin"),
    Index("ix_cases_open", "id", postgresql_where=text("finished IS NULL"), postgresql_include=OPEN),
    Index("ix_cases_region", "region", "id"),
    Index("ix_cases_topic", "topic", "id", postgresql_ops={"topic": "text_pattern_ops"}),
    Index("ix_cases_due", "due", "id"),
    Index("ix_cases_changed", "changed", "id"),
    Column("followers", Integer, nullable=False, server_default="0", comment="how many others wait for its news"),
    Column("recurring", Integer, nullable=False, server_default="0", comment="earlier cases closed at this place"),
    Column("joined_to", BigInteger, ForeignKey("cases.id"), comment="the main case that it goes along with"),
    Column("rung", Integer, nullable=False, server_default="0", comment="rungs of the ladder that were climbed"),
    Column("bell", Moment, comment="when the next rung is climbed"),
    Column("unmanned", Boolean, nullable=False, server_default="false", comment="nobody stands on the last rung"),
    Column("ring", Moment, comment="when it rings again; empty once taken"),
    Column("rings", Integer, nullable=False, server_default="0"),
    Index("ix_cases_bell", "bell", postgresql_where=text("bell IS NOT NULL AND stopped IS NULL")),
    Index("ix_cases_ring", "ring", postgresql_where=text("ring IS NOT NULL")),
    Index("ix_cases_climbed", "id", postgresql_where=text("rung > 0 AND stopped IS NULL")),
    Index("ix_cases_unmanned", "id", postgresql_where=text("unmanned")),
    Index("ix_cases_unit", "unit", "status", "id"),
    Index("ix_cases_also", "also", postgresql_using="gin"),
    Index("ix_cases_status", "status", "id"),
    Index("ix_cases_chat", "chat", "id"),
    Index("ix_cases_kind", "kind", "id", postgresql_where=text("kind <> 'request'")),
    Index("ix_cases_alarm", "id", postgresql_where=text("alarm <> ''")),
    Index("ix_cases_area", "region", "topic", "changed"),
    Index("ix_cases_joined_to", "joined_to", postgresql_where=text("joined_to IS NOT NULL")),
)  # fmt: skip

events = Table(
    "events", metadata, _id(),
    Column("case", BigInteger, ForeignKey("cases.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("status", Text, nullable=False, server_default=""),
    Column("unit", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("more", JSONB, nullable=False, server_default="{}"),
    Column("change", JSONB, nullable=False, server_default="{}", comment="what it changed of the case"),
    Index("ix_events_case", "case", "id"),
)  # fmt: skip

photos = Table(
    "photos", metadata, _at(),
    Column("id", Text, primary_key=True),
    Column("chat", BigInteger, ForeignKey("chats.id"), nullable=False),
    Column("case", BigInteger, ForeignKey("cases.id"), comment="empty while only a draft holds it"),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("whose", Text, nullable=False, server_default="citizen", comment="citizen, work, inner"),
    Column("by", Text, nullable=False, server_default="", comment="the member of staff who brought it"),
    Column("order", BigInteger, ForeignKey("work_orders.id"), comment="the work order it reports on"),
    Index("ix_photos_case", "case"),
    Index("ix_photos_stray", "at", postgresql_where=text('"case" IS NULL')),
)  # fmt: skip

evidence = Table(
    "evidence", metadata, _id(), _at(),
    Column("case", BigInteger, ForeignKey("cases.id")),
    Column("chat", BigInteger, ForeignKey("chats.id"), nullable=False),
    Column("model", Text, nullable=False, comment="which model read it"),
    Column("scores", JSONB, nullable=False),
    Column("shown", ARRAY(Text), nullable=False, server_default="{}"),
    Column("chosen", Text, nullable=False, server_default="", comment="how the topic was settled"),
    Column("final", Text, nullable=False, server_default=""),
    Index("ix_evidence_case", "case"),
)  # fmt: skip

staff = Table(
    "staff", metadata, _id(), _at(),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False, comment="argon2 hash"),
    Column("must_change", Boolean, nullable=False, server_default="true"),
    Column("active", Boolean, nullable=False, server_default="true"),
    Column("failed", Integer, nullable=False, server_default="0"),
    Column("locked_until", Moment),
)  # fmt: skip

staff_units = Table(
    "staff_units", metadata,
    Column("staff", BigInteger, ForeignKey("staff.id"), primary_key=True),
    Column("unit", Text, primary_key=True),
)  # fmt: skip

staff_links = Table(
    "staff_links", metadata, _at(),
    Column("sender", Text, primary_key=True, comment="messenger and person: telegram:123"),
    Column("staff", BigInteger, ForeignKey("staff.id"), nullable=False),
)  # fmt: skip

logins = Table(
    "logins", metadata, _at(),
    Column("token", Text, primary_key=True, comment="SHA-256 of the cookie"),
    Column("staff", BigInteger, ForeignKey("staff.id"), nullable=False),
    Column("csrf", Text, nullable=False),
    Column("expires", Moment, nullable=False),
)  # fmt: skip

link_codes = Table(
    "link_codes", metadata, _at(),
    Column("code", Text, primary_key=True, comment="SHA-256 of the one-time code"),
    Column("staff", BigInteger, ForeignKey("staff.id"), nullable=False, comment="who is linked, or who gave the code"),
    Column("unit", Text, comment="the unit whose group is bound; empty for a person's account"),
    Column("expires", Moment, nullable=False),
    Column("used", Moment),
)  # fmt: skip

unit_groups = Table(
    "unit_groups", metadata, _at(),
    Column("chat", BigInteger, ForeignKey("chats.id"), primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("staff", BigInteger, ForeignKey("staff.id"), nullable=False),
    Index("ix_unit_groups_unit", "unit"),
)  # fmt: skip

audit = Table(
    "audit", metadata, _id(), _at(),
    Column("by", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("more", JSONB, nullable=False, server_default="{}"),
    Index("ix_audit_sign_in", "by", "id", postgresql_where=text("what = 'sign_in'")),
)  # fmt: skip
