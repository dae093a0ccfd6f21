"""Addresses of the pages of `safety`. A key stands for each record; nothing that was written is in them."""

from django.urls import URLPattern, URLResolver, path

from goldthread.web.safety import complaint_pages, concern_pages, hospital_pages, risk_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("safety/", risk_pages.register, name="safety-register"),
    path("safety/complaint/", complaint_pages.received_of_nobody, name="safety-complaint-of-nobody"),
    path("people/<str:person>/safety/", risk_pages.person, name="safety-person"),
    path("people/<str:person>/safety/plan/", risk_pages.plan, name="safety-plan"),
    path("people/<str:person>/safety/ward/", risk_pages.ward, name="safety-ward"),
    path("people/<str:person>/safety/decision/", risk_pages.decide, name="safety-decide"),
    path("people/<str:person>/safety/concern/", concern_pages.raised, name="safety-raise"),
    path("people/<str:person>/safety/incident/", concern_pages.happened, name="safety-happened"),
    path("people/<str:person>/safety/hospital/", hospital_pages.record, name="safety-record"),
    path("people/<str:person>/safety/complaint/", complaint_pages.received, name="safety-complaint-received"),
    path("risk-plans/<str:key>/", risk_pages.plan_words, name="safety-plan-words"),
    path("risk-plans/<str:key>/end/", risk_pages.ward_end, name="safety-ward-end"),
    path("risk-decisions/<str:key>/", risk_pages.review, name="safety-review"),
    path("concerns/<str:key>/", concern_pages.concern, name="safety-concern"),
    path("concerns/<str:key>/safe/", concern_pages.safe, name="safety-safe"),
    path("concerns/<str:key>/refer/", concern_pages.refer, name="safety-refer"),
    path("concerns/<str:key>/close/", concern_pages.close, name="safety-close"),
    path("incidents/<str:key>/", concern_pages.incident, name="safety-incident"),
    path("incidents/<str:key>/learn/", concern_pages.reviewed, name="safety-learn"),
    path("notifications/<str:key>/", concern_pages.tell, name="safety-tell"),
    path("safety/<slug:what>/<str:key>/tell/", concern_pages.notify, name="safety-notify"),
    path("safety/<slug:what>/<str:key>/in-error/", risk_pages.void, name="safety-void"),
    path("stays/<str:key>/", hospital_pages.stay, name="safety-stay"),
    path("stays/<str:key>/housing/", hospital_pages.housing, name="safety-housing"),
    path("stays/<str:key>/blocked/", hospital_pages.block, name="safety-block"),
    path("stays/<str:key>/cleared/", hospital_pages.unblock, name="safety-unblock"),
    path("stays/<str:key>/discharge/", hospital_pages.discharge, name="safety-discharge"),
    path("stays/<str:key>/back/", hospital_pages.back, name="safety-back"),
    path("complaints/<str:key>/", complaint_pages.complaint, name="safety-complaint"),
    path("complaints/<str:key>/first-word/", complaint_pages.acknowledge, name="safety-acknowledge"),
    path("complaints/<str:key>/answer/", complaint_pages.answer, name="safety-answer"),
]
