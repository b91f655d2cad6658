"""The operators' desk: claims, reviews, calls taken, telephone numbers under seal."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
UNSURE = "chosen = 'hurried' OR (chosen = 'sure' AND ((scores -> 0 ->> 1)::float8) < 0.5)"


def upgrade() -> None:
    op.create_table(
        'claims',
        sa.Column('kind', sa.Text(), nullable=False, comment='talk, review, call'),
        sa.Column('ref', sa.BigInteger(), autoincrement=False, nullable=False, comment='number of the chat or case'),
        sa.Column('staff', sa.BigInteger(), nullable=False, comment='who; a lease lives minutes and needs no tie'),
        sa.Column('until', MOMENT, nullable=False),
        sa.PrimaryKeyConstraint('kind', 'ref', name='pk_claims'),
    )
    op.create_table(
        'reviews',
        sa.Column('id', sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column('at', MOMENT, server_default=sa.text('now()'), nullable=False),
        sa.Column('case', sa.BigInteger(), nullable=False),
        sa.Column('staff', sa.BigInteger(), nullable=False),
        sa.Column('outcome', sa.Text(), nullable=False, comment='kept, changed, skipped'),
        sa.ForeignKeyConstraint(['case'], ['cases.id'], name='fk_reviews_case'),
        sa.ForeignKeyConstraint(['staff'], ['staff.id'], name='fk_reviews_staff'),
        sa.PrimaryKeyConstraint('id', name='pk_reviews'),
    )
    op.create_index('ix_reviews_case', 'reviews', ['case'])
    op.create_index('ix_reviews_at', 'reviews', ['at'])
    op.create_table(
        'intakes',
        sa.Column('chat', sa.BigInteger(), nullable=False),
        sa.Column('at', MOMENT, server_default=sa.text('now()'), nullable=False),
        sa.Column('staff', sa.BigInteger(), nullable=False),
        sa.Column('owner', sa.BigInteger(), nullable=True, comment='for whom it is written down; empty for a caller'),
        sa.Column('ended', MOMENT, nullable=True),
        sa.ForeignKeyConstraint(['chat'], ['chats.id'], name='fk_intakes_chat'),
        sa.ForeignKeyConstraint(['staff'], ['staff.id'], name='fk_intakes_staff'),
        sa.ForeignKeyConstraint(['owner'], ['chats.id'], name='fk_intakes_owner'),
        sa.PrimaryKeyConstraint('chat', name='pk_intakes'),
    )
    op.create_index('ix_intakes_open', 'intakes', ['at'], postgresql_where=sa.text('ended IS NULL'))
    op.create_table(
        'numbers',
        sa.Column('id', sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column('at', MOMENT, server_default=sa.text('now()'), nullable=False),
        sa.Column('digest', sa.Text(), nullable=False, comment='keyed hash: the same number is known again'),
        sa.Column('sealed', sa.LargeBinary(), nullable=False, comment='encrypted'),
        sa.Column('stopped', MOMENT, nullable=True, comment='since when its owner wants no messages'),
        sa.Column('invited', MOMENT, nullable=True, comment='when it was last asked to confirm'),
        sa.Column('asked', sa.BigInteger(), nullable=True, comment='the case asked about last'),
        sa.ForeignKeyConstraint(['asked'], ['cases.id'], name='fk_numbers_asked'),
        sa.PrimaryKeyConstraint('id', name='pk_numbers'),
        sa.UniqueConstraint('digest', name='uq_numbers_digest'),
    )
    op.create_table(
        'contacts',
        sa.Column('chat', sa.BigInteger(), nullable=False, comment="the citizen's conversation"),
        sa.Column('at', MOMENT, server_default=sa.text('now()'), nullable=False),
        sa.Column('number', sa.BigInteger(), nullable=False),
        sa.Column('texts', sa.Boolean(), server_default='false', nullable=False, comment='wants news as text messages'),
        sa.Column('calls', sa.Boolean(), server_default='false', nullable=False, comment='wants to be asked by telephone'),
        sa.Column('agreed', MOMENT, nullable=True, comment="when the number's owner agreed to text messages"),
        sa.ForeignKeyConstraint(['chat'], ['chats.id'], name='fk_contacts_chat'),
        sa.ForeignKeyConstraint(['number'], ['numbers.id'], name='fk_contacts_number'),
        sa.PrimaryKeyConstraint('chat', name='pk_contacts'),
    )
    op.create_index('ix_contacts_number', 'contacts', ['number'])
    op.create_index('ix_contacts_calls', 'contacts', ['chat'], postgresql_where=sa.text('calls'))
    op.create_index('ix_evidence_unsure', 'evidence', ['case'], postgresql_where=sa.text(UNSURE))


def downgrade() -> None:
    op.drop_index('ix_evidence_unsure', 'evidence')
    for table in ('contacts', 'numbers', 'intakes', 'reviews', 'claims'):
        op.drop_table(table)
