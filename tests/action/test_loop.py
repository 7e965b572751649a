from luister.action.models import Case
from luister.action.services import close_case, create_default_rules, record_call
from luister.common.models import Mail
from luister.feedback.enums import Source
from luister.feedback.services import accept
from luister.organisation.rules import Actor
from luister.outreach.services import create_campaign
from luister.surveys.enums import Kind, Metric
from luister.surveys.services import create_survey, publish_survey
from tests.factories import actor


def test_an_unhappy_customer_is_heard_and_answered(krakow, manager, cx_manager, run_jobs):
    create_default_rules(by=Actor.system())
    survey = create_survey(name="After a visit", kind=Kind.RELATIONSHIP, unit=krakow, metric=Metric.NPS, by=actor(cx_manager))
    version = publish_survey(survey=survey, by=actor(cx_manager))
    campaign = create_campaign(survey=survey, name="On the invoice", by=actor(cx_manager))
    answers = {"score": 2, "reason": "Nobody called me back.", "contact": {"consent": True, "phone": "+48 600 100 200"}}

    for _twice in range(2):
        accept(version=version, answers=answers, source=Source.WEB, idempotency_key="one", by=Actor.customer(), campaign=campaign)
        run_jobs()

    case = Case.objects.get()
    assert (case.owner, case.unit, case.severity) == (manager, krakow, "high")
    assert [mail.recipient for mail in Mail.objects.all()] == [manager.email]
    record_call(case=case, reached=True, note="Booked a new visit.", by=actor(manager))
    close_case(case=case, outcome="resolved", root_cause="promise", lesson="Call the day before.", by=actor(manager))
    assert Case.objects.get().state == "closed"
