"""What a run came to decides about children: the database itself refuses to change or remove it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION selection_runs_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a run that was calculated never changes (% refused)', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER runs_never_change BEFORE UPDATE ON selection_run
    FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION selection_runs_never_change();
CREATE TRIGGER real_runs_stay BEFORE DELETE ON selection_run
    FOR EACH ROW WHEN (OLD.kind = 'real') EXECUTE FUNCTION selection_runs_never_change();

-- what a run says of a child goes with its application, by retention, or with its rehearsal
CREATE FUNCTION selection_placements_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND (
        current_setting('madoguchi.retention', true) = 'on'
        OR NOT EXISTS (SELECT FROM selection_run WHERE id = OLD.run_id AND kind = 'real')
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a placement never changes (% refused)', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER placements_never_change BEFORE UPDATE OR DELETE ON selection_placement
    FOR EACH ROW EXECUTE FUNCTION selection_placements_never_change();
"""

BACKWARD = """
DROP TRIGGER placements_never_change ON selection_placement;
DROP FUNCTION selection_placements_never_change();
DROP TRIGGER real_runs_stay ON selection_run;
DROP TRIGGER runs_never_change ON selection_run;
DROP FUNCTION selection_runs_never_change();
"""


class Migration(migrations.Migration):
    dependencies = [("selection", "0003_runs")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
