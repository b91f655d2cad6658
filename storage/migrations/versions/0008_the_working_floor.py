"""The working floor: pending acts, units' own sentences, habits, and an index for the map."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pending_acts',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('staff', sa.BigInteger(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False, comment='step or note'),
    sa.Column('wanted', postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment='what the step brings: to, note, unit, review, opinion'),
    sa.Column('due', sa.DateTime(timezone=True), nullable=False, comment='until then it can be undone'),
    sa.Column('state', sa.Text(), server_default='waiting', nullable=False, comment='waiting, running, finished, undone'),
    sa.Column('finished', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_pending_acts_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pending_acts'))
    )
    op.create_index('ix_pending_acts_staff', 'pending_acts', ['staff', 'id'])
    op.create_table('pending_cases',
    sa.Column('act', sa.BigInteger(), nullable=False),
    sa.Column('case', sa.BigInteger(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False, comment='in which order they were chosen'),
    sa.Column('version', sa.Integer(), nullable=False, comment='of the case when the act was shown'),
    sa.Column('outcome', sa.Text(), server_default='', nullable=False, comment='done, or why not; empty while it waits'),
    sa.ForeignKeyConstraint(['act'], ['pending_acts.id'], name=op.f('fk_pending_cases_act')),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_pending_cases_case')),
    sa.PrimaryKeyConstraint('act', 'case', name=op.f('pk_pending_cases'))
    )
    op.create_table('unit_templates',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('group', sa.Text(), server_default='', nullable=False, comment='of topics; empty for all'),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('staff', sa.BigInteger(), nullable=False, comment='who wrote it'),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_unit_templates_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_templates'))
    )
    op.create_index('ix_unit_templates_unit', 'unit_templates', ['unit', 'status'])
    op.create_table('staff_habits',
    sa.Column('staff', sa.BigInteger(), nullable=False),
    sa.Column('shortcuts', sa.Boolean(), server_default='true', nullable=False),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_staff_habits_staff')),
    sa.PrimaryKeyConstraint('staff', name=op.f('pk_staff_habits'))
    )
    op.create_index(
        'ix_cases_spot', 'cases', ['lat', 'lon'], postgresql_include=['status', 'urgency', 'due', 'unit'],
        postgresql_where=sa.text('lat IS NOT NULL'),
    )


def downgrade() -> None:
    op.drop_index('ix_cases_spot', 'cases')
    op.drop_table('staff_habits')
    op.drop_table('unit_templates')
    op.drop_table('pending_cases')
    op.drop_table('pending_acts')
