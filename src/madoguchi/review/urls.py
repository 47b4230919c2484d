"""Addresses of this room, by entrance."""

from django.urls import URLPattern, path

from madoguchi.review.views import (
    application,
    batches,
    contacts,
    deciding,
    families,
    inquiry_code,
    letters,
    mailing,
    phoning,
    proposals,
    protecting,
    queue,
    releases,
    returning,
    routes,
)

app_name = "review"

resident_urls: list[URLPattern] = []
officer_urls: list[URLPattern] = [
    path("applications/", queue.queue, name="queue"),
    path("applications/export/<slug:kind>/", queue.export, name="export"),
    path("applications/together/", batches.choose, name="batch_new"),
    path("applications/together/start/", batches.start, name="batch_start"),
    path("batches/<uuid:batch_id>/", batches.batch, name="batch"),
    path("applications/<str:reference>/", application.application, name="application"),
    path("applications/<str:reference>/accept/", application.accept, name="accept"),
    path("applications/<str:reference>/marks/", application.mark, name="mark"),
    path("applications/<str:reference>/notes/", application.note, name="note"),
    path("applications/<str:reference>/withdraw/", application.withdraw, name="withdraw"),
    path("applications/<str:reference>/papers/<uuid:paper>/", application.paper_file, name="paper"),
    path(
        "applications/<str:reference>/papers/<uuid:paper>/<int:number>.jpg",
        application.paper_page,
        name="paper_page",
    ),
    path(
        "applications/<str:reference>/papers/<uuid:paper>/cells/", application.paper_cells, name="paper_cells"
    ),
    path("applications/<str:reference>/inquiry-code/", inquiry_code.inquiry_code, name="inquiry_code"),
    path("applications/<str:reference>/return/", returning.return_for_correction, name="return"),
    path("applications/<str:reference>/decide/", deciding.decide, name="decide"),
    path("applications/<str:reference>/decide/letter.pdf", deciding.preview, name="preview"),
    path(
        "applications/<str:reference>/proposal/letter.pdf", deciding.proposed_letter, name="proposed_letter"
    ),
    path("applications/<str:reference>/approve/", deciding.approve, name="approve"),
    path("applications/<str:reference>/send-back/", deciding.send_back, name="send_back"),
    path("applications/<str:reference>/protection/", protecting.protection, name="protection"),
    path("applications/<str:reference>/unveil/", protecting.unveil, name="unveil"),
    path("applications/<str:reference>/alike/<int:pair_id>/", families.say_alike, name="say_alike"),
    path(
        "applications/<str:reference>/guardians/<uuid:invitation_id>/let-in/",
        families.let_in,
        name="let_in",
    ),
    path(
        "applications/<str:reference>/guardians/<uuid:invitation_id>/keep-out/",
        families.keep_out,
        name="keep_out",
    ),
    path("families/", families.families, name="families"),
    path("protected/", protecting.protected, name="protected"),
    path("protected/officers/<int:post_id>/", protecting.permit, name="permit"),
    path("phone/", phoning.phone, name="phone"),
    path("phone/note/", phoning.phone_note_alone, name="phone_note_alone"),
    path("phone/notes/<int:note_id>/done/", phoning.phone_note_done, name="phone_note_done"),
    path("phone/<str:reference>/", phoning.phone_note, name="phone_note"),
    path("contacts/", contacts.contacts_list, name="contacts"),
    path("contacts/<uuid:call>/", contacts.contact, name="contact"),
    path("contacts/<uuid:call>/told/", contacts.told, name="contact_told"),
    path("contacts/<uuid:call>/not-reached/", contacts.not_reached, name="contact_not_reached"),
    path("proposals/", proposals.list_proposals, name="proposals"),
    path("proposals/<uuid:proposal_id>/", proposals.proposal, name="proposal"),
    path("proposals/<uuid:proposal_id>/proposal.pdf", proposals.circular_pdf, name="circular"),
    path(
        "proposals/<uuid:proposal_id>/leave-out/<str:reference>/",
        proposals.take_out,
        name="proposal_take_out",
    ),
    path("proposals/<uuid:proposal_id>/<slug:act>/", proposals.act, name="proposal_act"),
    path("releases/", releases.releases, name="releases"),
    path("releases/<uuid:release_id>/", releases.release, name="release"),
    path("releases/<uuid:release_id>/move/", releases.move, name="release_move"),
    path("releases/<uuid:release_id>/now/", releases.release_now, name="release_now"),
    path("routes/", routes.routes, name="routes"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<uuid:letter_id>/again/", letters.again, name="letter_again"),
    path("letters/<uuid:letter_id>/letter.pdf", letters.letter, name="letter"),
    path("letters/<uuid:letter_id>/characters/", letters.substitute, name="substitute"),
    path("letters/<uuid:letter_id>/posted/", mailing.posted, name="posted"),
    path("letters/<uuid:letter_id>/on-paper/", mailing.on_paper_again, name="on_paper_again"),
    path("letters/to-post/", mailing.to_post, name="to_post"),
    path("letters/to-post/start/", mailing.start, name="mailing_start"),
    path("mailings/<uuid:mailing_id>/", mailing.mailing, name="mailing"),
    path("mailings/<uuid:mailing_id>/letters.pdf", mailing.mailing_pdf, name="mailing_pdf"),
    path("mailings/<uuid:mailing_id>/posted/", mailing.mailing_posted, name="mailing_posted"),
]
