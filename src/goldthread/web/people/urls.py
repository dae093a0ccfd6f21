"""Addresses of the pages of `people`. A key stands for a person; nothing that is searched for is in them."""

from django.urls import URLPattern, URLResolver, path

from goldthread.web.people import (
    consent_pages,
    front_pages,
    pages,
    plan_pages,
    support_pages,
    waiting_pages,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("people/", pages.caseload, name="people-list"),
    path("people/add/", pages.add, name="people-add"),
    path("people/<str:key>/", pages.person, name="people-person"),
    path("people/<str:key>/details/", pages.change, name="people-change"),
    path("people/<str:key>/needs/", pages.needs, name="people-needs"),
    path("people/<str:key>/risk/", pages.risk, name="people-risk"),
    path("people/<str:key>/looks/", pages.looks, name="people-looks"),
    path("people/<str:key>/support/", support_pages.listed, name="people-support"),
    path("people/<str:key>/refer/", support_pages.refer, name="people-refer"),
    path("people/<str:key>/start/", support_pages.start, name="people-start"),
    path("people/<str:key>/plan/", plan_pages.shown, name="people-plan"),
    path("people/<str:key>/plan/agree/", plan_pages.agree, name="people-plan-agree"),
    path("people/<str:key>/consent/", consent_pages.consent, name="people-consent"),
    path("people/<str:key>/share/", consent_pages.sharing, name="people-share"),
    path("people/<str:key>/hand-over/", consent_pages.hand_over, name="people-hand-over"),
    path("supports/<str:key>/stage/", support_pages.stage, name="people-stage"),
    path("supports/<str:key>/worker/", support_pages.worker, name="people-worker"),
    path("supports/<str:key>/extend/", support_pages.extend, name="people-extend"),
    path("supports/<str:key>/interest/", support_pages.interest, name="people-interest"),
    path("supports/<str:key>/end/", support_pages.end, name="people-end"),
    path("plans/<str:key>/review/", plan_pages.review, name="people-plan-review"),
    path("plans/<str:key>/print/", plan_pages.printed, name="people-plan-print"),
    path("plans/<str:key>/done/", plan_pages.acted, name="people-plan-done"),
    path("waiting/", waiting_pages.waiting, name="people-waiting"),
    path("referrals/<str:key>/", waiting_pages.referral, name="people-referral"),
    path("referrals/<str:key>/answer/", waiting_pages.answer, name="people-referral-answer"),
    path("referrals/<str:key>/details/", waiting_pages.mend, name="people-referral-change"),
    path("referrals/<str:key>/intake/", waiting_pages.intake, name="people-intake"),
    path("enquiries/<str:key>/", waiting_pages.enquiry, name="people-enquiry"),
    path("<slug:slug>/enquiry/", front_pages.enquiry, name="people-front-enquiry"),
    path("<slug:slug>/refer/", front_pages.refer, name="people-front-refer"),
    path("<slug:slug>/thanks/", front_pages.thanks, name="people-thanks"),
]
