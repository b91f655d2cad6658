"""Where people say it is, in the city of Tehran."""

import pytest

from nlu.reading import Reader

FOUND = [
    # text, words that the place must hold, region, neighbourhood (None: not asserted)
    ("چاله وسط خیابون ولیعصر نرسیده به پارک وی هست", "ولیعصر نرسیده به پارک وی", 1, None),
    ("سعادت آباد میدون کاج زباله ها مونده", "سعادت آباد میدون کاج", 2, None),
    ("درخت افتاده تو تجریش", "تجریش", 1, "تجریش"),
    ("تجريش آب نداریم", "تجريش", 1, None),
    ("آشغالا رو نمیبرن، منطقه ۵", "منطقه ۵", 5, None),
    ("منطقه پنج آسفالت نداره", "منطقه پنج", 5, None),
    ("پارک لاله تاریکه", "پارک لاله", 6, None),
    ("بوستان لاله چراغ نداره", "بوستان لاله", 6, None),
    ("سطل جلوی متروی تجریش پره", "متروی تجریش", 1, None),
    ("تو نیاوران سگ زیاده", "نیاوران", 1, "نیاوران"),
    ("جوب قلهک بو میده", "قلهک", 3, None),
    ("sag dar gholhak ziade", "gholhak", 3, None),
    ("asfalte niavaran kharabe", "niavaran", 1, None),
    ("meydoone tajrish shologhe", "tajrish", 1, None),
    ("shahrak gharb barf oomade", "shahrak gharb", 2, None),
    ("khiaban velenjak chale dare", "velenjak", 1, None),
    ("شهرک غرب برف اومده", "شهرک غرب", 2, None),
    ("کوچه ما تو نارمک تاریکه", "نارمک", 8, None),
    ("میدان ونک شلوغه", "میدان ونک", 3, None),
    ("پل عابر میدان راه‌آهن کثیفه", "میدان راه‌آهن", None, None),
    ("ایستگاه مترو صادقیه پله برقی خرابه", "صادقیه", None, None),
    ("خیابان پیروزی پلاک ۱۲ جوی گرفته", "خیابان پیروزی پلاک ۱۲", None, None),
    ("خیابون سروستان بن‌بست دوم تاریکه", "خیابون سروستان", None, None),
    ("کوچه نسترن بوی گاز میاد", "کوچه نسترن", None, None),
    ("نبش کوچه شهید صالحی آشغاله", "نبش کوچه شهید صالحی", None, None),
    ("ولنجک یخ زده", "ولنجک", 1, "ولنجک"),
    ("بلوار کشاورز نیمکت نداره", "بلوار کشاورز", 6, None),
    ("تو درکه رودخونه پره", "درکه", 1, None),
    ("بزرگراه همت تصادف شده", "بزرگراه همت", None, None),
]  # fmt: skip
NOWHERE = [
    "سر کوچه‌مون چاله هست", "چاله", "جلو خونمون آشغاله", "در که باز شد افتاد", "آسفالت کوچه خرابه", "پارک تاریکه",
    "سطل سر کوچه پره", "اتوبوس دیر میاد", "دستتون درد نکنه", "مترو شلوغه",
    "salam asfalt koochemoon kande shode", "سلام",
]  # fmt: skip
ANSWERS = [
    ("سعادت آباد کاج", 2, "سعادت آباد کاج"),
    ("shahrak gharb na bebakhshid saadat abad kaj", 2, "saadat abad kaj"),
    ("شهرک غرب نه ببخشید سعادت آباد", 2, "سعادت آباد"),
    ("آدرس: ولنجک", 1, "ولنجک"),
    ("تجریس", 1, "تجریس"),
    ("سعادتآباد", 2, "سعادتآباد"),
    ("سعادت‌آباد", 2, "سعادت‌آباد"),
    ("منطقه 22", 22, "منطقه 22"),
    ("خیابان پیروزی، روبه‌روی پلاک ۱۲", None, "خیابان پیروزی، روبه‌روی پلاک ۱۲"),
    ("کوچه هفتم پلاک ۴", None, "کوچه هفتم پلاک ۴"),
    ("دبستان شهید فهمیده", None, "دبستان شهید فهمیده"),
    ("ponak", None, "ponak"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "region", "neighbourhood"), FOUND)
def test_a_place_is_found_in_running_text(
    reader: Reader, text: str, words: str, region: int | None, neighbourhood: str | None
) -> None:
    place = reader.read(text).place
    assert place is not None
    assert words in place.text
    assert place.text in text
    if region:
        assert place.region == region or region in {option.region for option in place.options}
    if neighbourhood:
        assert place.neighbourhood == neighbourhood


@pytest.mark.parametrize("text", NOWHERE)
def test_no_place_is_made_up(reader: Reader, text: str) -> None:
    assert reader.read(text).place is None


@pytest.mark.parametrize(("text", "region", "words"), ANSWERS)
def test_an_answer_to_where_is_all_place(reader: Reader, text: str, region: int | None, words: str) -> None:
    place = reader.read_place(text)
    assert place is not None
    assert place.text == words
    if region:
        assert place.region == region


@pytest.mark.parametrize("text", ["سر کوچه‌مون", "نمیدونم", "همینجا", "جلوی خونمون", "", "؟", "😂"])
def test_a_vague_answer_is_no_place(reader: Reader, text: str) -> None:
    assert reader.read_place(text) is None


def test_a_name_in_two_regions_offers_both(reader: Reader) -> None:
    place = reader.read_place("پونک")
    assert place is not None
    assert place.region is None
    assert {2, 5} <= {option.region for option in place.options}


def test_a_region_settles_a_name_that_stands_for_two(reader: Reader) -> None:
    place = reader.read_place("پونک منطقه ۵")
    assert place is not None
    assert (place.region, place.options) == (5, ())


@pytest.mark.parametrize(
    ("text", "exact"),
    [("خیابان پیروزی پلاک ۱۲", True), ("میدان ونک نبش ولیعصر", True), ("خیابان پیروزی", False), ("ولنجک", False)],
)
def test_words_that_lead_to_the_spot_are_told_from_the_rest(reader: Reader, text: str, exact: bool) -> None:
    place = reader.read_place(text)
    assert place is not None
    assert place.exact is exact
