"""The fingerprints are those of the files that anyone can download and hash."""

import hashlib
import json
from collections.abc import Callable

import pytest

from tests.appraisal.district import District
from tests.client import Client
from tracker.appraisal import document, lists
from tracker.appraisal.models import Appraisal

SignIn = Callable[[str], Client]


def check(client: Client, fingerprint: str) -> None:
    seal = client.get("/year-end/2018/seal.json").data
    assert hashlib.sha256(seal).hexdigest() == fingerprint
    prints = dict(json.loads(seal)["units"])
    own = client.get("/year-end/2018/units/zjj/facts.json").data
    assert hashlib.sha256(own).hexdigest() == prints["zjj"]
    assert prints["zjj"] in client.get("/year-end/2018/units/zjj").text


def test_the_files_hash_to_the_fingerprints(district: District, sign_in: SignIn) -> None:
    check(sign_in("auditor"), lists.of(2018).fingerprint)


def test_freezing_changes_no_byte(district: District, appraisal: Appraisal, sign_in: SignIn) -> None:
    check(sign_in("auditor"), appraisal.fingerprint)
    found = lists.of(2018)
    assert document.fingerprint(2018, str(found.as_of), found.scheme, found.units) == appraisal.fingerprint


@pytest.mark.parametrize(("person", "status"), [("liaison-zjj", 200), ("liaison-fgj", 404), ("leader-fgj", 404)])
def test_a_unit_gets_its_own_file_alone(district: District, sign_in: SignIn, person: str, status: int) -> None:
    client = sign_in(person)
    assert client.get("/year-end/2018/units/zjj/facts.json").status_code == status
    assert client.get("/year-end/2018/seal.json").status_code == 404
    assert client.get("/year-end/2018/units/nobody/facts.json").status_code == 404
