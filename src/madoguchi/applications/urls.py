"""Where residents write, file and follow, and where officers type what came on paper."""

from __future__ import annotations

from django.urls import path

from madoguchi.applications.views import officer, resident

app_name = "applications"

resident_urls = [
    path("procedures/<slug:slug>/start/", resident.start, name="start"),
    path("procedures/<slug:slug>/representative/", resident.represent, name="represent"),
    path("with-help/", resident.helped, name="helped"),
    path("procedures/<slug:slug>/blank.pdf", resident.blank_paper, name="blank"),
    path("drafts/<uuid:draft_id>/", resident.draft, name="draft"),
    path("drafts/<uuid:draft_id>/check/", resident.check_answers, name="check"),
    path("drafts/<uuid:draft_id>/submit/", resident.submit, name="submit"),
    path("drafts/<uuid:draft_id>/later/", resident.resume_later, name="later"),
    path("drafts/<uuid:draft_id>/discard/", resident.discard, name="discard"),
    path("drafts/<uuid:draft_id>/papers/<uuid:attachment_id>/", resident.paper, name="paper"),
    path("drafts/<uuid:draft_id>/steps/<slug:step_id>/", resident.step, name="step"),
    path("resume/<uuid:draft_id>/<str:secret>/", resident.resume, name="resume"),
    path("receipts/<str:reference>/", resident.receipt, name="receipt"),
    path("receipts/<str:reference>/receipt.pdf", resident.receipt_pdf, name="receipt_pdf"),
    path("inquiry/", resident.inquiry, name="inquiry"),
]

officer_urls = [
    path("entry/", officer.entries, name="entries"),
    path("entry/areas/", officer.areas, name="areas"),
    path("entry/blank/<slug:slug>.pdf", officer.blank_paper, name="desk_blank"),
    path("entry/help/<slug:slug>/", officer.help_code, name="help_code"),
    path("entry/new/<slug:slug>/", officer.begin, name="begin_entry"),
    path("entry/drafts/<uuid:draft_id>/", officer.type_in, name="entry"),
    path("entry/drafts/<uuid:draft_id>/discard/", officer.discard, name="discard_entry"),
    path(
        "entry/drafts/<uuid:draft_id>/papers/<uuid:attachment_id>/", officer.given_paper, name="entry_paper"
    ),
    path(
        "entry/drafts/<uuid:draft_id>/papers/<uuid:attachment_id>/<int:number>.jpg",
        officer.given_page,
        name="entry_page",
    ),
    path("entry/done/<str:reference>/", officer.entered, name="entered"),
    path("entry/done/<str:reference>/receipt.pdf", officer.entered_receipt, name="entered_receipt"),
    path("entry/compare/<str:reference>/", officer.compare, name="compare"),
    path("entry/compare/<str:reference>/confirm/", officer.confirm, name="confirm_entry"),
    path(
        "entry/compare/<str:reference>/papers/<uuid:attachment_id>/<int:number>.jpg",
        officer.scan_page,
        name="scan_page",
    ),
]
