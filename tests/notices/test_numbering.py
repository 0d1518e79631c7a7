import pytest

from tracker.notices.numbering import NumberProblem, parse


@pytest.mark.parametrize(
    "text",
    [
        "王政办发〔2018〕42号",
        "王政办发[2018]42号",
        "王政办发（2018）42号",
        "王政办发﹝２０１８﹞４２号",
        "王政办发【2018】第42号",
        " 王政办发 〔2018〕 042 号 ",
        "王政办发{2018}42号",
    ],
)
def test_a_number_is_brought_to_the_standards_form(text: str) -> None:
    number = parse(text)
    assert str(number) == "王政办发〔2018〕42号"
    assert (number.letters, number.year, number.serial) == ("王政办发", 2018, 42)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "42",
        "王政办发2018-42",
        "王政办发〔2018〕号",
        "王政办发〔18〕42号",
        "〔2018〕42号",
        "王政办发〔2018〕0号",
        "王政办发〔2018〕42号号",
        "wzbf〔2018〕42号",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NumberProblem, match="王政办发〔2018〕42号"):
        parse(text)
