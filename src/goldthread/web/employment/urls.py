"""Addresses of the pages of `employment`. A key stands for each record; nothing written is in them."""

from django.urls import URLPattern, URLResolver, path

from goldthread.web.employment import employer_pages, job_pages, work_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("people/<str:person>/work/", work_pages.work, name="employment-work"),
    path("people/<str:person>/work/preference/", work_pages.preference, name="employment-preference"),
    path("people/<str:person>/work/profile/", work_pages.profile, name="employment-profile"),
    path("people/<str:person>/work/employer/", work_pages.employer_contact, name="employment-contact"),
    path("people/<str:person>/work/advice/", work_pages.advice, name="employment-advice"),
    path("people/<str:person>/work/jobcentre/", work_pages.jobcentre, name="employment-jobcentre"),
    path("people/<str:person>/work/job/", job_pages.start, name="employment-start"),
    path("preferences/<str:key>/over/", work_pages.preference_over, name="employment-preference-over"),
    path("in-work/", job_pages.board, name="employment-board"),
    path("jobs/<str:key>/", job_pages.job, name="employment-job"),
    path("jobs/<str:key>/details/", job_pages.change, name="employment-change"),
    path("jobs/<str:key>/held/", job_pages.confirm, name="employment-confirm"),
    path("jobs/<str:key>/end/", job_pages.end, name="employment-end"),
    path("jobs/<str:key>/plan/", job_pages.plan, name="employment-plan"),
    path("jobs/<str:key>/adjustment/", job_pages.adjust, name="employment-adjust"),
    path("jobs/<str:key>/review/", job_pages.review, name="employment-review"),
    path("jobs/<str:key>/absence/", job_pages.absence, name="employment-absence"),
    path("jobs/<str:key>/warning/", job_pages.warning, name="employment-warning"),
    path("adjustments/<str:key>/", job_pages.adjustment, name="employment-adjustment"),
    path("absences/<str:key>/", job_pages.back, name="employment-back"),
    path("employers/", employer_pages.employers, name="employment-employers"),
    path("employers/add/", employer_pages.add, name="employment-employer-add"),
    path("employers/<str:key>/", employer_pages.employer, name="employment-employer"),
    path("employers/<str:key>/details/", employer_pages.change, name="employment-employer-change"),
    path("employers/<str:key>/contact/", employer_pages.learning, name="employment-learning"),
    path("work-links/", employer_pages.links, name="employment-links"),
    path("work-links/jobcentre/", employer_pages.meeting, name="employment-meeting"),
    path("work-links/attach/", employer_pages.attach, name="employment-attach"),
    path("work-links/<str:key>/end/", employer_pages.detach, name="employment-detach"),
    path("work/<slug:what>/<str:key>/in-error/", work_pages.void, name="employment-void"),
]
