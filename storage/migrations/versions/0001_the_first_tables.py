"""The first tables."""

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The job queue's own tables come from its package; its SQL goes to the driver as it is.
    op.get_bind().connection.driver_connection.execute(SchemaManager.get_schema())
    # Timers are taken back by chat; without this index that would read every planned job.
    op.execute(
        "CREATE INDEX ix_jobs_wakes ON procrastinate_jobs ((args ->> 'chat'))"
        " WHERE task_name = 'wake' AND status = 'todo'"
    )
    op.create_table('audit',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('more', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    op.create_table('chats',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('grouped', sa.Boolean(), server_default='false', nullable=False, comment='a group of staff'),
    sa.Column('session', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('heard', sa.DateTime(timezone=True), nullable=True, comment='when the person last wrote'),
    sa.Column('gone', sa.Boolean(), server_default='false', nullable=False, comment="the messenger can't reach it"),
    sa.Column('waiting', sa.DateTime(timezone=True), nullable=True, comment='since when the person waits for an operator'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chats')),
    sa.UniqueConstraint('key', name=op.f('uq_chats_key'))
    )
    op.create_index('ix_chats_waiting', 'chats', ['waiting'], unique=False, postgresql_where=sa.text('waiting IS NOT NULL'))
    op.create_table('staff',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('login', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('password', sa.Text(), nullable=False, comment='argon2 hash'),
    sa.Column('must_change', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('active', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('failed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('login', name=op.f('uq_staff_login'))
    )
    op.create_table('updates',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('update_id', sa.Text(), nullable=False),
    sa.Column('chat', sa.Text(), nullable=False, comment="key of the chat; «?» and the id when it can't be parsed"),
    sa.Column('raw', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Text(), server_default='new', nullable=False, comment='new, done, dead'),
    sa.Column('tries', sa.Integer(), server_default='0', nullable=False),
    sa.Column('error', sa.Text(), server_default='', nullable=False, comment='name of the fault, never the text'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_updates')),
    sa.UniqueConstraint('channel', 'update_id', name=op.f('uq_updates_channel_update_id'))
    )
    op.create_index('ix_updates_dead', 'updates', ['id'], unique=False, postgresql_where=sa.text("state = 'dead'"))
    op.create_index('ix_updates_new', 'updates', ['chat', 'id'], unique=False, postgresql_where=sa.text("state = 'new'"))
    op.create_table('cases',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('city', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('also', sa.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('chat', sa.BigInteger(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('answers', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('urgency', sa.Text(), nullable=False),
    sa.Column('protected', sa.Boolean(), nullable=False),
    sa.Column('place', sa.Text(), server_default='', nullable=False),
    sa.Column('region', sa.Integer(), nullable=True),
    sa.Column('neighbourhood', sa.Text(), nullable=True),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('lon', sa.Double(), nullable=True),
    sa.Column('alarm', sa.Text(), server_default='', nullable=False),
    sa.Column('reopened', sa.Integer(), server_default='0', nullable=False),
    sa.Column('filed', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed', sa.DateTime(timezone=True), nullable=False),
    sa.Column('review', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked', sa.Integer(), server_default='0', nullable=False, comment='how often feedback was asked this time'),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['chat'], ['chats.id'], name=op.f('fk_cases_chat')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('code', name=op.f('uq_cases_code'))
    )
    op.create_index('ix_cases_alarm', 'cases', ['id'], unique=False, postgresql_where=sa.text("alarm <> ''"))
    op.create_index('ix_cases_also', 'cases', ['also'], unique=False, postgresql_using='gin')
    op.create_index('ix_cases_chat', 'cases', ['chat', 'id'], unique=False)
    op.create_index('ix_cases_status', 'cases', ['status', 'id'], unique=False)
    op.create_index('ix_cases_unit', 'cases', ['unit', 'status', 'id'], unique=False)
    op.create_table('link_codes',
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('code', sa.Text(), nullable=False, comment='SHA-256 of the one-time code'),
    sa.Column('staff', sa.BigInteger(), nullable=False, comment='who is linked, or who gave the code'),
    sa.Column('unit', sa.Text(), nullable=True, comment="the unit whose group is bound; empty for a person's account"),
    sa.Column('expires', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_link_codes_staff')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_link_codes'))
    )
    op.create_table('logins',
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('token', sa.Text(), nullable=False, comment='SHA-256 of the cookie'),
    sa.Column('staff', sa.BigInteger(), nullable=False),
    sa.Column('csrf', sa.Text(), nullable=False),
    sa.Column('expires', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_logins_staff')),
    sa.PrimaryKeyConstraint('token', name=op.f('pk_logins'))
    )
    op.create_table('staff_links',
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('sender', sa.Text(), nullable=False, comment='messenger and person: telegram:123'),
    sa.Column('staff', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_staff_links_staff')),
    sa.PrimaryKeyConstraint('sender', name=op.f('pk_staff_links'))
    )
    op.create_table('staff_units',
    sa.Column('staff', sa.BigInteger(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_staff_units_staff')),
    sa.PrimaryKeyConstraint('staff', 'unit', name=op.f('pk_staff_units'))
    )
    op.create_table('unit_groups',
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('chat', sa.BigInteger(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('staff', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['chat'], ['chats.id'], name=op.f('fk_unit_groups_chat')),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_unit_groups_staff')),
    sa.PrimaryKeyConstraint('chat', 'unit', name=op.f('pk_unit_groups'))
    )
    op.create_index('ix_unit_groups_unit', 'unit_groups', ['unit'], unique=False)
    op.create_table('events',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('case', sa.BigInteger(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.Text(), server_default='', nullable=False),
    sa.Column('unit', sa.Text(), server_default='', nullable=False),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.Column('more', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_events_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events'))
    )
    op.create_index('ix_events_case', 'events', ['case', 'id'], unique=False)
    op.create_table('evidence',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('case', sa.BigInteger(), nullable=True),
    sa.Column('chat', sa.BigInteger(), nullable=False),
    sa.Column('model', sa.Text(), nullable=False, comment='which model read it'),
    sa.Column('scores', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('shown', sa.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('chosen', sa.Text(), server_default='', nullable=False, comment='how the topic was settled'),
    sa.Column('final', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_evidence_case')),
    sa.ForeignKeyConstraint(['chat'], ['chats.id'], name=op.f('fk_evidence_chat')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence'))
    )
    op.create_index('ix_evidence_case', 'evidence', ['case'], unique=False)
    op.create_table('lines',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('chat', sa.BigInteger(), nullable=False),
    sa.Column('out', sa.Boolean(), nullable=False),
    sa.Column('body', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Text(), nullable=False, comment='heard, waiting, sent, gone, refused'),
    sa.Column('tries', sa.Integer(), server_default='0', nullable=False),
    sa.Column('sent_as', sa.Text(), nullable=True, comment="the messenger's id of the message, for later edits"),
    sa.Column('case', sa.BigInteger(), nullable=True, comment='the case on whose card this line is'),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_lines_case')),
    sa.ForeignKeyConstraint(['chat'], ['chats.id'], name=op.f('fk_lines_chat')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lines'))
    )
    op.create_index('ix_lines_case', 'lines', ['case', 'chat'], unique=False, postgresql_where=sa.text('"case" IS NOT NULL'))
    op.create_index('ix_lines_chat', 'lines', ['chat', 'id'], unique=False)
    op.create_index('ix_lines_waiting', 'lines', ['chat', 'id'], unique=False, postgresql_where=sa.text("state = 'waiting'"))
    op.create_table('photos',
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('chat', sa.BigInteger(), nullable=False),
    sa.Column('case', sa.BigInteger(), nullable=True, comment='empty while only a draft holds it'),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('bytes', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_photos_case')),
    sa.ForeignKeyConstraint(['chat'], ['chats.id'], name=op.f('fk_photos_chat')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_photos'))
    )
    op.create_index('ix_photos_case', 'photos', ['case'], unique=False)
    op.create_index('ix_photos_stray', 'photos', ['at'], unique=False, postgresql_where=sa.text('"case" IS NULL'))


def downgrade() -> None:
    raise RuntimeError("The first tables are never taken away: restore a backup instead.")
