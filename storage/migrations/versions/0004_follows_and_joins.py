"""People follow cases of others, cases join a main one, and what is near is found by its place."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('cases', sa.Column('followers', sa.Integer(), server_default='0', nullable=False, comment='how many others wait for its news'))
    op.add_column('cases', sa.Column('recurring', sa.Integer(), server_default='0', nullable=False, comment='earlier cases closed at this place'))
    op.add_column('cases', sa.Column('joined_to', sa.BigInteger(), nullable=True, comment='the main case that it goes along with'))
    op.create_foreign_key(op.f('fk_cases_joined_to_cases'), 'cases', 'cases', ['joined_to'], ['id'])
    op.create_index('ix_cases_area', 'cases', ['region', 'topic', 'changed'])
    op.create_index('ix_cases_joined_to', 'cases', ['joined_to'], postgresql_where=sa.text('joined_to IS NOT NULL'))
    op.create_table('follows',
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('case', sa.BigInteger(), nullable=False),
    sa.Column('chat', sa.BigInteger(), nullable=False),
    sa.Column('muted', sa.Boolean(), server_default='false', nullable=False, comment='no longer wants to hear of it'),
    sa.Column('answer', sa.Text(), server_default='', nullable=False, comment='on the present result: asked, good, half, bad'),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_follows_case_cases')),
    sa.ForeignKeyConstraint(['chat'], ['chats.id'], name=op.f('fk_follows_chat_chats')),
    sa.PrimaryKeyConstraint('case', 'chat', name=op.f('pk_follows'))
    )
    op.create_index('ix_follows_chat', 'follows', ['chat'])


def downgrade() -> None:
    op.drop_table('follows')
    op.drop_index('ix_cases_joined_to', 'cases')
    op.drop_index('ix_cases_area', 'cases')
    op.drop_column('cases', 'joined_to')
    op.drop_column('cases', 'recurring')
    op.drop_column('cases', 'followers')
