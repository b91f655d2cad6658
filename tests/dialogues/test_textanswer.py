"""What answers by text message mean, as people type them."""

import pytest

from dialogues import textanswer
from library import Content


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("31", "good"), ("۳۱", "good"), ("٣١", "good"), (" ۳ ۱ ", "good"), ("«31»", "good"), ("31.", "good"),
        ("سلام ۳۱", "good"), ("۳۱ ممنون", "good"), ("عدد ۳۱", "good"), ("31 دستتان درد نکند", "good"),
        ("۳۳", "bad"), ("3 3", "bad"), ("33!", "bad"), ("۳۳ هنوز چاله سر جایش است", "bad"), ("سلام، ۳۳ لطفاً", "bad"),
        ("11", "stop"), ("۱۱", "stop"), ("1 1", "stop"), ("لغو ۱۱", "stop"), ("11 لطفا", "stop"),
        ("1", "yes"), ("۱", "yes"), ("بله", "yes"), ("سلام ۱", "yes"),
    ],
)  # fmt: skip
def test_a_number_answers_in_whatever_letters_and_company(content: Content, text: str, act: str) -> None:
    assert textanswer.read(text, content.sentences).act == act


@pytest.mark.parametrize(
    "text",
    [
        "", "سلام", "۳۱ روز است منتظرم", "33 روزه کسی نیامده", "۱۱ روز گذشت", "1 هفته است خراب است",
        "پلاک ۳۱ هنوز خراب است", "31 33", "۳۱۳۳", "کوچهٔ ۱۱", "33 تا چاله هست", "31 خرداد", "2", "🙂",
    ],
)  # fmt: skip
def test_a_number_that_counts_something_is_no_answer(content: Content, text: str) -> None:
    assert textanswer.read(text, content.sentences) == textanswer.Answer()


def test_what_is_said_besides_is_kept_and_a_bare_number_says_nothing_besides(content: Content) -> None:
    assert textanswer.read("۳۳ هنوز باز است", content.sentences).more == "۳۳ هنوز باز است"
    assert textanswer.read("سلام ۳۳ ممنون", content.sentences).more == ""
