"""Scans and corrections are only ever added; they go with their family, in a transaction that declares itself."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION checkin_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('madoguchi.retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'what a door heard never changes' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER checkin_scan_never_changes BEFORE UPDATE OR DELETE ON checkin_scan
    FOR EACH ROW EXECUTE FUNCTION checkin_refuse_change();
CREATE TRIGGER checkin_scan_never_emptied BEFORE TRUNCATE ON checkin_scan
    FOR EACH STATEMENT EXECUTE FUNCTION checkin_refuse_change();
CREATE TRIGGER checkin_correction_never_changes BEFORE UPDATE OR DELETE ON checkin_correction
    FOR EACH ROW EXECUTE FUNCTION checkin_refuse_change();
CREATE TRIGGER checkin_correction_never_emptied BEFORE TRUNCATE ON checkin_correction
    FOR EACH STATEMENT EXECUTE FUNCTION checkin_refuse_change();
"""

BACKWARD = """
DROP TRIGGER checkin_scan_never_changes ON checkin_scan;
DROP TRIGGER checkin_scan_never_emptied ON checkin_scan;
DROP TRIGGER checkin_correction_never_changes ON checkin_correction;
DROP TRIGGER checkin_correction_never_emptied ON checkin_correction;
DROP FUNCTION checkin_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("checkin", "0001_visits")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
