import pytest
from flask import Flask

from tests.appraisal.district import District, build, confirmed, heard
from tracker.appraisal.models import Appraisal
from tracker.db import db


@pytest.fixture
def district(app: Flask) -> District:
    made = build()
    db.session.commit()
    return made


@pytest.fixture
def appraisal(district: District) -> Appraisal:
    return heard(confirmed(district), district.office)
