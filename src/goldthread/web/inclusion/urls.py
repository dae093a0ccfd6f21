"""Addresses of the pages of `inclusion`. A key stands for each record."""

from django.urls import URLPattern, URLResolver, path

from goldthread.web.inclusion import pages, plan_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("people/<str:person>/inclusion/", pages.home, name="inclusion-home"),
    path("people/<str:person>/inclusion/measure/", pages.measure, name="inclusion-measure"),
    path("people/<str:person>/inclusion/activity/", pages.activity, name="inclusion-activity"),
    path("people/<str:person>/inclusion/contact/", pages.contact, name="inclusion-contact"),
    path("people/<str:person>/inclusion/plan/", plan_pages.agree, name="inclusion-agree"),
    path("graded-plans/<str:key>/", plan_pages.plan, name="inclusion-plan"),
    path("graded-plans/<str:key>/step/", plan_pages.add, name="inclusion-add"),
    path("graded-plans/<str:key>/review/", plan_pages.review, name="inclusion-review"),
    path("graded-plans/<str:key>/end/", plan_pages.end, name="inclusion-end"),
    path("graded-steps/<str:key>/", plan_pages.step, name="inclusion-step"),
    path("community-contacts/<str:key>/safe/", pages.judge, name="inclusion-judge"),
    path("community-contacts/<str:key>/live/", pages.confirm, name="inclusion-confirm"),
    path("inclusion/<slug:what>/<str:key>/in-error/", pages.void, name="inclusion-void"),
]
