"""Words of citizens that a person must read, what they muted, suggestions that others support, disputed results."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column('cases', sa.Column('disputed', sa.Boolean(), server_default='false', nullable=False, comment='only the inspector lets it be done'))
    op.add_column('cases', sa.Column('added', Moment, nullable=True, comment="since when the citizen's further words wait to be looked at"))
    op.create_index('ix_cases_kind', 'cases', ['kind', 'id'], unique=False, postgresql_where=sa.text("kind <> 'request'"))
    op.create_table(
        'mutes',
        sa.Column('at', Moment, server_default=sa.text('now()'), nullable=False),
        sa.Column('chat', sa.BigInteger(), nullable=False),
        sa.Column('about', sa.Text(), nullable=False, comment='tracking code; empty: every case'),
        sa.ForeignKeyConstraint(['chat'], ['chats.id'], name=op.f('fk_mutes_chat')),
        sa.PrimaryKeyConstraint('chat', 'about', name=op.f('pk_mutes')),
    )
    op.create_table(
        'voices',
        sa.Column('event', sa.BigInteger(), nullable=False),
        sa.Column('case', sa.BigInteger(), nullable=False),
        sa.Column('at', Moment, nullable=False),
        sa.Column('read', Moment, nullable=True, comment='when somebody read it'),
        sa.Column('by', sa.BigInteger(), nullable=True, comment='who read it'),
        sa.Column('answer', sa.Text(), server_default='', nullable=False, comment='what the citizen was told in return'),
        sa.ForeignKeyConstraint(['by'], ['staff.id'], name=op.f('fk_voices_by')),
        sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_voices_case')),
        sa.ForeignKeyConstraint(['event'], ['events.id'], name=op.f('fk_voices_event')),
        sa.PrimaryKeyConstraint('event', name=op.f('pk_voices')),
    )
    op.create_index('ix_voices_case', 'voices', ['case'], unique=False)
    op.create_index('ix_voices_unread', 'voices', ['event'], unique=False, postgresql_where=sa.text('read IS NULL'))
    op.create_table(
        'proposals',
        sa.Column('case', sa.BigInteger(), nullable=False),
        sa.Column('at', Moment, nullable=False, comment='when it was released'),
        sa.Column('by', sa.BigInteger(), nullable=False),
        sa.Column('city', sa.Text(), nullable=False),
        sa.Column('topic', sa.Text(), nullable=False),
        sa.Column('region', sa.Integer(), nullable=True),
        sa.Column('text', sa.Text(), nullable=False, comment='its reviewed words, with nothing of its author'),
        sa.ForeignKeyConstraint(['by'], ['staff.id'], name=op.f('fk_proposals_by')),
        sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_proposals_case')),
        sa.PrimaryKeyConstraint('case', name=op.f('pk_proposals')),
    )
    op.create_index('ix_proposals_city', 'proposals', ['city', 'case'], unique=False)
    op.create_table(
        'supports',
        sa.Column('at', Moment, server_default=sa.text('now()'), nullable=False),
        sa.Column('case', sa.BigInteger(), nullable=False),
        sa.Column('chat', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['case'], ['proposals.case'], name=op.f('fk_supports_case'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['chat'], ['chats.id'], name=op.f('fk_supports_chat')),
        sa.PrimaryKeyConstraint('case', 'chat', name=op.f('pk_supports')),
    )


def downgrade() -> None:
    for table in ('supports', 'proposals', 'voices', 'mutes'):
        op.drop_table(table)
    op.drop_index('ix_cases_kind', table_name='cases')
    op.drop_column('cases', 'added')
    op.drop_column('cases', 'disputed')
