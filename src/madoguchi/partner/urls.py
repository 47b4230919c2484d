"""Addresses of contractors, and of the officers who say what they may do."""

from django.urls import URLPattern, path

from madoguchi.partner.views import (
    centres,
    children,
    classes,
    clubs,
    colleagues,
    devices,
    enquiries,
    home,
    interviews,
    officer,
    seats,
    spots,
    today,
)

app_name = "partner"

officer_urls: list[URLPattern] = [
    path("partners/", officer.organisations, name="organisations"),
    path("partners/enquiries/", enquiries.asked, name="asked"),
    path("partners/enquiries/<uuid:enquiry_id>/", enquiries.answer, name="answer"),
    path("partners/<slug:code>/", officer.organisation, name="organisation"),
    path("partners/<slug:code>/members/", officer.register, name="register"),
    path("partners/places/<slug:place>/", officer.permits, name="permits"),
    path("partners/devices/<uuid:device_id>/<slug:act>/", officer.device, name="device_act"),
    path("partners/members/<str:number>/", officer.member, name="member"),
    path("partners/members/<str:number>/<slug:act>/", officer.act, name="member_act"),
]

partner_urls: list[URLPattern] = [
    path("", home.home, name="home"),
    path("places/<slug:place>/", clubs.roster, name="roster"),
    path("places/<slug:place>/today/", today.today, name="today"),
    path("places/<slug:place>/today/told/<uuid:notice_id>/", today.read, name="told_read"),
    path("places/<slug:place>/today/<str:reference>/", today.seen, name="notice_seen"),
    path("places/<slug:place>/days/", spots.ticked, name="spots"),
    path("places/<slug:place>/<slug:what>/", clubs.listed, name="listed"),
    path("places/<slug:place>/print/<slug:sheet>/", clubs.printed, name="printed"),
    path("children/<uuid:enrolment_id>/", children.child, name="child"),
    path("children/<uuid:enrolment_id>/<slug:act>/", children.act, name="child_act"),
    path("classes/<slug:code>/", classes.classes, name="classes"),
    path("classes/<slug:code>/print/", classes.printed, name="classes_print"),
    path("classes/<slug:code>/arrive/", classes.arrive, name="arrive"),
    path("classes/<slug:code>/notices/<uuid:notice_id>/", classes.confirm, name="class_notice_seen"),
    path("centres/<slug:place>/", centres.board, name="board"),
    path("centres/<slug:place>/find/", centres.find, name="find"),
    path("centres/<slug:place>/say/", centres.say_for, name="say_for"),
    path("centres/<slug:place>/guest/", centres.guest, name="guest"),
    path("centres/<slug:place>/evacuation/", centres.evacuation, name="evacuation"),
    path("centres/<slug:place>/poster/", centres.poster, name="poster"),
    path("here/", devices.here, name="here"),
    path("here/cover/", devices.cover, name="cover"),
    path("code/", devices.personal_code, name="personal_code"),
    path("devices/", devices.devices, name="devices"),
    path("devices/<uuid:device_id>/end/", devices.end, name="end_device"),
    path("enquiries/", enquiries.enquiries, name="enquiries"),
    path("enquiries/<uuid:enquiry_id>/", enquiries.enquiry, name="enquiry"),
    path("interviews/", interviews.times, name="interviews"),
    path("interviews/at/<slug:place>/", interviews.open_times, name="open_times"),
    path("interviews/<uuid:interview_id>/", interviews.interview, name="interview"),
    path("interviews/<uuid:interview_id>/close/", interviews.close, name="close_time"),
    path("checks/<str:reference>/", interviews.check, name="check"),
    path("seats/", seats.seats, name="seats"),
    path("seats/<int:seats_id>/sign/", seats.sign, name="sign"),
    path("colleagues/", colleagues.colleagues, name="colleagues"),
    path("colleagues/<str:number>/", colleagues.colleague, name="colleague"),
    path("colleagues/<str:number>/<slug:act>/", colleagues.act, name="colleague_act"),
]
