"""What every address takes, by name: the label of a table for each hole, or a value after "=".

An address that is not here fails `test_every_address_is_listed_with_what_it_takes`: nobody has said yet what
the walker is to try on it. Add it here with the page.
"""

from __future__ import annotations

PERSON, SUPPORT, PLAN = {"key": "people.Person"}, {"key": "people.Support"}, {"key": "people.Plan"}
REFERRAL, CONTACT, WORKER = {"key": "people.Referral"}, {"key": "contacts.Contact"}, {"key": "access.Worker"}
JOB, EMPLOYER = {"key": "employment.Job"}, {"key": "employment.Employer"}
HOME, HOME_RISK = {"key": "housing.Tenancy"}, {"key": "housing.TenancyRisk"}
HUDDLE = {"key": "housing.Huddle"}
CONCERN, COMPLAINT = {"key": "safety.SafeguardingConcern"}, {"key": "safety.Complaint"}
STAY, RISK_PLAN = {"key": "safety.SystemContact"}, {"key": "safety.RiskPlan"}
INCIDENT, OF_CONCERN = {"key": "safety.Incident"}, {"what": "=concern", **CONCERN}
OF, FRONT, CODE = {"person": "people.Person"}, {"slug": "=example-homes"}, {"code": "=intake.age"}
GRADED, ASKED = {"key": "inclusion.ExposurePlan"}, {"key": "wellbeing.FeedbackAsk"}
KNOWN = {"key": "inclusion.CommunityContact"}
LOCAL = {"key": "contracts.LocalIndicator"}
AGREED, WRITTEN = {"code": "=ips"}, {"code": "=ips", "part": "=clocks", "place": "=0"}

HOLES: dict[str, dict[str, str]] = {
    **dict.fromkeys(
        ("people-person", "people-change", "people-needs", "people-risk", "people-looks"), PERSON
    ),
    **dict.fromkeys(("people-support", "people-refer", "people-start", "people-plan"), PERSON),
    **dict.fromkeys(
        ("people-plan-agree", "people-team", "people-consent", "people-share", "people-hand-over"), PERSON
    ),
    **dict.fromkeys(
        ("people-stage", "people-worker", "people-extend", "people-end", "people-offer"), SUPPORT
    ),
    "people-interest": SUPPORT,
    "people-variation": SUPPORT,
    **dict.fromkeys(("people-plan-review", "people-plan-print", "people-plan-done"), PLAN),
    **dict.fromkeys(("people-referral", "people-referral-answer", "people-referral-change"), REFERRAL),
    "people-intake": REFERRAL,
    "people-match": PERSON,
    "people-match-decide": {"key": "people.MatchDecision"},
    "people-task": {"key": "people.PlanTask"},
    "people-void": {"table": "=plan", "key": "people.Plan"},
    "people-enquiry": {"key": "people.Enquiry"},
    **dict.fromkeys(("people-front-enquiry", "people-front-refer", "people-thanks"), FRONT),
    **dict.fromkeys(("contacts-one", "contacts-correct", "contacts-void"), CONTACT),
    **dict.fromkeys(("contacts-record", "contacts-person", "contacts-open-step-up", "day-pause"), OF),
    **dict.fromkeys(
        ("employment-work", "employment-preference", "employment-profile", "employment-contact"), OF
    ),
    **dict.fromkeys(("employment-advice", "employment-jobcentre", "employment-start"), OF),
    "employment-preference-over": {"key": "employment.Preference"},
    **dict.fromkeys(("employment-job", "employment-change", "employment-confirm", "employment-end"), JOB),
    **dict.fromkeys(("employment-plan", "employment-adjust", "employment-review"), JOB),
    **dict.fromkeys(("employment-absence", "employment-warning"), JOB),
    "employment-adjustment": {"key": "employment.Adjustment"},
    "employment-back": {"key": "employment.Absence"},
    **dict.fromkeys(("employment-employer", "employment-employer-change", "employment-learning"), EMPLOYER),
    "employment-detach": {"key": "employment.TeamAttachment"},
    "employment-void": {"what": "=preference", "key": "employment.Preference"},
    **dict.fromkeys(("housing-home", "housing-start", "housing-living", "housing-raise"), OF),
    **dict.fromkeys(("housing-tenancy", "housing-change", "housing-confirm", "housing-end"), HOME),
    **dict.fromkeys(("housing-balance", "housing-notice", "housing-inspection", "housing-complaint"), HOME),
    "housing-balance-again": {"key": "housing.RentBalance"},
    "housing-withdraw": {"key": "housing.Notice"},
    **{key: {"key": "housing.Inspection"} for key in ("housing-inspected", "housing-inspection-moved")},
    "housing-complaint-closed": {"key": "housing.TenancyComplaint"},
    "housing-void": {"what": "=tenancy", "key": "housing.Tenancy"},
    **dict.fromkeys(("housing-risk", "housing-act", "housing-owner", "housing-close"), HOME_RISK),
    "housing-action": {"key": "housing.TenancyRiskAction"},
    "housing-huddle-start": {"team": "access.Team"},
    **dict.fromkeys(("housing-huddle", "housing-huddle-end"), HUDDLE),
    "housing-huddle-risk": {**HUDDLE, "risk": "housing.TenancyRisk"},
    "housing-huddle-helped": {**HUDDLE, "decision": "housing.HuddleDecision"},
    **dict.fromkeys(("safety-person", "safety-plan", "safety-ward", "safety-decide", "safety-raise"), OF),
    **dict.fromkeys(("safety-happened", "safety-record", "safety-complaint-received"), OF),
    **dict.fromkeys(("safety-plan-words", "safety-ward-end"), RISK_PLAN),
    "safety-review": {"key": "safety.RiskDecision"},
    **dict.fromkeys(("safety-concern", "safety-safe", "safety-refer", "safety-close"), CONCERN),
    **dict.fromkeys(("safety-incident", "safety-learn"), INCIDENT),
    "safety-tell": {"key": "safety.Notification"},
    **dict.fromkeys(("safety-notify", "safety-void"), OF_CONCERN),
    **dict.fromkeys(("safety-stay", "safety-housing", "safety-block", "safety-unblock"), STAY),
    **dict.fromkeys(("safety-discharge", "safety-back"), STAY),
    **dict.fromkeys(("safety-complaint", "safety-acknowledge", "safety-answer"), COMPLAINT),
    **dict.fromkeys(("inclusion-home", "inclusion-measure", "inclusion-activity", "inclusion-contact"), OF),
    "inclusion-agree": OF,
    **dict.fromkeys(
        ("inclusion-plan", "inclusion-add", "inclusion-review", "inclusion-end"),
        GRADED,
    ),
    "inclusion-step": {"key": "inclusion.ExposureStep"},
    **dict.fromkeys(("inclusion-judge", "inclusion-confirm"), KNOWN),
    "inclusion-void": {"what": "=contact", "key": "inclusion.CommunityContact"},
    **dict.fromkeys(("wellbeing-home", "wellbeing-rate", "wellbeing-score", "wellbeing-ask-for"), OF),
    "wellbeing-rating": {"key": "wellbeing.OutcomeRating"},
    "wellbeing-void": {"what": "=score", "key": "wellbeing.QuestionnaireScore"},
    "wellbeing-answer": {"key": "wellbeing.Feedback"},
    **dict.fromkeys(
        ("wellbeing-ask", "wellbeing-paper", "wellbeing-enter", "wellbeing-close"),
        ASKED,
    ),
    "wellbeing-give": {"token": "=nothing"},
    **dict.fromkeys(
        ("local-one", "local-worksheet", "local-definition", "local-file", "local-propose"), LOCAL
    ),
    **dict.fromkeys(
        ("local-approve", "local-send-back", "local-retire", "local-next", "local-discard"), LOCAL
    ),
    **dict.fromkeys(("contracting-one", "contracting-compare", "contracting-next"), AGREED),
    **dict.fromkeys(("contracting-draft", "contracting-propose", "contracting-proposal"), AGREED),
    **dict.fromkeys(("contracting-agree", "contracting-send-back", "contracting-withdraw"), AGREED),
    "contracting-version": {**AGREED, "number": "=1"},
    "contracting-file": {**AGREED, "number": "=1"},
    "contracting-clock": {**AGREED, "name": "=gp_response"},
    "contracting-step": {**AGREED, "name": "=who"},
    "contracting-section": {**AGREED, "slug": "=clocks"},
    **dict.fromkeys(("contracting-part", "contracting-take-out"), WRITTEN),
    "contacts-step-up": {"key": "contacts.StepEpisode"},
    "contacts-warning": {"key": "contacts.EarlyWarning"},
    "contacts-welfare": {"key": "contacts.WelfareCheck"},
    "contacts-read-handover": {"key": "contacts.Handover"},
    "day-cannot": {"standard": "=plan_review", "table": "=plan", "record": "people.Plan"},
    "day-read": {"key": "day.CannotBeDone"},
    "day-resume": {**OF, "key": "day.Pause"},
    **dict.fromkeys(("access-worker", "access-give-post", "access-invite", "access-reset-factor"), WORKER),
    "access-close": WORKER,
    "access-end-post": {"key": "access.Post"},
    "access-break-glass": OF,
    "access-alert-seen": {"alert": "people.Person"},
    "access-end-session": {"session": "=1"},
    "mfa_remove_webauthn": {"pk": "=1"},
    "account_reset_password_from_key": {"uidb36": "access.Worker", "key": "=set-password"},
    **dict.fromkeys(("indicator", "records", "records-csv"), CODE),
    "figures": {**CODE, "form": "=json"},
    "contract": {"code": "=ips"},
    **dict.fromkeys(("contracts-what-if", "contracts-what-if-records"), AGREED),
    "record": {"table": "=tenancy", "record_id": "=t001"},
    "table": {"name": "=tenancy"},
    **{
        key: {}
        for key in (
            *("home", "contracts", "indicators", "data", "about"),
            *("account_login", "account_logout", "account_signup", "account_inactive", "access-demo"),
            *(
                "account_reset_password",
                "account_reset_password_done",
                "account_reset_password_from_key_done",
            ),
            *("account_change_password", "account_reauthenticate", "access-second-factor"),
            *("mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_login_webauthn"),
            *("mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_list_webauthn"),
            *("mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
            *("access-administration", "access-add-worker", "access-add-service", "access-add-team"),
            *("access-alerts", "access-who-looked"),
            *("day-today", "day-coming", "day-quiet", "people-list", "people-add", "people-waiting"),
            "people-matches",
            *("contacts-choose", "contacts-group", "contacts-send", "contacts-draft", "contacts-unsent"),
            *("contacts-handovers", "contacts-worker"),
            *("wellbeing-heard", "wellbeing-register", "wellbeing-thanks"),
            *("housing-register", "safety-register", "safety-complaint-of-nobody"),
            *("employment-board", "employment-employers", "employment-employer-add"),
            *("local-list", "local-begin", "contracting-list", "contracting-begin", "contracting-import"),
            *("employment-links", "employment-meeting", "employment-attach"),
        )
    },
}
