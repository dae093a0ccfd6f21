"""Addresses of the pages of `wellbeing`. A key stands for each record."""

from django.urls import URLPattern, URLResolver, path

from goldthread.web.wellbeing import feedback_pages, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("people/<str:person>/wellbeing/", pages.home, name="wellbeing-home"),
    path("people/<str:person>/wellbeing/rate/", pages.rate, name="wellbeing-rate"),
    path("people/<str:person>/wellbeing/questionnaire/", pages.score, name="wellbeing-score"),
    path("people/<str:person>/wellbeing/ask/", feedback_pages.ask, name="wellbeing-ask-for"),
    path("ratings/<str:key>/", pages.rating, name="wellbeing-rating"),
    path("questionnaires/", pages.register, name="wellbeing-register"),
    path("wellbeing/<slug:what>/<str:key>/in-error/", pages.void, name="wellbeing-void"),
    path("feedback/", feedback_pages.heard, name="wellbeing-heard"),
    path("feedback/<str:key>/answer/", feedback_pages.answer, name="wellbeing-answer"),
    path("feedback-asks/<str:key>/", feedback_pages.asked, name="wellbeing-ask"),
    path("feedback-asks/<str:key>/paper/", feedback_pages.paper, name="wellbeing-paper"),
    path("feedback-asks/<str:key>/enter/", feedback_pages.enter, name="wellbeing-enter"),
    path("feedback-asks/<str:key>/close/", feedback_pages.close, name="wellbeing-close"),
    path("say/thank-you/", feedback_pages.thanks, name="wellbeing-thanks"),
    path("say/<str:token>/", feedback_pages.give, name="wellbeing-give"),
]
