"""What a follower says of a result is answered to that follower; supporters of a suggestion hear its answer once."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('voices', sa.Column('follower', sa.BigInteger(), nullable=True, comment='the chat of a follower who said it'))
    op.create_foreign_key(op.f('fk_voices_follower'), 'voices', 'chats', ['follower'], ['id'])
    op.add_column('supports', sa.Column('told', sa.DateTime(timezone=True), nullable=True, comment='when this supporter heard the answer'))


def downgrade() -> None:
    op.drop_column('supports', 'told')
    op.drop_constraint(op.f('fk_voices_follower'), 'voices', type_='foreignkey')
    op.drop_column('voices', 'follower')
