"""Addresses of specifications. No code of a contract begins with a dash, so "-" is never one."""

from django.urls import URLPattern, URLResolver, path

from goldthread.web.contracting import deciding, drafts, reading, steps

_OF = "specifications/<str:code>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("specifications/", reading.listed, name="contracting-list"),
    path("specifications/-/begin/", steps.begin, name="contracting-begin"),
    path("specifications/-/import/", deciding.brought, name="contracting-import"),
    path(_OF, reading.one, name="contracting-one"),
    path(f"{_OF}clocks/<str:name>/", reading.clock, name="contracting-clock"),
    path(f"{_OF}compare/", reading.compared, name="contracting-compare"),
    path(f"{_OF}versions/<int:number>/", reading.version, name="contracting-version"),
    path(f"{_OF}versions/<int:number>.toml", reading.written, name="contracting-file"),
    path(f"{_OF}next/", deciding.begin_next, name="contracting-next"),
    path(f"{_OF}draft/", deciding.draft, name="contracting-draft"),
    path(f"{_OF}draft/steps/<str:name>/", steps.step, name="contracting-step"),
    path(f"{_OF}draft/<str:slug>/", drafts.section, name="contracting-section"),
    path(f"{_OF}draft/<str:part>/<str:place>/", drafts.part, name="contracting-part"),
    path(f"{_OF}draft/<str:part>/<str:place>/take-out/", drafts.take_out, name="contracting-take-out"),
    path(f"{_OF}propose/", deciding.propose, name="contracting-propose"),
    path(f"{_OF}proposal/", deciding.proposal, name="contracting-proposal"),
    path(f"{_OF}agree/", deciding.agree, name="contracting-agree"),
    path(f"{_OF}send-back/", deciding.send_back, name="contracting-send-back"),
    path(f"{_OF}withdraw/", deciding.withdraw, name="contracting-withdraw"),
]
