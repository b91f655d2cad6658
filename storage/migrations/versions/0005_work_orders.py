"""Contractors, work orders, photos of the work, and questions for a photo in a unit's group."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('contractors',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', Moment, server_default=sa.text('now()'), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), server_default='true', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contractors')),
    sa.UniqueConstraint('name', name=op.f('uq_contractors_name'))
    )
    op.create_table('contractor_staff',
    sa.Column('staff', sa.BigInteger(), nullable=False),
    sa.Column('contractor', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_contractor_staff_staff')),
    sa.ForeignKeyConstraint(['contractor'], ['contractors.id'], name=op.f('fk_contractor_staff_contractor')),
    sa.PrimaryKeyConstraint('staff', name=op.f('pk_contractor_staff'))
    )
    op.create_table('work_orders',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False, comment='the number that people read'),
    sa.Column('case', sa.BigInteger(), nullable=False),
    sa.Column('contractor', sa.BigInteger(), nullable=True, comment="empty: the unit's own crew"),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('until', Moment, nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', Moment, nullable=False),
    sa.Column('state', sa.Text(), server_default='open', nullable=False, comment='see cases/orders.py'),
    sa.Column('report', sa.Text(), server_default='', nullable=False),
    sa.Column('reported', Moment, nullable=True),
    sa.Column('refusal', sa.Text(), server_default='', nullable=False),
    sa.Column('settled', Moment, nullable=True),
    sa.Column('again', sa.BigInteger(), nullable=True, comment='the refused order that this one repeats'),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_work_orders_case')),
    sa.ForeignKeyConstraint(['contractor'], ['contractors.id'], name=op.f('fk_work_orders_contractor')),
    sa.ForeignKeyConstraint(['again'], ['work_orders.id'], name=op.f('fk_work_orders_again')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_orders'))
    )
    op.create_index('ix_work_orders_case', 'work_orders', ['case', 'id'], unique=False)
    op.create_index('ix_work_orders_open', 'work_orders', ['contractor', 'case'], unique=False, postgresql_where=sa.text("state = 'open'"))
    op.create_index('ix_work_orders_unit', 'work_orders', ['unit', 'state', 'id'], unique=False)
    op.create_table('photo_asks',
    sa.Column('line', sa.BigInteger(), nullable=False, comment='the question in the group'),
    sa.Column('case', sa.BigInteger(), nullable=False),
    sa.Column('until', Moment, nullable=False),
    sa.Column('answered', Moment, nullable=True),
    sa.ForeignKeyConstraint(['line'], ['lines.id'], name=op.f('fk_photo_asks_line')),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_photo_asks_case')),
    sa.PrimaryKeyConstraint('line', name=op.f('pk_photo_asks'))
    )
    op.add_column('photos', sa.Column('whose', sa.Text(), server_default='citizen', nullable=False, comment='citizen, work, inner'))
    op.add_column('photos', sa.Column('by', sa.Text(), server_default='', nullable=False, comment='the member of staff who brought it'))
    op.add_column('photos', sa.Column('order', sa.BigInteger(), nullable=True, comment='the work order it reports on'))
    op.create_foreign_key(op.f('fk_photos_order'), 'photos', 'work_orders', ['order'], ['id'])


def downgrade() -> None:
    op.drop_column('photos', 'order')
    op.drop_column('photos', 'by')
    op.drop_column('photos', 'whose')
    for table in ('photo_asks', 'work_orders', 'contractor_staff', 'contractors'):
        op.drop_table(table)
