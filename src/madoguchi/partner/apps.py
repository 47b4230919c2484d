from django.apps import AppConfig


class PartnerConfig(AppConfig):
    name = "madoguchi.partner"
    label = "partner"
