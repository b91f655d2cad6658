"""The map of a whole city is counted out of indexes alone: one for open cases, one for all."""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

OPEN = ['status', 'unit', 'also', 'region', 'topic', 'urgency', 'soon', 'due', 'alarm', 'assignee', 'joined_to']
FORMER = ['status', 'urgency', 'due', 'unit']


def upgrade() -> None:
    op.create_index(
        'ix_cases_open_spot', 'cases', ['lat', 'lon'], postgresql_include=OPEN,
        postgresql_where=sa.text('finished IS NULL AND lat IS NOT NULL'),
    )
    _spots([*FORMER, 'joined_to'])


def downgrade() -> None:
    op.drop_index('ix_cases_open_spot', 'cases')
    _spots(FORMER)


def _spots(include: list[str]) -> None:
    op.drop_index('ix_cases_spot', 'cases')
    op.create_index(
        'ix_cases_spot', 'cases', ['lat', 'lon'], postgresql_include=include,
        postgresql_where=sa.text('lat IS NOT NULL'),
    )
