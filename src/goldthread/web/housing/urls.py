"""Addresses of the pages of `housing`. A key stands for each record; nothing that was written is in them."""

from django.urls import URLPattern, URLResolver, path

from goldthread.web.housing import event_pages, home_pages, huddle_pages, risk_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("people/<str:person>/home/", home_pages.home, name="housing-home"),
    path("people/<str:person>/home/tenancy/", home_pages.start, name="housing-start"),
    path("people/<str:person>/home/living/", home_pages.living, name="housing-living"),
    path("people/<str:person>/home/risk/", risk_pages.raised, name="housing-raise"),
    path("tenancies/<str:key>/", home_pages.tenancy, name="housing-tenancy"),
    path("tenancies/<str:key>/details/", home_pages.change, name="housing-change"),
    path("tenancies/<str:key>/held/", home_pages.confirm, name="housing-confirm"),
    path("tenancies/<str:key>/end/", home_pages.end, name="housing-end"),
    path("tenancies/<str:key>/balance/", event_pages.balance, name="housing-balance"),
    path("tenancies/<str:key>/notice/", event_pages.notice, name="housing-notice"),
    path("tenancies/<str:key>/inspection/", event_pages.inspection, name="housing-inspection"),
    path("tenancies/<str:key>/complaint/", event_pages.complaint, name="housing-complaint"),
    path("balances/<str:key>/", event_pages.balance_again, name="housing-balance-again"),
    path("notices/<str:key>/withdrawn/", event_pages.withdraw, name="housing-withdraw"),
    path("inspections/<str:key>/", event_pages.inspected, name="housing-inspected"),
    path("inspections/<str:key>/moved/", event_pages.moved, name="housing-inspection-moved"),
    path("tenancy-complaints/<str:key>/", event_pages.complaint_closed, name="housing-complaint-closed"),
    path("homes/<slug:what>/<str:key>/in-error/", home_pages.void, name="housing-void"),
    path("tenancy-risks/", risk_pages.register, name="housing-register"),
    path("tenancy-risks/<str:key>/", risk_pages.risk, name="housing-risk"),
    path("tenancy-risks/<str:key>/act/", risk_pages.act_on, name="housing-act"),
    path("tenancy-risks/<str:key>/owner/", risk_pages.owner, name="housing-owner"),
    path("tenancy-risks/<str:key>/close/", risk_pages.close, name="housing-close"),
    path("tenancy-risk-actions/<str:key>/", risk_pages.action, name="housing-action"),
    path("huddles/<str:team>/start/", huddle_pages.start, name="housing-huddle-start"),
    path("huddles/<str:key>/", huddle_pages.board, name="housing-huddle"),
    path("huddles/<str:key>/end/", huddle_pages.end, name="housing-huddle-end"),
    path("huddles/<str:key>/<str:risk>/", huddle_pages.board, name="housing-huddle-risk"),
    path("huddles/<str:key>/helped/<str:decision>/", huddle_pages.helped, name="housing-huddle-helped"),
]
