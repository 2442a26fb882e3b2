"""from calendar to reminders

Revision: 0003, after 0002
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alarm',
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ran_until', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_alarm_cluster_id')),
    sa.PrimaryKeyConstraint('cluster_id', name=op.f('pk_alarm'))
    )
    with op.batch_alter_table('alarm', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alarm_at'), ['at'], unique=False)

    op.create_table('announcement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('draft', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('file_name', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('file_kind', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_announcement_by')),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_announcement_cluster_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement')),
    sa.UniqueConstraint('draft', name=op.f('uq_announcement_draft'))
    )
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcement_cluster_id'), ['cluster_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_announcement_sha256'), ['sha256'], unique=False)

    op.create_table('calendarstep',
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('set_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_calendarstep_by')),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_calendarstep_cluster_id')),
    sa.PrimaryKeyConstraint('cluster_id', 'year', 'code', name=op.f('pk_calendarstep'))
    )
    op.create_table('laddersetting',
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('rungs', sa.JSON(), nullable=False),
    sa.Column('after_days', sa.Integer(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_laddersetting_by')),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_laddersetting_cluster_id')),
    sa.PrimaryKeyConstraint('cluster_id', 'kind', name=op.f('pk_laddersetting'))
    )
    op.create_table('meeting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('mid_year', 'preparatory', 'year_end', 'thematic', name='meetingkind', native_enum=False, length=20), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('place', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('map_url', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('programme', sa.Text(), nullable=False),
    sa.Column('starts_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ends_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('answer_by', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('quorum', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('called_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('time_version', sa.Integer(), nullable=False),
    sa.Column('cancelled_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('cancelled_why', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('roll_opened_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('roll_until', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('closed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_meeting_cluster_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_meeting_made_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting'))
    )
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_cluster_id'), ['cluster_id'], unique=False)

    op.create_table('movement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('draft', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('goal', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('theme', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('register_by', sa.Date(), nullable=False),
    sa.Column('report_on', sa.JSON(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('ended_why', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_movement_days_in_order')),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_movement_by')),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_movement_cluster_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_movement')),
    sa.UniqueConstraint('draft', name=op.f('uq_movement_draft'))
    )
    with op.batch_alter_table('movement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_movement_cluster_id'), ['cluster_id'], unique=False)

    op.create_table('reminderhold',
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('thing', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('slot', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_reminderhold_by')),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_reminderhold_cluster_id')),
    sa.PrimaryKeyConstraint('cluster_id', 'thing', 'slot', name=op.f('pk_reminderhold'))
    )
    op.create_table('stepdone',
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_stepdone_by')),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_stepdone_cluster_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_stepdone_unit_id')),
    sa.PrimaryKeyConstraint('cluster_id', 'year', 'code', 'unit_id', name=op.f('pk_stepdone'))
    )
    op.create_table('announcementread',
    sa.Column('announcement_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['announcement_id'], ['announcement.id'], name=op.f('fk_announcementread_announcement_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_announcementread_person_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_announcementread_unit_id')),
    sa.PrimaryKeyConstraint('announcement_id', 'person_id', 'unit_id', name=op.f('pk_announcementread'))
    )
    op.create_table('announcementunit',
    sa.Column('announcement_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['announcement_id'], ['announcement.id'], name=op.f('fk_announcementunit_announcement_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_announcementunit_unit_id')),
    sa.PrimaryKeyConstraint('announcement_id', 'unit_id', name=op.f('pk_announcementunit'))
    )
    op.create_table('invitee',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('reply', sa.Enum('comes', 'substitute', 'excused', name='reply', native_enum=False, length=20), nullable=True),
    sa.Column('delegate', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('delegate_title', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('why', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('authorisation', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('authorisation_name', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('replied_by', sa.Integer(), nullable=True),
    sa.Column('replied_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('seen_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_invitee_meeting_id')),
    sa.ForeignKeyConstraint(['replied_by'], ['person.id'], name=op.f('fk_invitee_replied_by')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_invitee_unit_id')),
    sa.PrimaryKeyConstraint('meeting_id', 'unit_id', name=op.f('pk_invitee'))
    )
    op.create_table('meetingpaper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_meetingpaper_by')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meetingpaper_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meetingpaper')),
    sa.UniqueConstraint('meeting_id', 'sha256', name=op.f('uq_meetingpaper_meeting_id_sha256'))
    )
    with op.batch_alter_table('meetingpaper', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meetingpaper_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetingpaper_sha256'), ['sha256'], unique=False)

    op.create_table('movementreport',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('movement_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('said', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('percent BETWEEN 0 AND 100', name=op.f('ck_movementreport_percent_in_range')),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_movementreport_by')),
    sa.ForeignKeyConstraint(['movement_id'], ['movement.id'], name=op.f('fk_movementreport_movement_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_movementreport_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_movementreport'))
    )
    with op.batch_alter_table('movementreport', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_movementreport_movement_id'), ['movement_id'], unique=False)

    op.create_table('movementunit',
    sa.Column('movement_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('pledge', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_movementunit_by')),
    sa.ForeignKeyConstraint(['movement_id'], ['movement.id'], name=op.f('fk_movementunit_movement_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_movementunit_unit_id')),
    sa.PrimaryKeyConstraint('movement_id', 'unit_id', name=op.f('pk_movementunit'))
    )
    op.create_table('presence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('came_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('left_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_presence_by')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_presence_meeting_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_presence_person_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_presence_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_presence'))
    )
    with op.batch_alter_table('presence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_presence_meeting_id'), ['meeting_id'], unique=False)

    with op.batch_alter_table('emulationyear', schema=None) as batch_op:
        batch_op.add_column(sa.Column('planned_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tells', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('open', sa.Boolean(), server_default=sa.text('false'), nullable=False))
        batch_op.add_column(sa.Column('stale', sa.Boolean(), server_default=sa.text('false'), nullable=False))
        batch_op.create_index('ix_letter_open', ['person_id'], unique=False, sqlite_where=sa.text('open'), postgresql_where=sa.text('open'))
        batch_op.create_index('ix_letter_stale', ['id'], unique=False, sqlite_where=sa.text('stale'), postgresql_where=sa.text('stale'))

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('zone', sqlmodel.sql.sqltypes.AutoString(length=40), server_default='Asia/Ho_Chi_Minh', nullable=False))
        batch_op.add_column(sa.Column('quiet_from', sa.Integer(), server_default='21', nullable=False))
        batch_op.add_column(sa.Column('quiet_to', sa.Integer(), server_default='7', nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('quiet_to')
        batch_op.drop_column('quiet_from')
        batch_op.drop_column('zone')

    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.drop_index('ix_letter_stale', sqlite_where=sa.text('stale'), postgresql_where=sa.text('stale'))
        batch_op.drop_index('ix_letter_open', sqlite_where=sa.text('open'), postgresql_where=sa.text('open'))
        batch_op.drop_column('stale')
        batch_op.drop_column('open')
        batch_op.drop_column('tells')

    with op.batch_alter_table('emulationyear', schema=None) as batch_op:
        batch_op.drop_column('planned_at')

    with op.batch_alter_table('presence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_presence_meeting_id'))

    op.drop_table('presence')
    op.drop_table('movementunit')
    with op.batch_alter_table('movementreport', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_movementreport_movement_id'))

    op.drop_table('movementreport')
    with op.batch_alter_table('meetingpaper', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meetingpaper_sha256'))
        batch_op.drop_index(batch_op.f('ix_meetingpaper_meeting_id'))

    op.drop_table('meetingpaper')
    op.drop_table('invitee')
    op.drop_table('announcementunit')
    op.drop_table('announcementread')
    op.drop_table('stepdone')
    op.drop_table('reminderhold')
    with op.batch_alter_table('movement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_movement_cluster_id'))

    op.drop_table('movement')
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meeting_cluster_id'))

    op.drop_table('meeting')
    op.drop_table('laddersetting')
    op.drop_table('calendarstep')
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_announcement_sha256'))
        batch_op.drop_index(batch_op.f('ix_announcement_cluster_id'))

    op.drop_table('announcement')
    with op.batch_alter_table('alarm', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alarm_at'))

    op.drop_table('alarm')
