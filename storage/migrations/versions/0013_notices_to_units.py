"""The inspector's notices to units, the cases that they name, and every word of the exchange."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'cautions',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False, comment='the number that people read'),
        sa.Column('at', Moment, nullable=False),
        sa.Column('unit', sa.Text(), nullable=False),
        sa.Column('by', sa.BigInteger(), nullable=False, comment='who asked last'),
        sa.Column('text', sa.Text(), nullable=False, comment='what it began with'),
        sa.Column('due', Moment, nullable=False),
        sa.Column('state', sa.Text(), server_default='open', nullable=False, comment='see cases/cautions.py'),
        sa.Column('answered', Moment, nullable=True),
        sa.Column('told', Moment, nullable=True, comment='when it was told that the answer is late'),
        sa.Column('version', sa.Integer(), server_default='1', nullable=False),
        sa.ForeignKeyConstraint(['by'], ['staff.id'], name=op.f('fk_cautions_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_cautions')),
    )
    op.create_index('ix_cautions_unit', 'cautions', ['unit', 'id'], unique=False)
    op.create_index('ix_cautions_due', 'cautions', ['due'], unique=False, postgresql_where=sa.text("state = 'open' AND told IS NULL"))
    op.create_index('ix_cautions_live', 'cautions', ['unit', 'due'], unique=False, postgresql_where=sa.text("state IN ('open', 'answered')"))
    op.create_table(
        'caution_cases',
        sa.Column('caution', sa.BigInteger(), nullable=False),
        sa.Column('case', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['caution'], ['cautions.id'], name=op.f('fk_caution_cases_caution')),
        sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_caution_cases_case')),
        sa.PrimaryKeyConstraint('caution', 'case', name=op.f('pk_caution_cases')),
    )
    op.create_table(
        'caution_words',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('caution', sa.BigInteger(), nullable=False),
        sa.Column('at', Moment, nullable=False),
        sa.Column('by', sa.BigInteger(), nullable=False),
        sa.Column('what', sa.Text(), nullable=False, comment='give, answer, again, settle, call_off'),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('due', Moment, nullable=False, comment='until when the answer was owed then'),
        sa.ForeignKeyConstraint(['caution'], ['cautions.id'], name=op.f('fk_caution_words_caution')),
        sa.ForeignKeyConstraint(['by'], ['staff.id'], name=op.f('fk_caution_words_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_caution_words')),
    )
    op.create_index('ix_caution_words_caution', 'caution_words', ['caution', 'id'], unique=False)


def downgrade() -> None:
    op.drop_table('caution_words')
    op.drop_table('caution_cases')
    op.drop_table('cautions')
