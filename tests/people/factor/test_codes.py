"""One-time codes against the vectors of RFC 6238, appendix B (cut to six digits)."""

import pytest

from tracker.people.factor import codes

SEED = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_vectors_of_the_standard(seconds: int, code: str) -> None:
    assert codes.code(SEED, codes.step_of(seconds)) == code


@pytest.mark.parametrize(("off", "found"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_wrong(off: int, found: bool) -> None:
    typed = codes.code(SEED, 1000 + off)
    assert codes.matching_step(SEED, typed, 1000, 0) == (1000 + off if found else None)


def test_a_code_serves_once() -> None:
    assert codes.matching_step(SEED, codes.code(SEED, 1000), 1000, after=1000) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "²" * 6])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert codes.matching_step(SEED, typed, 1000, 0) is None


def test_the_secret_is_of_the_server_the_person_and_the_row() -> None:
    made = {codes.seed(key, user, nonce) for key in "ab" for user in (1, 2) for nonce in "xy"}
    assert len(made) == 8
    assert {len(seed) for seed in made} == {20}


def test_the_secret_as_typed_and_as_an_address() -> None:
    assert codes.shown(SEED) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert codes.address(SEED, "office", "公开台账").endswith(
        ":office?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E5%85%AC%E5%BC%80%E5%8F%B0%E8%B4%A6"
    )
