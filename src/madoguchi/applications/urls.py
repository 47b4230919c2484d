"""Where residents write, file and follow."""

from __future__ import annotations

from django.urls import path

from madoguchi.applications.views import resident

app_name = "applications"

resident_urls = [
    path("procedures/<slug:slug>/start/", resident.start, name="start"),
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
