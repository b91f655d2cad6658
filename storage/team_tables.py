"""Tables of the young helpers: who is entrusted to which coach, and the one-time codes by which they join."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text, UniqueConstraint, func

from storage.tables import Moment, metadata

helpers = Table(
    "helpers", metadata,
    Column("chat", BigInteger, ForeignKey("chats.id"), primary_key=True),
    Column("coach", BigInteger, ForeignKey("staff.id"), nullable=False),
    Column("number", Integer, nullable=False, comment="what the coach calls them; no name is kept"),
    Column("since", Moment, nullable=False, server_default=func.now()),
    UniqueConstraint("coach", "number"),
)  # fmt: skip

team_codes = Table(
    "team_codes", metadata,
    Column("code", Text, primary_key=True, comment="SHA-256 of the one-time code"),
    Column("coach", BigInteger, ForeignKey("staff.id"), nullable=False),
    Column("number", Integer, nullable=False, comment="of the helper who joins by it; never given twice once used"),
    Column("expires", Moment, nullable=False),
    Column("used", Moment),
    UniqueConstraint("coach", "number"),
)  # fmt: skip
