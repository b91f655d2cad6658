"""What an office changes of its content is kept beside the files; sign-ins are found quickly in the record."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('overrides',
    sa.Column('city', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False, comment='unit, rule, topic, week, holiday, sentence'),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('value', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('city', 'kind', 'key', name=op.f('pk_overrides'))
    )
    op.create_index('ix_audit_sign_in', 'audit', ['by', 'id'], unique=False, postgresql_where=sa.text("what = 'sign_in'"))


def downgrade() -> None:
    op.drop_index('ix_audit_sign_in', table_name='audit', postgresql_where=sa.text("what = 'sign_in'"))
    op.drop_table('overrides')
