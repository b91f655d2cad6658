"""Tables of the operators' desk: who has what in hand, what was reviewed, calls, and telephone numbers under seal."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
    func,
    text,
)  # fmt: skip

from storage.tables import Moment, metadata

UNSURE_READING = "chosen = 'hurried' OR (chosen = 'sure' AND ((scores -> 0 ->> 1)::float8) < 0.5)"
"""How evidence says that a topic was settled by chance or at low odds."""

Index(
    "ix_evidence_unsure", metadata.tables["evidence"].c.case, postgresql_where=text(UNSURE_READING)
)  # fmt: skip

claims = Table(
    "claims", metadata,
    Column("kind", Text, primary_key=True, comment="talk, review, call"),
    Column("ref", BigInteger, primary_key=True, autoincrement=False, comment="number of the chat or case"),
    Column("staff", BigInteger, nullable=False, comment="who; a lease lives minutes and needs no tie"),
    Column("until", Moment, nullable=False),
)  # fmt: skip

reviews = Table(
    "reviews", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", Moment, nullable=False, server_default=func.now()),
    Column("case", BigInteger, ForeignKey("cases.id"), nullable=False),
    Column("staff", BigInteger, ForeignKey("staff.id"), nullable=False),
    Column("outcome", Text, nullable=False, comment="kept, changed, skipped"),
    Index("ix_reviews_case", "case"),
    Index("ix_reviews_at", "at"),
)  # fmt: skip

intakes = Table(
    "intakes", metadata,
    Column("chat", BigInteger, ForeignKey("chats.id"), primary_key=True),
    Column("at", Moment, nullable=False, server_default=func.now()),
    Column("staff", BigInteger, ForeignKey("staff.id"), nullable=False),
    Column("owner", BigInteger, ForeignKey("chats.id"), comment="for whom it is written down; empty for a caller"),
    Column("ended", Moment),
    Index("ix_intakes_open", "at", postgresql_where=text("ended IS NULL")),
)  # fmt: skip

numbers = Table(
    "numbers", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", Moment, nullable=False, server_default=func.now()),
    Column("digest", Text, nullable=False, unique=True, comment="keyed hash: the same number is known again"),
    Column("sealed", LargeBinary, nullable=False, comment="encrypted"),
    Column("stopped", Moment, comment="since when its owner wants no messages"),
    Column("invited", Moment, comment="when it was last asked to confirm"),
    Column("asked", BigInteger, ForeignKey("cases.id"), comment="the case asked about last"),
)  # fmt: skip

contacts = Table(
    "contacts", metadata,
    Column("chat", BigInteger, ForeignKey("chats.id"), primary_key=True, comment="the citizen's conversation"),
    Column("at", Moment, nullable=False, server_default=func.now()),
    Column("number", BigInteger, ForeignKey("numbers.id"), nullable=False),
    Column("texts", Boolean, nullable=False, server_default="false", comment="wants news as text messages"),
    Column("calls", Boolean, nullable=False, server_default="false", comment="wants to be asked by telephone"),
    Column("agreed", Moment, comment="when the number's owner agreed to text messages"),
    Index("ix_contacts_number", "number"),
    Index("ix_contacts_calls", "chat", postgresql_where=text("calls")),
)  # fmt: skip
