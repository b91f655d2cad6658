"""Administration without a developer: routing with its dry run, units, topics, working time, sentences; recorded."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk import overlay
from library import Content
from nlu.reading import Reader
from panel import web
from storage import overrides
from storage.database import Database
from storage.overrides import Override
from tests.panel.chat_stage import ScriptedBot, made_parts
from tests.panel.staff_stage import HOME, PARKS, POTHOLE, WORKS, Clerk, Office

RULE = {"topic": POTHOLE, "region": "6", "to": PARKS, "place": "1"}


@pytest.fixture
async def keeper(office: Office) -> Clerk:
    return await office.clerk("administrator", name="مدیر")


@pytest.fixture
async def reading(database: Database, content: Content, reader: Reader, home: Path) -> Office:
    """An office whose dry run reads words."""
    parts = replace(made_parts(database, content, home, HOME, ScriptedBot(database)), reader=reader)
    return Office(parts, web.build(parts))


async def last(office: Office) -> Any:
    return next(line for line in await office.recorded() if line["what"].startswith("rules_"))


async def put(office: Office, kind: str, key: str, value: dict[str, Any]) -> None:
    """A change as it stands in the database, whoever wrote it."""
    async with office.parts.database.transaction() as connection:
        await overrides.put(connection, "tehran", Override(kind, key, value, "staff:1"))
    await overlay.refresh(office.parts.database, office.house)


async def test_the_dry_run_tells_where_and_why(office: Office, keeper: Clerk) -> None:
    page = (await keeper.get("/panel/rules/routing", params={"topic": POTHOLE, "region": "6"})).text
    for words in ("فنی و عمرانی منطقهٔ ۶", "چاله", "قاعدهٔ", "متولی", "مهلت"):
        assert words in page
    assert (await office.recorded()) == []


async def test_the_dry_run_reads_words_and_takes_the_region_of_a_pin(reading: Office) -> None:
    keeper = await reading.clerk("administrator")
    asked = {"text": "یه چاله وسط خیابون هست", "pin": "35.7219, 51.4056"}
    page = (await keeper.get("/panel/rules/routing", params=asked)).text
    assert "از این متن موضوعی" not in page
    assert "چاله در خیابان" in page
    assert "معاونت فنی و عمرانی منطقهٔ ۶" in page


async def test_a_rule_is_tried_on_cases_of_late_before_it_is_saved(office: Office, keeper: Clerk) -> None:
    for region in (6, 6, 7):
        await office.case(region=region)
    page = (await keeper.send_form("/panel/rules/routing/try", **RULE)).text
    assert "از ۳ گزارش آخر، <b>۲</b>" in page
    assert "از فنی و عمرانی منطقهٔ ۶ به فضای سبز منطقهٔ ۶" in page
    assert (await office.case()).unit == WORKS


async def test_a_saved_rule_decides_at_once_and_is_recorded(office: Office, keeper: Clerk) -> None:
    answer = await keeper.send_form("/panel/rules/routing", **RULE)
    assert answer.status_code == 303
    assert (await office.case()).unit == PARKS
    assert (await office.case(region=7)).unit == "works-7"
    line = await last(office)
    assert (line["what"], line["more"]["before"], line["more"]["after"]["to"]) == ("rules_rule", None, PARKS)
    assert "قاعدهٔ ارجاع" in (await keeper.get("/panel/record")).text


async def test_a_rule_is_changed_and_taken_away(office: Office, keeper: Clerk) -> None:
    await keeper.send_form("/panel/rules/routing", **RULE)
    key = (await last(office))["more"]["key"]
    assert f'value="{key}"' in (await keeper.get(f"/panel/rules/routing?edit={key}")).text
    await keeper.send_form("/panel/rules/routing", **RULE | {"key": key, "to": "services"})
    assert (await office.case()).unit == "services-6"
    assert (await last(office))["more"]["before"]["to"] == PARKS
    assert (await keeper.send_form("/panel/rules/reset", kind="rule", key=key)).status_code == 303
    assert (await office.case()).unit == WORKS
    assert (await keeper.send_form("/panel/rules/routing", **RULE | {"key": key})).status_code == 422


async def test_a_broad_rule_before_a_narrow_one_is_warned_of(office: Office, keeper: Clerk) -> None:
    await keeper.send_form("/panel/rules/routing", topic="06", to="district", place="1")
    page = (await keeper.send_form("/panel/rules/routing/try", **RULE | {"place": "2"})).text
    assert "نوبت به این نمی‌رسد" in page
    assert "نوبت به این نمی‌رسد" not in (await keeper.send_form("/panel/rules/routing/try", **RULE)).text
    await keeper.send_form("/panel/rules/routing", **RULE)
    page = (await keeper.send_form("/panel/rules/routing/try", topic="060", to="district", place="1")).text
    assert "بی‌اثر می‌کند" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"to": "nobody"}, "واحد مقصد"),
        ({"topic": "", "region": ""}, "دست‌کم یکی"),
        ({"topic": "9999"}, "چنین موضوعی نیست"),
        ({"topic": "چاله"}, "چنین موضوعی نیست"),
        ({"region": "99"}, "در شهر نیست"),
    ],
)
async def test_a_wrong_rule_gets_a_kind_answer(
    office: Office, keeper: Clerk, wrong: dict[str, str], words: str
) -> None:
    for path in ("/panel/rules/routing/try", "/panel/rules/routing"):
        answer = await keeper.send_form(path, **RULE | wrong)
        assert answer.status_code == 422
        assert words in answer.text
    assert not [line for line in await office.recorded() if line["what"].startswith("rules_")]


async def test_a_unit_is_renamed(office: Office, keeper: Clerk) -> None:
    answer = await keeper.send_form(f"/panel/rules/units/{WORKS}", title="ادارهٔ عمران شش", short="عمران شش")
    assert answer.status_code == 303
    assert office.house.unit(WORKS) == "عمران شش"
    assert (await last(office))["more"]["after"]["short"] == "عمران شش"


async def test_a_unit_that_is_switched_off_hands_its_open_cases_on(office: Office, keeper: Clerk) -> None:
    fresh, done = await office.case(), await office.put(await office.case(), "done")
    closed = await office.put(await office.case(), "confirmed")
    unit = office.parts.city.units[WORKS]
    form = {"title": unit.title, "short": unit.short, "successor": "district-6"}
    assert (await keeper.send_form(f"/panel/rules/units/{WORKS}", **form)).status_code == 422
    assert (await keeper.send_form(f"/panel/rules/units/{WORKS}", **form, note="ادغام شد.")).status_code == 303
    assert [(await office.now_of(one)).unit for one in (fresh, done, closed)] == ["district-6", "district-6", WORKS]
    assert (await office.now_of(done)).status == "done"
    assert any("ادغام شد." in text for text in await office.told(fresh))
    assert (await office.case()).unit == "district-6"
    assert WORKS not in office.parts.city.working_units
    page = (await keeper.get("/panel/rules/routing", params={"topic": POTHOLE, "region": "6"})).text
    assert "جانشینش پاسخ می‌دهد" in page


async def test_a_unit_can_not_be_replaced_by_itself_or_in_a_ring(office: Office, keeper: Clerk) -> None:
    await put(office, "unit", WORKS, {"successor": PARKS})
    unit = office.parts.city.units[PARKS]
    form = {"title": unit.title, "short": unit.short, "note": "x"}
    for successor in (PARKS, WORKS, "nobody"):
        assert (await keeper.send_form(f"/panel/rules/units/{PARKS}", **form, successor=successor)).status_code == 422
    assert not office.parts.city.units[PARKS].successor


async def test_a_topic_is_switched_off_and_goes_to_the_operator(office: Office, keeper: Clerk) -> None:
    assert (await keeper.send_form(f"/panel/rules/topics/{POTHOLE}", hours="72", off="1")).status_code == 303
    topic = office.parts.topics[POTHOLE]
    assert topic.off
    assert (await office.case()).unit == "operator"
    assert all(leaf.off for leaf in office.parts.topics.under(POTHOLE))
    found = (await keeper.get("/panel/pick/topics", params={"q": topic.title})).text
    assert f'value="{POTHOLE}"' not in found
    await keeper.send_form(f"/panel/rules/topics/{POTHOLE}", hours="72", off="1", guide="به راهداری بگویید.")
    assert office.parts.topics[POTHOLE].guidance
    shipped = office.house.shipped.topics[POTHOLE].hours
    await keeper.send_form(f"/panel/rules/topics/{POTHOLE}", hours=str(shipped))
    assert office.parts.topics[POTHOLE] == office.house.shipped.topics[POTHOLE]


async def test_a_topic_gets_another_deadline(office: Office, keeper: Clerk) -> None:
    before = (await office.case()).term.due
    hours = office.parts.topics[POTHOLE].hours
    await keeper.send_form(f"/panel/rules/topics/{POTHOLE}", hours=str(hours * 3))
    assert (await office.case()).term.due > before
    for wrong in ("", "-1", "چند", "9999999"):
        assert (await keeper.send_form(f"/panel/rules/topics/{POTHOLE}", hours=wrong)).status_code == 422


async def test_working_time_and_holidays(office: Office, keeper: Clerk) -> None:
    assert (await keeper.send_form("/panel/rules/working", saturday="۰۸:۰۰-۱۲:۰۰")).status_code == 303
    week = office.parts.city.working.week
    assert [bool(span) for span in week] == [True, *[False] * 6]
    wrong = await keeper.send_form("/panel/rules/working", saturday="هشت تا دوازده")
    assert wrong.status_code == 422
    assert "هشت تا دوازده" in wrong.text
    before = office.parts.city.working.holidays
    assert (await keeper.send_form("/panel/rules/working/day", day="۱۴۰۵/۱۲/۰۵", free="1")).status_code == 303
    assert len(office.parts.city.working.holidays) == len(before) + 1
    assert (await keeper.send_form("/panel/rules/working/day", day="دیروز", free="1")).status_code == 422
    assert "۱۴۰۵/۱۲/۰۵" in (await keeper.get("/panel/rules/working")).text


async def test_a_sentence_is_found_changed_and_brought_back(office: Office, keeper: Clerk) -> None:
    key, text = "talk.say.greet", "سلام به روی ماه شما! چه کنم؟"
    assert key in (await keeper.get("/panel/rules/sentences", params={"q": "خوش آمدید"})).text
    page = await keeper.send_form(f"/panel/rules/sentences/{key}", text=text, act="preview")
    assert "پیش‌نمایش" in page.text
    assert office.parts.sentences.say("talk.greet") != text
    assert (await keeper.send_form(f"/panel/rules/sentences/{key}", text=text, act="save")).status_code == 303
    assert office.parts.sentences.say("talk.greet") == text
    await keeper.send_form("/panel/rules/reset", kind="sentence", key=key)
    assert office.parts.sentences.say("talk.greet") != text


@pytest.mark.parametrize("text", ["کد شما ثبت شد", "{code} {more}", "{code", "{code!r}", "{code:>9999}", "  "])
async def test_what_code_fills_into_a_sentence_must_stay(office: Office, keeper: Clerk, text: str) -> None:
    answer = await keeper.send_form("/panel/rules/sentences/track.say.added", text=text, act="save")
    assert answer.status_code == 422
    assert not [line for line in await office.recorded() if line["what"].startswith("rules_")]


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("rule", "x", {"to": "nobody", "topic": "06"}),
        ("rule", "x", {"to": PARKS, "region": "six"}),
        ("unit", "gone-1", {"title": "x"}),
        ("topic", "0000", {"off": True}),
        ("topic", POTHOLE, {"hours": "many"}),
        ("week", "week", {"saturday": "never"}),
        ("holiday", "1405/99/99", {"free": True}),
        ("sentence", "talk.say.gone", {"text": "x"}),
        ("sentence", "talk.say.greet", {}),
        ("nonsense", "x", {}),
    ],
)
async def test_a_faulty_change_is_left_out_and_shown(
    office: Office, keeper: Clerk, kind: str, key: str, value: dict[str, Any]
) -> None:
    await put(office, "rule", "good", {"to": PARKS, "topic": POTHOLE, "order": 5})
    await put(office, kind, key, value)
    assert [(one.kind, one.key) for one in office.house.left_out] == [(kind, key)]
    assert (await office.case()).unit == PARKS
    page = (await keeper.get("/panel/rules")).text
    assert "تغییرهایی که به کار نرفت" in page
    assert key in page


async def test_another_process_takes_the_change_in(
    office: Office, keeper: Clerk, database: Database, content: Content, tmp_path: Path
) -> None:
    other = made_parts(database, content, tmp_path / "other", HOME, ScriptedBot(database))
    await keeper.send_form("/panel/rules/routing", **RULE)
    assert other.city.route("works", POTHOLE, 6) == content.city.units[WORKS]
    await overlay.refresh(database, other.house)
    assert other.city.route("works", POTHOLE, 6) == content.city.units[PARKS]
    assert content.city.route("works", POTHOLE, 6) == content.city.units[WORKS]


async def test_only_whoever_keeps_the_rules_may_change_them(office: Office) -> None:
    clerk = await office.clerk("operator")
    assert (await clerk.send_form("/panel/rules/routing", **RULE)).status_code == 403
    assert (await office.case()).unit == WORKS


async def test_answers_are_listed(keeper: Clerk) -> None:
    page = (await keeper.get("/panel/rules/answers")).text
    assert "پرداخت عوارض نوسازی" in page
