from tracker.progress_reports.numbers import unheard_of

DRAFT = ("全区承担任务283项，已完成227项。", "公开信息1,263条，按期公开率97.5%。")


def test_what_the_records_say_may_be_said_in_other_words() -> None:
    assert unheard_of(("已办结 227项（全部283项）。", "公开率97.5%，共1263条，比上年更好。"), DRAFT) == []


def test_a_number_that_the_records_do_not_have_is_named_once() -> None:
    assert unheard_of(("已完成999项，共999项。", "培训3次。"), DRAFT) == ["999项", "3次"]
