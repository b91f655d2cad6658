"""Each event keeps what it changed of its case."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('events', sa.Column('change', postgresql.JSONB(), nullable=False, server_default='{}', comment='what it changed of the case'))


def downgrade() -> None:
    op.drop_column('events', 'change')
