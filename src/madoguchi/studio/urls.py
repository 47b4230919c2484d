"""Addresses of this room. Ids of procedures have no hyphen, so no page of ours can hide one."""

from django.urls import URLPattern, path

from madoguchi.studio.sheets import SHEETS
from madoguchi.studio.views import (
    building,
    chapters,
    conditions,
    editions,
    extending,
    guarding,
    manuals,
    officer,
    outside,
    owning,
    packing,
    preview,
    readings,
    starting,
    usage,
    values,
    wordings,
    workbooks,
)

app_name = "studio"

resident_urls: list[URLPattern] = []
officer_urls: list[URLPattern] = [
    path("readings/", readings.dictionary, name="readings"),
    path("procedures/", officer.listed, name="procedures"),
    path("procedures/import-document/", officer.take_in, name="take_in"),
    path("procedures/new/", starting.new, name="new"),
    path("procedures/new/empty/", starting.empty, name="start_empty"),
    path("procedures/new/built-in/<slug:key>/", starting.built_in, name="start_built_in"),
    path("procedures/new/copy/", starting.copies, name="start_copies"),
    path("procedures/new/list/", starting.listed, name="start_list"),
    path("procedures/new/workbook/", workbooks.take_in, name="take_in_workbook"),
    path("procedures/<slug:slug>/copy/", starting.copy, name="copy"),
    path("procedures/import-pack/", packing.hand_in, name="hand_in_pack"),
    path("procedures/import-pack/<uuid:pack_id>/", packing.arrived, name="arrived"),
    path("procedures/import-pack/<uuid:pack_id>/discard/", packing.discard, name="discard_pack"),
    path("procedures/<slug:slug>/pack/", packing.pack, name="pack"),
    path("procedures/<slug:slug>/pack/export/", packing.give, name="give_pack"),
    path("procedures/<slug:slug>/manual/", manuals.manual, name="manual"),
    path("procedures/<slug:slug>/manual/write/", manuals.write, name="write_manual"),
    path("procedures/<slug:slug>/", officer.procedure, name="procedure"),
    path("procedures/<slug:slug>/build/", building.build, name="build"),
    path("procedures/<slug:slug>/build/step/<slug:step_id>/", building.step, name="build_step"),
    path(
        "procedures/<slug:slug>/build/question/<slug:question_id>/", building.question, name="build_question"
    ),
    path("procedures/<slug:slug>/build/place/", building.place, name="build_place"),
    path("procedures/<slug:slug>/build/undo/", building.undo, name="build_undo"),
    path("procedures/<slug:slug>/build/redo/", building.redo, name="build_redo"),
    path("procedures/<slug:slug>/build/now/", building.now, name="build_now"),
    path("procedures/<slug:slug>/publish/", officer.publish, name="publish"),
    path("procedures/<slug:slug>/withdraw/", officer.withdraw, name="withdraw"),
    path("procedures/<slug:slug>/owner/", owning.owner, name="owner"),
    path("procedures/<slug:slug>/questions/", usage.questions, name="questions"),
    path("procedures/<slug:slug>/guard/", guarding.guard, name="guard"),
    path("procedures/<slug:slug>/guard/waive/", guarding.waive, name="waive"),
    path("procedures/<slug:slug>/guard/take-back/", guarding.take_back, name="take_back"),
    path("procedures/<slug:slug>/extend/", extending.extend, name="extend"),
    path("procedures/<slug:slug>/draft.xlsx", workbooks.take_out, name="draft_workbook"),
    path("procedures/<slug:slug>/v<int:version>.xlsx", workbooks.take_out, name="workbook"),
    path("procedures/<slug:slug>/draft.<slug:as_>", officer.take_out, name="take_out_draft"),
    path("procedures/<slug:slug>/v<int:version>.<slug:as_>", officer.take_out, name="take_out"),
    path("procedures/<slug:slug>/words/", wordings.wordings, name="words"),
    path("procedures/<slug:slug>/words/check/", wordings.check_words, name="words_check"),
    path("procedures/<slug:slug>/out/", outside.out, name="out"),
    path("procedures/<slug:slug>/out/<str:paper_name>", outside.printed, name="printed"),
    path(
        "procedures/<slug:slug>/build/opening/", chapters.chapter, {"name": "opening"}, name="build_opening"
    ),
    path(
        "procedures/<slug:slug>/build/messages/",
        chapters.chapter,
        {"name": "messages"},
        name="build_messages",
    ),
    path(
        "procedures/<slug:slug>/build/keeping/", chapters.chapter, {"name": "keeping"}, name="build_keeping"
    ),
    *(
        path(f"procedures/<slug:slug>/build/{name}/", chapters.chapter, {"name": name}, name=f"build_{name}")
        for name in SHEETS
    ),
    path("procedures/<slug:slug>/build/letters/<slug:letter>/", chapters.letter, name="build_letter"),
    path("procedures/<slug:slug>/build/letters/<slug:letter>/paper.pdf", chapters.paper, name="letter_paper"),
    path(
        "procedures/<slug:slug>/build/letters/<slug:letter>/page-<int:number>.png",
        chapters.paper_page,
        name="letter_page",
    ),
    path("procedures/<slug:slug>/condition/", conditions.condition, name="condition"),
    path("procedures/<slug:slug>/condition-text/", conditions.condition_text, name="condition_text"),
    path("procedures/<slug:slug>/value/", values.value, name="value"),
    path("procedures/<slug:slug>/next-year/", editions.next_year, name="next_year"),
    path("procedures/<slug:slug>/work-list/", editions.work_list, name="work_list"),
    path("procedures/<slug:slug>/preview/", preview.begin, name="preview"),
    path("procedures/<slug:slug>/preview/<slug:step_id>/", preview.step, name="preview_step"),
    path("procedures/<slug:slug>/preview-check/", preview.check, name="preview_check"),
    path("procedures/<slug:slug>/preview-check/keep/", preview.keep, name="preview_keep"),
]
