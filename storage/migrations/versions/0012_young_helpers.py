"""Young helpers are entrusted to a coach, by a one-time code and without a name."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'helpers',
        sa.Column('chat', sa.BigInteger(), nullable=False),
        sa.Column('coach', sa.BigInteger(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False, comment='what the coach calls them; no name is kept'),
        sa.Column('since', Moment, server_default=sa.text('now()'), nullable=False),
        sa.ForeignKeyConstraint(['chat'], ['chats.id'], name=op.f('fk_helpers_chat')),
        sa.ForeignKeyConstraint(['coach'], ['staff.id'], name=op.f('fk_helpers_coach')),
        sa.PrimaryKeyConstraint('chat', name=op.f('pk_helpers')),
        sa.UniqueConstraint('coach', 'number', name=op.f('uq_helpers_coach_number')),
    )
    op.create_table(
        'team_codes',
        sa.Column('code', sa.Text(), nullable=False, comment='SHA-256 of the one-time code'),
        sa.Column('coach', sa.BigInteger(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False, comment='of the helper who joins by it; never given twice once used'),
        sa.Column('expires', Moment, nullable=False),
        sa.Column('used', Moment, nullable=True),
        sa.ForeignKeyConstraint(['coach'], ['staff.id'], name=op.f('fk_team_codes_coach')),
        sa.PrimaryKeyConstraint('code', name=op.f('pk_team_codes')),
        sa.UniqueConstraint('coach', 'number', name=op.f('uq_team_codes_coach_number')),
    )


def downgrade() -> None:
    op.drop_table('team_codes')
    op.drop_table('helpers')
