"""Cases are found by their words, belong to somebody, and stay quick in large numbers; filters and mentions of staff."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.migrations.words import write_words

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

OPEN = ['status', 'unit', 'also', 'region', 'topic', 'urgency', 'soon', 'due', 'changed', 'alarm', 'assignee', 'review', 'joined_to']


def upgrade() -> None:
    op.add_column('cases', sa.Column('assignee', sa.BigInteger(), nullable=True, comment='who has taken it, or was given it'))
    op.create_foreign_key(op.f('fk_cases_assignee'), 'cases', 'staff', ['assignee'], ['id'])
    op.add_column('cases', sa.Column('search', postgresql.TSVECTOR(), server_default='', nullable=False, comment='its words, as cases/search.py writes them'))
    write_words(op.get_bind())
    op.create_index('ix_cases_search', 'cases', ['search'], postgresql_using='gin')
    op.create_index('ix_cases_open', 'cases', ['id'], postgresql_where=sa.text('finished IS NULL'), postgresql_include=OPEN)
    op.create_index('ix_cases_region', 'cases', ['region', 'id'])
    op.create_index('ix_cases_topic', 'cases', ['topic', 'id'], postgresql_ops={'topic': 'text_pattern_ops'})
    op.create_index('ix_cases_due', 'cases', ['due', 'id'])
    op.create_index('ix_cases_changed', 'cases', ['changed', 'id'])
    op.create_table('saved_filters',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('staff', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True, comment='the unit whose people see it too'),
    sa.Column('first', sa.Boolean(), server_default='false', nullable=False, comment='what its owner sees first'),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_saved_filters_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_filters'))
    )
    op.create_index('ix_saved_filters_staff', 'saved_filters', ['staff', 'id'])
    op.create_index('ix_saved_filters_unit', 'saved_filters', ['unit'], postgresql_where=sa.text('unit IS NOT NULL'))
    op.create_table('mentions',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('case', sa.BigInteger(), nullable=False),
    sa.Column('staff', sa.BigInteger(), nullable=False, comment='who is meant'),
    sa.Column('by', sa.BigInteger(), nullable=False),
    sa.Column('seen', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_mentions_case')),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_mentions_staff')),
    sa.ForeignKeyConstraint(['by'], ['staff.id'], name=op.f('fk_mentions_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentions'))
    )
    op.create_index('ix_mentions_unseen', 'mentions', ['staff', 'case'], postgresql_where=sa.text('seen IS NULL'))


def downgrade() -> None:
    op.drop_table('mentions')
    op.drop_table('saved_filters')
    for name in ('search', 'open', 'region', 'topic', 'due', 'changed'):
        op.drop_index(f'ix_cases_{name}', table_name='cases')
    op.drop_column('cases', 'search')
    op.drop_column('cases', 'assignee')
