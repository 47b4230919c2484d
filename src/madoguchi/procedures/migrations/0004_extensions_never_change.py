"""A later closing is a promise to residents: the database itself refuses to change or remove one."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION procedures_extension_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an extension that was announced never changes (% refused)', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER extension_never_changes BEFORE UPDATE OR DELETE ON procedures_extension
    FOR EACH ROW EXECUTE FUNCTION procedures_extension_never_changes();
CREATE TRIGGER extensions_never_vanish BEFORE TRUNCATE ON procedures_extension
    FOR EACH STATEMENT EXECUTE FUNCTION procedures_extension_never_changes();
"""

BACKWARD = """
DROP TRIGGER extensions_never_vanish ON procedures_extension;
DROP TRIGGER extension_never_changes ON procedures_extension;
DROP FUNCTION procedures_extension_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0003_extension")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
