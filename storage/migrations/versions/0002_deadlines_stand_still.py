"""Deadlines stand still while somebody else is waited for, and are near after four fifths."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('cases', sa.Column('soon', sa.DateTime(timezone=True), nullable=True, comment='from when on the deadline is near'))
    op.add_column('cases', sa.Column('stopped', sa.DateTime(timezone=True), nullable=True, comment='since when the deadline stands still'))
    # Older deadlines ran by the clock.
    op.execute('UPDATE cases SET soon = filed + (due - filed) * 0.8')
    op.alter_column('cases', 'soon', nullable=False)
    # In these statuses the deadline stood still before there was a column for it.
    op.execute(
        "UPDATE cases SET stopped = changed WHERE status IN ('waiting_info', 'planned', 'needs_budget', 'no_action', "
        "'outside', 'done', 'confirmed', 'unanswered', 'withdrawn', 'guided')"
    )


def downgrade() -> None:
    op.drop_column('cases', 'stopped')
    op.drop_column('cases', 'soon')
