"""The officers' front page."""

from django.urls import URLPattern, path

from madoguchi.desk.views import colleagues, handover, home

app_name = "desk"

resident_urls: list[URLPattern] = []
officer_urls: list[URLPattern] = [
    path("", home.home, name="home"),
    path("for-officers/", colleagues.for_officers, name="for_officers"),
    path("handover/", handover.mine, name="handover"),
    path("handover/<str:number>/", handover.of_officer, name="handover_of"),
    path("handover/<str:number>/mark/", handover.hand_over, name="hand_over"),
]
