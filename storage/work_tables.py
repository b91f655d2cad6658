"""Tables of the work itself: contractors, their people, work orders, and questions for a photo in a unit's group."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Identity, Index, Table, Text, func, text

from storage.tables import Moment, metadata

contractors = Table(
    "contractors", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", Moment, nullable=False, server_default=func.now()),
    Column("name", Text, nullable=False, unique=True),
    Column("active", Boolean, nullable=False, server_default="true"),
)  # fmt: skip

contractor_staff = Table(
    "contractor_staff", metadata,
    Column("staff", BigInteger, ForeignKey("staff.id"), primary_key=True),
    Column("contractor", BigInteger, ForeignKey("contractors.id"), nullable=False),
)  # fmt: skip

work_orders = Table(
    "work_orders", metadata,
    Column("id", BigInteger, Identity(), primary_key=True, comment="the number that people read"),
    Column("case", BigInteger, ForeignKey("cases.id"), nullable=False),
    Column("contractor", BigInteger, ForeignKey("contractors.id"), comment="empty: the unit's own crew"),
    Column("unit", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("until", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", Text, nullable=False, server_default="open", comment="see cases/orders.py"),
    Column("report", Text, nullable=False, server_default=""),
    Column("reported", Moment),
    Column("refusal", Text, nullable=False, server_default=""),
    Column("settled", Moment),
    Column("again", BigInteger, ForeignKey("work_orders.id"), comment="the refused order that this one repeats"),
    Index("ix_work_orders_case", "case", "id"),
    Index("ix_work_orders_open", "contractor", "case", postgresql_where=text("state = 'open'")),
    Index("ix_work_orders_unit", "unit", "state", "id"),
)  # fmt: skip

photo_asks = Table(
    "photo_asks", metadata,
    Column("line", BigInteger, ForeignKey("lines.id"), primary_key=True, comment="the question in the group"),
    Column("case", BigInteger, ForeignKey("cases.id"), nullable=False),
    Column("until", Moment, nullable=False),
    Column("answered", Moment),
)  # fmt: skip
