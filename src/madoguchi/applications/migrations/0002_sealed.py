"""Sealed answers never change, and go only in a transaction that says it deletes by retention."""

from django.db import migrations

FORWARD = """
-- six digits in a receipt number, so the line starts over after a million
CREATE SEQUENCE applications_receipt MAXVALUE 999999 CYCLE;

CREATE FUNCTION applications_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('madoguchi.retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'sealed answers never change' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER applications_answerset_sealed BEFORE UPDATE OR DELETE ON applications_answerset
    FOR EACH ROW EXECUTE FUNCTION applications_refuse_change();
CREATE TRIGGER applications_sealedanswer_sealed BEFORE UPDATE OR DELETE ON applications_sealedanswer
    FOR EACH ROW EXECUTE FUNCTION applications_refuse_change();
"""

BACKWARD = """
DROP TRIGGER applications_answerset_sealed ON applications_answerset;
DROP TRIGGER applications_sealedanswer_sealed ON applications_sealedanswer;
DROP FUNCTION applications_refuse_change();
DROP SEQUENCE applications_receipt;
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
