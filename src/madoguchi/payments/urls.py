"""Addresses of this room. Nobody's name, class or amount ever stands in one."""

from django.urls import path

from madoguchi.payments.views import charges, files, reductions, resident, tables

app_name = "payments"

resident_urls = [path("my/charges/", resident.charges, name="mine")]
officer_urls = [
    path("charges/", charges.months, name="months"),
    path("charges/charge/", charges.charge, name="charge_month"),
    path("charges/months/<uuid:charge_run_id>/", charges.month, name="month"),
    path("charges/months/<uuid:charge_run_id>/file/", files.produce, name="produce"),
    path("charges/files/<uuid:charge_file_id>/", files.file, name="file"),
    path("charges/one/<str:charge_number>/", charges.one, name="charge"),
    path("charges/results/", files.results, name="results"),
    path("charges/results/<uuid:result_file_id>/", files.result, name="result"),
    path("charges/reductions/<str:charge_number>/", reductions.grant, name="reduce"),
    path("charges/reductions/<int:reduction_id>/end/", reductions.end, name="end_reduction"),
    path("charges/tables/", tables.tables, name="tables"),
]
