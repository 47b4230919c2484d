from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "madoguchi.config"
    label = "config"

    def ready(self) -> None:
        from madoguchi.config import checks, wiring  # noqa: F401

        wiring.connect()
