"""What residents find at the front: the catalogue, their own page, and about the site."""

from __future__ import annotations

from django.urls import path

from madoguchi.portal.views import application, catalogue, mine, sharing, site

app_name = "portal"

resident_urls = [
    path("", catalogue.home, name="home"),
    path("procedures/<slug:slug>/", catalogue.procedure, name="procedure"),
    path("p/<slug:slug>/", catalogue.short, name="short"),
    path("me/", mine.mine, name="mine"),
    path("me/messages/<int:message>/", mine.message, name="message"),
    path("applications/<str:reference>/", application.application, name="application"),
    path("applications/<str:reference>/correct/", application.correct, name="correct"),
    path("applications/<str:reference>/letter.pdf", application.letter, name="letter"),
    path("applications/<str:reference>/why/", application.why, name="why"),
    path("applications/<str:reference>/delivery/", application.delivery, name="delivery"),
    path("applications/<str:reference>/withdraw/", application.withdraw, name="withdraw"),
    path("applications/<str:reference>/share/", sharing.share, name="share"),
    path("applications/<str:reference>/share/<uuid:invitation_id>/end/", sharing.unshare, name="unshare"),
    path("invitations/<uuid:invitation_id>/<str:secret>/", sharing.invited, name="invited"),
    path("language/", site.language, name="language"),
    path("help/", site.help, name="help"),
    path("styleguide/", site.styleguide, name="styleguide"),
]
