"""supervision

Inspections and their circulars, reminders and the papers that follow them, progress reports, results from outside.
"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0035"
branch_labels = None
depends_on = None

PROTECTED = ("circular", "progress_report_entry")  # what was issued, what was done

def upgrade():
    op.create_table('inspection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('period_from', sa.Date(), nullable=False),
    sa.Column('period_to', sa.Date(), nullable=False),
    sa.Column('areas', sa.JSON(), nullable=False),
    sa.Column('indicators', sa.JSON(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('reply_by', sa.Date(), nullable=True),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.Column('opened_by_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['opened_by_id'], ['user.id'], name=op.f('fk_inspection_opened_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection'))
    )
    op.create_index(op.f('ix_inspection_year_id'), 'inspection', ['year', 'id'], unique=False)
    op.create_table('progress_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('requests', sa.JSON(), nullable=False),
    sa.Column('drafted', sa.JSON(), nullable=False),
    sa.Column('added', sa.JSON(), nullable=False),
    sa.Column('document_number', sa.String(length=40), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('approved_on', sa.Date(), nullable=True),
    sa.Column('submitted_on', sa.Date(), nullable=True),
    sa.Column('accepted_on', sa.Date(), nullable=True),
    sa.Column('returns', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['approved_by_id'], ['user.id'], name=op.f('fk_progress_report_approved_by_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_progress_report_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_progress_report'))
    )
    op.create_index(op.f('ix_progress_report_unit_id'), 'progress_report', ['unit_id'], unique=False)
    op.create_index(op.f('ix_progress_report_year_unit_id'), 'progress_report', ['year', 'unit_id'], unique=True)
    op.create_table('reminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('light', sa.String(length=32), nullable=False),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_by_id', sa.Integer(), nullable=True),
    sa.Column('settled_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['acknowledged_by_id'], ['user.id'], name=op.f('fk_reminder_acknowledged_by_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_reminder_task_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_reminder_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder'))
    )
    op.create_index(op.f('ix_reminder_on_id'), 'reminder', ['on', 'id'], unique=False)
    op.create_index(op.f('ix_reminder_unit_id_acknowledged_at_settled_on'), 'reminder', ['unit_id', 'acknowledged_at', 'settled_on'], unique=False)
    op.create_index(op.f('ix_reminder_unit_id_kind_record_id_on'), 'reminder', ['unit_id', 'kind', 'record_id', 'on'], unique=True)
    op.create_table('reminder_address',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_reminder_address_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_reminder_address'))
    )
    op.create_table('reminder_mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('error', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_reminder_mail_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_mail'))
    )
    op.create_index(op.f('ix_reminder_mail_on'), 'reminder_mail', ['on'], unique=False)
    op.create_index(op.f('ix_reminder_mail_user_id_on'), 'reminder_mail', ['user_id', 'on'], unique=True)
    op.create_table('reminder_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('yellow_workdays', sa.Integer(), nullable=False),
    sa.Column('repeat_workdays', sa.Integer(), nullable=False),
    sa.Column('reminder_workdays', sa.Integer(), nullable=False),
    sa.Column('urging_workdays', sa.Integer(), nullable=False),
    sa.Column('supervision_workdays', sa.Integer(), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['set_by_id'], ['user.id'], name=op.f('fk_reminder_rule_set_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_rule')),
    sa.UniqueConstraint('valid_from', name=op.f('uq_reminder_rule_valid_from'))
    )
    op.create_table('report_call',
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['set_by_id'], ['user.id'], name=op.f('fk_report_call_set_by_id')),
    sa.PrimaryKeyConstraint('year', name=op.f('pk_report_call'))
    )
    op.create_table('circular',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('document_number', sa.String(length=40), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('signed_by', sa.String(length=40), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('stored_file_id', sa.Integer(), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_circular_inspection_id')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['user.id'], name=op.f('fk_circular_issued_by_id')),
    sa.ForeignKeyConstraint(['stored_file_id'], ['stored_file.id'], name=op.f('fk_circular_stored_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_circular')),
    sa.UniqueConstraint('document_number', name=op.f('uq_circular_document_number')),
    sa.UniqueConstraint('inspection_id', name=op.f('uq_circular_inspection_id'))
    )
    op.create_table('inspection_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['checked_by_id'], ['user.id'], name=op.f('fk_inspection_item_checked_by_id')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_inspection_item_inspection_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_inspection_item_task_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_inspection_item_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_item'))
    )
    op.create_index(op.f('ix_inspection_item_inspection_id_unit_id_task_id'), 'inspection_item', ['inspection_id', 'unit_id', 'task_id'], unique=True)
    op.create_index(op.f('ix_inspection_item_task_id'), 'inspection_item', ['task_id'], unique=False)
    op.create_index(op.f('ix_inspection_item_unit_id'), 'inspection_item', ['unit_id'], unique=False)
    op.create_table('inspection_unit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('pool', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_inspection_unit_inspection_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_inspection_unit_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_unit'))
    )
    op.create_index(op.f('ix_inspection_unit_inspection_id_unit_id'), 'inspection_unit', ['inspection_id', 'unit_id'], unique=True)
    op.create_index(op.f('ix_inspection_unit_unit_id'), 'inspection_unit', ['unit_id'], unique=False)
    op.create_table('outside_result',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('assessor', sa.String(length=80), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('full', sa.Integer(), nullable=False),
    sa.Column('grade', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('stored_file_id', sa.Integer(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('void_reason', sa.String(length=200), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user.id'], name=op.f('fk_outside_result_recorded_by_id')),
    sa.ForeignKeyConstraint(['stored_file_id'], ['stored_file.id'], name=op.f('fk_outside_result_stored_file_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_outside_result_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outside_result'))
    )
    op.create_index(op.f('ix_outside_result_unit_id'), 'outside_result', ['unit_id'], unique=False)
    op.create_index(op.f('ix_outside_result_year_unit_id_id'), 'outside_result', ['year', 'unit_id', 'id'], unique=False)
    op.create_table('paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=32), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('previous_id', sa.Integer(), nullable=True),
    sa.Column('matters', sa.JSON(), nullable=False),
    sa.Column('requirement', sa.Text(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('answer_by', sa.Date(), nullable=False),
    sa.Column('signed_by', sa.String(length=40), nullable=False),
    sa.Column('stored_file_id', sa.Integer(), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_by_id', sa.Integer(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user.id'], name=op.f('fk_paper_answered_by_id')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['user.id'], name=op.f('fk_paper_issued_by_id')),
    sa.ForeignKeyConstraint(['previous_id'], ['paper.id'], name=op.f('fk_paper_previous_id')),
    sa.ForeignKeyConstraint(['received_by_id'], ['user.id'], name=op.f('fk_paper_received_by_id')),
    sa.ForeignKeyConstraint(['stored_file_id'], ['stored_file.id'], name=op.f('fk_paper_stored_file_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_paper_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper')),
    sa.UniqueConstraint('previous_id', name=op.f('uq_paper_previous_id'))
    )
    op.create_index(op.f('ix_paper_step_year_serial'), 'paper', ['step', 'year', 'serial'], unique=True)
    op.create_index(op.f('ix_paper_unit_id_id'), 'paper', ['unit_id', 'id'], unique=False)
    op.create_table('progress_report_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_progress_report_entry_by_id')),
    sa.ForeignKeyConstraint(['report_id'], ['progress_report.id'], name=op.f('fk_progress_report_entry_report_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_progress_report_entry'))
    )
    op.create_index(op.f('ix_progress_report_entry_report_id'), 'progress_report_entry', ['report_id'], unique=False)
    op.create_table('finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('indicator', sa.String(length=32), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=400), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('found_by_id', sa.Integer(), nullable=True),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reply_kind', sa.String(length=32), nullable=True),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('reply_address', sa.String(length=400), nullable=False),
    sa.Column('replied_by_id', sa.Integer(), nullable=True),
    sa.Column('replied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user.id'], name=op.f('fk_finding_answered_by_id')),
    sa.ForeignKeyConstraint(['found_by_id'], ['user.id'], name=op.f('fk_finding_found_by_id')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_finding_inspection_id')),
    sa.ForeignKeyConstraint(['item_id'], ['inspection_item.id'], name=op.f('fk_finding_item_id')),
    sa.ForeignKeyConstraint(['replied_by_id'], ['user.id'], name=op.f('fk_finding_replied_by_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_finding_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding'))
    )
    op.create_index(op.f('ix_finding_inspection_id'), 'finding', ['inspection_id'], unique=False)
    op.create_index(op.f('ix_finding_item_id'), 'finding', ['item_id'], unique=False)
    op.create_index(op.f('ix_finding_unit_id'), 'finding', ['unit_id'], unique=False)
    op.create_table('finding_evidence',
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('stored_file_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_finding_evidence_finding_id')),
    sa.ForeignKeyConstraint(['stored_file_id'], ['stored_file.id'], name=op.f('fk_finding_evidence_stored_file_id')),
    sa.PrimaryKeyConstraint('finding_id', 'stored_file_id', name=op.f('pk_finding_evidence'))
    )
    op.create_table('finding_reply_evidence',
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('stored_file_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_finding_reply_evidence_finding_id')),
    sa.ForeignKeyConstraint(['stored_file_id'], ['stored_file.id'], name=op.f('fk_finding_reply_evidence_stored_file_id')),
    sa.PrimaryKeyConstraint('finding_id', 'stored_file_id', name=op.f('pk_finding_reply_evidence'))
    )
    for table in PROTECTED:
        protect(table)


def protect(table):
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade():
    op.drop_table('finding_reply_evidence')
    op.drop_table('finding_evidence')
    op.drop_table('finding')
    op.drop_table('progress_report_entry')
    op.drop_table('paper')
    op.drop_table('outside_result')
    op.drop_table('inspection_unit')
    op.drop_table('inspection_item')
    op.drop_table('circular')
    op.drop_table('report_call')
    op.drop_table('reminder_rule')
    op.drop_table('reminder_mail')
    op.drop_table('reminder_address')
    op.drop_table('reminder')
    op.drop_table('progress_report')
    op.drop_table('inspection')
