"""What officers can do with documents, one family of verbs a file."""

from madoguchi.studio.actions.importing import Imported, import_document, record_export

__all__ = ["Imported", "import_document", "record_export"]
