"""A published version is what residents agreed to: the database itself refuses to change or remove one."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION procedures_version_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published procedure version never changes (% refused)', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER version_never_changes BEFORE UPDATE OR DELETE ON procedures_procedureversion
    FOR EACH ROW EXECUTE FUNCTION procedures_version_never_changes();
CREATE TRIGGER versions_never_vanish BEFORE TRUNCATE ON procedures_procedureversion
    FOR EACH STATEMENT EXECUTE FUNCTION procedures_version_never_changes();
"""

BACKWARD = """
DROP TRIGGER versions_never_vanish ON procedures_procedureversion;
DROP TRIGGER version_never_changes ON procedures_procedureversion;
DROP FUNCTION procedures_version_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
