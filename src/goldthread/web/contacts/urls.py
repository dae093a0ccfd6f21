"""Addresses of the pages of `contacts`. None names a person: a key stands for them."""

from django.urls import URLPattern, URLResolver, path

from goldthread.web.contacts import listing, record, shifts, stepping

urlpatterns: list[URLPattern | URLResolver] = [
    path("contacts/new/", record.choose, name="contacts-choose"),
    path("contacts/group/", shifts.group, name="contacts-group"),
    path("contacts/send/", record.send, name="contacts-send"),
    path("contacts/draft/", record.draft, name="contacts-draft"),
    path("contacts/unsent/", record.unsent, name="contacts-unsent"),
    path("contacts/<slug:key>/", listing.shown, name="contacts-one"),
    path("contacts/<slug:key>/correct/", listing.correct, name="contacts-correct"),
    path("contacts/<slug:key>/take-out/", listing.take_out, name="contacts-void"),
    path("people/<slug:person>/contact/", record.record, name="contacts-record"),
    path("people/<slug:person>/contacts/", listing.listed, name="contacts-person"),
    path("people/<slug:person>/step-up/", stepping.open_step_up, name="contacts-open-step-up"),
    path("step-ups/<slug:key>/", stepping.step_up, name="contacts-step-up"),
    path("warnings/<slug:key>/", stepping.warning, name="contacts-warning"),
    path("welfare-checks/<slug:key>/", stepping.welfare_check, name="contacts-welfare"),
    path("handovers/", shifts.handovers, name="contacts-handovers"),
    path("handovers/<slug:key>/read/", shifts.read, name="contacts-read-handover"),
    path("capture-worker.js", record.worker_script, name="contacts-worker"),
]
