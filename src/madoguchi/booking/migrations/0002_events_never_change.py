"""What happened to a reservation never changes, and goes only in a transaction that says it deletes by retention."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION booking_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('madoguchi.retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'what happened never changes' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER booking_event_sealed BEFORE UPDATE OR DELETE ON booking_reservationevent
    FOR EACH ROW EXECUTE FUNCTION booking_refuse_change();
"""

BACKWARD = """
DROP TRIGGER booking_event_sealed ON booking_reservationevent;
DROP FUNCTION booking_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0001_bookings")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
