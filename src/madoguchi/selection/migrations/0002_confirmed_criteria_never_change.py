"""Criteria that were confirmed decide about children: the database itself refuses to change or remove them."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION selection_criteria_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'confirmed criteria never change (% refused)', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER criteria_never_change BEFORE UPDATE OR DELETE ON selection_criteriaedition
    FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL) EXECUTE FUNCTION selection_criteria_never_change();
"""

BACKWARD = """
DROP TRIGGER criteria_never_change ON selection_criteriaedition;
DROP FUNCTION selection_criteria_never_change();
"""


class Migration(migrations.Migration):
    dependencies = [("selection", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
