"""What residents find at the front: the catalogue, their own page, and about the site."""

from __future__ import annotations

from django.urls import path

from madoguchi.portal.views import application, catalogue, mine, site

app_name = "portal"

resident_urls = [
    path("", catalogue.home, name="home"),
    path("procedures/<slug:slug>/", catalogue.procedure, name="procedure"),
    path("me/", mine.mine, name="mine"),
    path("me/messages/<int:message>/", mine.message, name="message"),
    path("applications/<str:reference>/", application.application, name="application"),
    path("applications/<str:reference>/correct/", application.correct, name="correct"),
    path("applications/<str:reference>/letter.pdf", application.letter, name="letter"),
    path("applications/<str:reference>/delivery/", application.delivery, name="delivery"),
    path("applications/<str:reference>/withdraw/", application.withdraw, name="withdraw"),
    path("language/", site.language, name="language"),
    path("help/", site.help, name="help"),
    path("styleguide/", site.styleguide, name="styleguide"),
]
