"""Addresses that LINE and phones with LINE ask for, and those of officers who answer chats."""

from __future__ import annotations

from django.urls import URLPattern, path

from madoguchi.line.views import liff, officer, sign_in, webhook

app_name = "line"

resident_urls: list[URLPattern] = [
    path("line/", sign_in.account, name="account"),
    path("line/begin/", sign_in.begin, name="begin"),
    path("line/by-mail/", sign_in.by_mail, name="by_mail"),
    path("line/enter/", liff.enter, name="enter"),
    path("line/join/", sign_in.join, name="join"),
    path("line/let-go/", sign_in.let_go, name="let_go"),
    path("line/liff/", liff.liff, name="liff"),
    path("line/liff/<path:rest>", liff.liff, name="liff_page"),
    path("line/link/", sign_in.link, name="link"),
    path("line/mail/", sign_in.mail_too, name="mail_too"),
    path("line/sign-in/", sign_in.sign_in, name="sign_in"),
    path("line/signed-in/", sign_in.signed_in, name="signed_in"),
    path("line/unlink/", sign_in.unlink, name="unlink"),
    path("line/webhook/", webhook.webhook, name="webhook"),
]
officer_urls: list[URLPattern] = [
    path("chats/", officer.chats, name="chats"),
    path("chats/answers/", officer.answers, name="answers"),
    path("chats/answers/new/", officer.answer, name="new_answer"),
    path("chats/answers/<int:answer_id>/", officer.answer, name="answer"),
    path("chats/answers/<int:answer_id>/remove/", officer.remove_answer, name="remove_answer"),
    path("chats/<uuid:talk_id>/", officer.chat, name="chat"),
    path("chats/<uuid:talk_id>/pass/", officer.pass_to, name="pass_to"),
    path("chats/<uuid:talk_id>/take/", officer.take, name="take"),
    path("chats/<uuid:talk_id>/close/", officer.close, name="close"),
]
