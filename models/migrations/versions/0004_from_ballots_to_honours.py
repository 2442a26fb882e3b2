"""from ballots to honours

Revision: 0004, after 0003
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

# The record is only ever added to: the database itself refuses anything else.
_GUARDS = {
    "sqlite": (
        "CREATE TRIGGER record_not_changed BEFORE UPDATE ON recordentry"
        " BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END",
        "CREATE TRIGGER record_not_deleted BEFORE DELETE ON recordentry"
        " BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION record_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'the record is only added to'; END $$",
        "CREATE TRIGGER record_is_kept BEFORE UPDATE OR DELETE ON recordentry"
        " FOR EACH ROW EXECUTE FUNCTION record_is_kept()",
    ),
}


def upgrade() -> None:
    op.create_table('acknowledgement',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_acknowledgement_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'edition', name=op.f('pk_acknowledgement'))
    )
    op.create_table('handover',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('outgoing_id', sa.Integer(), nullable=False),
    sa.Column('incoming_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('outgoing_by', sa.Integer(), nullable=True),
    sa.Column('outgoing_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('incoming_by', sa.Integer(), nullable=True),
    sa.Column('incoming_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_handover_cluster_id')),
    sa.ForeignKeyConstraint(['incoming_by'], ['person.id'], name=op.f('fk_handover_incoming_by')),
    sa.ForeignKeyConstraint(['incoming_id'], ['unit.id'], name=op.f('fk_handover_incoming_id')),
    sa.ForeignKeyConstraint(['outgoing_by'], ['person.id'], name=op.f('fk_handover_outgoing_by')),
    sa.ForeignKeyConstraint(['outgoing_id'], ['unit.id'], name=op.f('fk_handover_outgoing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover')),
    sa.UniqueConstraint('cluster_id', 'year', name=op.f('uq_handover_cluster_id_year'))
    )
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handover_cluster_id'), ['cluster_id'], unique=False)

    op.create_table('honourquota',
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_honourquota_by')),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_honourquota_cluster_id')),
    sa.PrimaryKeyConstraint('cluster_id', 'year', 'code', name=op.f('pk_honourquota'))
    )
    op.create_table('issuedpaper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('subject', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('chain_head', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_issuedpaper_by')),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_issuedpaper_cluster_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issuedpaper')),
    sa.UniqueConstraint('cluster_id', 'subject', name=op.f('uq_issuedpaper_cluster_id_subject')),
    sa.UniqueConstraint('cluster_id', 'year', 'code', 'number', name=op.f('uq_issuedpaper_cluster_id_year_code_number'))
    )
    with op.batch_alter_table('issuedpaper', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_issuedpaper_cluster_id'), ['cluster_id'], unique=False)

    op.create_table('recordentry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_recordentry_cluster_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recordentry')),
    sa.UniqueConstraint('cluster_id', 'year', 'seq', name=op.f('uq_recordentry_cluster_id_year_seq'))
    )
    op.create_table('handoveritem',
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('given', sa.Boolean(), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_handoveritem_handover_id')),
    sa.PrimaryKeyConstraint('handover_id', 'code', name=op.f('pk_handoveritem'))
    )
    op.create_table('reviewsession',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('draft', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('openings', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('dropped_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_reviewsession_cluster_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_reviewsession_made_by')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_reviewsession_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reviewsession')),
    sa.UniqueConstraint('draft', name=op.f('uq_reviewsession_draft'))
    )
    with op.batch_alter_table('reviewsession', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reviewsession_cluster_id'), ['cluster_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_reviewsession_meeting_id'), ['meeting_id'], unique=False)

    op.create_table('motion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('score_table', 'honour', 'choice', 'ranking', 'head', 'deputy', 'document', 'question', name='motionkind', native_enum=False, length=20), nullable=False),
    sa.Column('form', sa.Enum('open', 'secret', 'paper', name='form', native_enum=False, length=20), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('subject', sa.JSON(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('follows_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('draft', 'open', 'closed', 'void', name='motionstate', native_enum=False, length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('opening', sa.Integer(), nullable=False),
    sa.Column('opened_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('closes_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('closed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('void_why', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('seal', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('public_key', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('manifest', sa.Text(), nullable=False),
    sa.Column('manifest_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_motion_cluster_id')),
    sa.ForeignKeyConstraint(['follows_id'], ['motion.id'], name=op.f('fk_motion_follows_id')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_motion_made_by')),
    sa.ForeignKeyConstraint(['session_id'], ['reviewsession.id'], name=op.f('fk_motion_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_motion'))
    )
    with op.batch_alter_table('motion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_motion_closes_at'), ['closes_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_motion_cluster_id'), ['cluster_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_motion_session_id'), ['session_id'], unique=False)

    op.create_table('substitute',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_substitute_by')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_substitute_person_id')),
    sa.ForeignKeyConstraint(['session_id'], ['reviewsession.id'], name=op.f('fk_substitute_session_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_substitute_unit_id')),
    sa.PrimaryKeyConstraint('session_id', 'unit_id', name=op.f('pk_substitute'))
    )
    op.create_table('ballot',
    sa.Column('motion_id', sa.Integer(), nullable=False),
    sa.Column('rid', sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
    sa.Column('marks', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['motion_id'], ['motion.id'], name=op.f('fk_ballot_motion_id')),
    sa.PrimaryKeyConstraint('motion_id', 'rid', name=op.f('pk_ballot'))
    )
    op.create_table('elector',
    sa.Column('motion_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('excluded', sa.Boolean(), nullable=False),
    sa.Column('present', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['motion_id'], ['motion.id'], name=op.f('fk_elector_motion_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_elector_person_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_elector_unit_id')),
    sa.PrimaryKeyConstraint('motion_id', 'unit_id', name=op.f('pk_elector'))
    )
    with op.batch_alter_table('elector', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_elector_person_id'), ['person_id'], unique=False)

    op.create_table('envelope',
    sa.Column('motion_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['motion_id'], ['motion.id'], name=op.f('fk_envelope_motion_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_envelope_unit_id')),
    sa.PrimaryKeyConstraint('motion_id', 'unit_id', name=op.f('pk_envelope'))
    )
    op.create_table('honourproposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cluster_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('period_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('vi', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('en', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('motion_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('proposed', 'forwarded', 'awarded', 'not_awarded', 'withdrawn', name='honourstate', native_enum=False, length=20), nullable=False),
    sa.Column('decision_no', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('decided_by', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('why', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_honourproposal_by')),
    sa.ForeignKeyConstraint(['cluster_id'], ['cluster.id'], name=op.f('fk_honourproposal_cluster_id')),
    sa.ForeignKeyConstraint(['motion_id'], ['motion.id'], name=op.f('fk_honourproposal_motion_id')),
    sa.ForeignKeyConstraint(['period_id'], ['period.id'], name=op.f('fk_honourproposal_period_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_honourproposal_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_honourproposal')),
    sa.UniqueConstraint('cluster_id', 'year', 'unit_id', 'code', name=op.f('uq_honourproposal_cluster_id_year_unit_id_code'))
    )
    with op.batch_alter_table('honourproposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_honourproposal_cluster_id'), ['cluster_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_honourproposal_unit_id'), ['unit_id'], unique=False)

    op.create_table('lotdraw',
    sa.Column('motion_id', sa.Integer(), nullable=False),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('committed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('commitment', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('drawn', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('drawn_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('confirmed_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_lotdraw_by')),
    sa.ForeignKeyConstraint(['confirmed_by'], ['person.id'], name=op.f('fk_lotdraw_confirmed_by')),
    sa.ForeignKeyConstraint(['motion_id'], ['motion.id'], name=op.f('fk_lotdraw_motion_id')),
    sa.PrimaryKeyConstraint('motion_id', name=op.f('pk_lotdraw'))
    )
    op.create_table('openvote',
    sa.Column('motion_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('marks', sa.JSON(), nullable=False),
    sa.Column('said', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('written', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('written_name', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.ForeignKeyConstraint(['motion_id'], ['motion.id'], name=op.f('fk_openvote_motion_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_openvote_person_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_openvote_unit_id')),
    sa.PrimaryKeyConstraint('motion_id', 'unit_id', name=op.f('pk_openvote'))
    )
    op.create_table('papercount',
    sa.Column('motion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('numbers', sa.JSON(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['motion_id'], ['motion.id'], name=op.f('fk_papercount_motion_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_papercount_person_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_papercount_unit_id')),
    sa.PrimaryKeyConstraint('motion_id', 'person_id', name=op.f('pk_papercount'))
    )
    op.create_table('turnout',
    sa.Column('motion_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.ForeignKeyConstraint(['motion_id'], ['motion.id'], name=op.f('fk_turnout_motion_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_turnout_unit_id')),
    sa.PrimaryKeyConstraint('motion_id', 'unit_id', name=op.f('pk_turnout'))
    )
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.add_column(sa.Column('cluster_id', sa.Integer(), nullable=True))
        batch_op.alter_column('person_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_foreign_key(batch_op.f('fk_letter_cluster_id'), 'cluster', ['cluster_id'], ['id'])

    with op.batch_alter_table('officeterm', schema=None) as batch_op:
        batch_op.add_column(sa.Column('motion_id', sa.Integer(), nullable=True))

    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)



def downgrade() -> None:
    op.execute("DELETE FROM letter WHERE person_id IS NULL")
    with op.batch_alter_table('officeterm', schema=None) as batch_op:
        batch_op.drop_column('motion_id')

    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_letter_cluster_id'), type_='foreignkey')
        batch_op.alter_column('person_id',
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.drop_column('cluster_id')

    op.drop_table('turnout')
    op.drop_table('papercount')
    op.drop_table('openvote')
    op.drop_table('lotdraw')
    with op.batch_alter_table('honourproposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_honourproposal_unit_id'))
        batch_op.drop_index(batch_op.f('ix_honourproposal_cluster_id'))

    op.drop_table('honourproposal')
    op.drop_table('envelope')
    with op.batch_alter_table('elector', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_elector_person_id'))

    op.drop_table('elector')
    op.drop_table('ballot')
    op.drop_table('substitute')
    with op.batch_alter_table('motion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_motion_session_id'))
        batch_op.drop_index(batch_op.f('ix_motion_cluster_id'))
        batch_op.drop_index(batch_op.f('ix_motion_closes_at'))

    op.drop_table('motion')
    with op.batch_alter_table('reviewsession', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reviewsession_meeting_id'))
        batch_op.drop_index(batch_op.f('ix_reviewsession_cluster_id'))

    op.drop_table('reviewsession')
    op.drop_table('handoveritem')
    op.drop_table('recordentry')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION record_is_kept()")
    with op.batch_alter_table('issuedpaper', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_issuedpaper_cluster_id'))

    op.drop_table('issuedpaper')
    op.drop_table('honourquota')
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handover_cluster_id'))

    op.drop_table('handover')
    op.drop_table('acknowledgement')
