"""The ladder of each case, ringing, lines that wait for the morning, and the overview of a day."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('lines', sa.Column('hold', sa.DateTime(timezone=True), nullable=True, comment='not to be sent before: the quiet hours'))
    op.add_column('cases', sa.Column('rung', sa.Integer(), server_default='0', nullable=False, comment='rungs of the ladder that were climbed'))
    op.add_column('cases', sa.Column('bell', sa.DateTime(timezone=True), nullable=True, comment='when the next rung is climbed'))
    op.add_column('cases', sa.Column('unmanned', sa.Boolean(), server_default='false', nullable=False, comment='nobody stands on the last rung'))
    op.add_column('cases', sa.Column('ring', sa.DateTime(timezone=True), nullable=True, comment='when it rings again; empty once taken'))
    op.add_column('cases', sa.Column('rings', sa.Integer(), server_default='0', nullable=False))
    # Cases that were filed before climb the first rung when their deadline is near, or at once.
    op.execute('UPDATE cases SET bell = soon')
    op.create_index('ix_cases_bell', 'cases', ['bell'], unique=False, postgresql_where=sa.text('bell IS NOT NULL AND stopped IS NULL'))
    op.create_index('ix_cases_ring', 'cases', ['ring'], unique=False, postgresql_where=sa.text('ring IS NOT NULL'))
    op.create_index('ix_cases_climbed', 'cases', ['id'], unique=False, postgresql_where=sa.text('rung > 0 AND stopped IS NULL'))
    op.create_index('ix_cases_unmanned', 'cases', ['id'], unique=False, postgresql_where=sa.text('unmanned'))
    op.create_table(
        'digests',
        sa.Column('unit', sa.Text(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint('unit', 'day', name=op.f('pk_digests')),
    )


def downgrade() -> None:
    op.drop_table('digests')
    for name in ('ix_cases_unmanned', 'ix_cases_climbed', 'ix_cases_ring', 'ix_cases_bell'):
        op.drop_index(name, table_name='cases')
    for name in ('rings', 'ring', 'unmanned', 'bell', 'rung'):
        op.drop_column('cases', name)
    op.drop_column('lines', 'hold')
