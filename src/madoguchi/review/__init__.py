"""What officers do with an application: queue, checklist, returns, decisions, letters."""
