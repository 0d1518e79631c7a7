from tests import factories as f
from tests.client import Client
from tracker.choices import AssignmentState


def test_it_works(client: Client) -> None:
    f.liaison()
    f.assignment(state=AssignmentState.SUBMITTED)
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; charset=utf-8"
    assert "tracker_users 1\n" in answer.text
    assert "tracker_waiting_for_review 1\n" in answer.text


def test_another_machine_gets_nothing(client: Client) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404
