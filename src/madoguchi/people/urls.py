"""Addresses of signing in, and of one's own account."""

from django.urls import URLPattern, path

from madoguchi.people.views import account, record, resident, sections, starting, transfers, two_steps

app_name = "people"

resident_urls: list[URLPattern] = [
    path("sign-in/", resident.sign_in, name="sign_in"),
    path("sign-in/code/", resident.code, name="code"),
    path("sign-out/", resident.sign_out, name="sign_out"),
]

officer_urls: list[URLPattern] = [
    path("sign-in/", two_steps.sign_in, name="desk_sign_in"),
    path("sign-in/first/", starting.first_password, name="first_password"),
    path("sign-in/second/", two_steps.second_step, name="second_step"),
    path("sign-in/enrol/", two_steps.enrol, name="enrol"),
    path("sign-in/enrol/qr.svg", two_steps.enrol_qr, name="enrol_qr"),
    path("sign-out/", two_steps.sign_out, name="desk_sign_out"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/recovery-codes/", account.recovery_codes, name="recovery_codes"),
    path("account/passkeys/", account.add_passkey, name="add_passkey"),
    path("account/factors/<int:factor_id>/remove/", account.remove_factor, name="remove_factor"),
    path("account/sign-ins/<uuid:sign_in_id>/end/", account.end_sign_in, name="end_sign_in"),
    path("record/", record.record, name="record"),
    path("transfers/", transfers.listed, name="transfers"),
    path("transfers/<uuid:plan_id>/", transfers.shown, name="transfer_plan"),
    path("transfers/<uuid:plan_id>/deputy/", transfers.deputise, name="transfer_deputy"),
    path("transfers/<uuid:plan_id>/paper/<str:number>/", starting.paper, name="start_paper"),
    path("transfers/<uuid:plan_id>/<slug:act>/", transfers.act, name="transfer_act"),
    path("transfers/sections/", sections.listed, name="sections"),
    path("transfers/sections/<slug:code>/end/", sections.end, name="section_end"),
    path("transfers/sections/<slug:code>/keep/", sections.keep, name="section_keep"),
]

partner_urls: list[URLPattern] = [
    path("sign-in/", two_steps.sign_in, name="partner_sign_in"),
    path("sign-in/first/", starting.first_password, name="partner_first_password"),
    path("sign-in/second/", two_steps.second_step, name="partner_second_step"),
    path("sign-in/enrol/", two_steps.enrol, name="partner_enrol"),
    path("sign-in/enrol/qr.svg", two_steps.enrol_qr, name="partner_enrol_qr"),
    path("sign-out/", two_steps.sign_out, name="partner_sign_out"),
    path("account/", account.account, name="partner_account"),
    path("account/password/", account.password, name="partner_password"),
    path("account/recovery-codes/", account.recovery_codes, name="partner_recovery_codes"),
    path("account/passkeys/", account.add_passkey, name="partner_add_passkey"),
    path("account/factors/<int:factor_id>/remove/", account.remove_factor, name="partner_remove_factor"),
    path("account/sign-ins/<uuid:sign_in_id>/end/", account.end_sign_in, name="partner_end_sign_in"),
]
