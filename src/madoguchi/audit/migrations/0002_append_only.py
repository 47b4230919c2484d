"""Lines and seals are only ever added, and each new line waits to be sealed."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record never changes (% of %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_line_never_changes BEFORE UPDATE OR DELETE ON audit_line
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_line_never_emptied BEFORE TRUNCATE ON audit_line
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seal_never_changes BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seal_never_emptied BEFORE TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

CREATE FUNCTION audit_line_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_waitingline (line_id) SELECT id FROM added;
    RETURN NULL;
END $$;

CREATE TRIGGER audit_line_waits AFTER INSERT ON audit_line
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_line_waits();
"""

BACKWARD = """
DROP TRIGGER audit_line_never_changes ON audit_line;
DROP TRIGGER audit_line_never_emptied ON audit_line;
DROP TRIGGER audit_seal_never_changes ON audit_seal;
DROP TRIGGER audit_seal_never_emptied ON audit_seal;
DROP TRIGGER audit_line_waits ON audit_line;
DROP FUNCTION audit_refuse_change();
DROP FUNCTION audit_line_waits();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
