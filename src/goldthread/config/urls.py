"""Every address of the pages. None names a person: a key stands for them.

Codes of contracts and keys of records are a sender's own and may hold a slash.
"""

from django.urls import include, path

from goldthread.web import contracts, dictionary, indicators, records

urlpatterns = [
    path("", include("goldthread.web.access.urls")),
    path("", include("goldthread.web.day.urls")),
    path("", include("goldthread.web.people.urls")),
    path("", include("goldthread.web.contacts.urls")),
    path("", include("goldthread.web.housing.urls")),
    path("", include("goldthread.web.safety.urls")),
    path("", include("goldthread.web.employment.urls")),
    path("", include("goldthread.web.inclusion.urls")),
    path("", include("goldthread.web.wellbeing.urls")),
    path("", include("goldthread.web.local_indicators.urls")),
    path("", include("goldthread.web.contracting.urls")),
    path("", include("goldthread.web.scenario.urls")),
    path("contracts/", contracts.home, name="contracts"),
    path("contracts/<path:code>/", contracts.overview, name="contract"),
    path("indicators/", indicators.listed, name="indicators"),
    path("indicators/<str:code>/", indicators.shown, name="indicator"),
    path("indicators/<str:code>/figures.<str:form>", indicators.exported, name="figures"),
    path("indicators/<str:code>/records/", records.listed, name="records"),
    path("indicators/<str:code>/records.csv", records.exported, name="records-csv"),
    path("records/<str:table>/<path:record_id>/", records.shown, name="record"),
    path("data/", dictionary.tables, name="data"),
    path("data/<str:name>/", dictionary.table, name="table"),
    path("about/", dictionary.about, name="about"),
]
handler400 = "goldthread.web.refusing.misread"
handler404 = "goldthread.web.refusing.not_found"
handler429 = "goldthread.web.refusing.too_often"
handler500 = "goldthread.web.refusing.failed"
