"""What nobody must answer or interpret is neither kept nor missed at the year's end."""

import pytest

from tests import factories as f
from tests.appraisal.collected import at, counted, of
from tracker.interpretations.choices import WaiverState


@pytest.mark.usefixtures("app")
def test_it_is_left_out() -> None:
    f.opinion_case(found_at=at(12, 10), answer_due_at=None, closed_at=at(12, 11))
    f.opinion_case(found_at=None, answer_due_at=None)
    f.policy_document(waiver=WaiverState.ACCEPTED)
    f.policy_document(published_on=None, due_on=None)
    f.policy_document(waiver=WaiverState.ASKED)
    found = {name: number for name, number in counted(of()).items() if name.startswith(("opinions", "policies"))}
    assert found == {"policies": 1, "policies_missing": 1}
