"""A word that stands in very many cases: counted up to a bound, and paged without gap wherever its cases lie."""

import pytest

from persian import persian_digits
from storage import case_list
from storage.case_list import Filter
from tests.panel.staff_stage import WORKS, Office
from tests.panel.test_inbox import rows

WORD = "چاله"


@pytest.mark.parametrize(("bound", "said"), [(5, "بیش از ۵ گزارش"), (6, "۶ گزارش"), (7, "۶ گزارش")])
async def test_hits_are_counted_exactly_up_to_a_bound(
    office: Office, monkeypatch: pytest.MonkeyPatch, bound: int, said: str
) -> None:
    for _ in range(6):
        await office.case(words=WORD)
    monkeypatch.setattr(case_list, "MANY", bound)
    clerk = await office.clerk("unit_staff", WORKS)
    page = (await clerk.get(f"/panel?q={WORD}")).text
    assert f">{said}</span>" in page
    # A queue is counted exactly, however long it is.
    assert f">{persian_digits(6)} گزارش</span>" in (await clerk.get("/panel?status=open")).text
    assert len(await rows(clerk, f"/panel?q={WORD}")) == 6


@pytest.mark.parametrize("newest", [1, 4, 100])
async def test_a_common_word_is_paged_without_gap_wherever_it_stands(
    office: Office, monkeypatch: pytest.MonkeyPatch, newest: int
) -> None:
    made = [await office.case(words=word, topic="2102") for word in [WORD] * 5 + ["لامپ"] * 6 + [WORD] * 2]
    wanted = [case.id for case in reversed(made) if case.words == WORD]
    monkeypatch.setattr(case_list, "NEWEST", newest)
    seen: list[int | None] = []
    async with office.parts.database.transaction() as connection:
        while len(seen) < len(wanted):
            before = seen[-1] if seen else None
            page = await case_list.find(connection, Filter(search=f"'{WORD}'", before=before), 2)
            assert page
            seen += [case.id for case in page]
        assert await case_list.find(connection, Filter(search=f"'{WORD}'", before=seen[-1]), 2) == []
    assert seen == wanted
