"""Documentation that fails when it lies: settings, targets, statuses, floors, files and links are compared."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import settings
from dialogues import talk
from settings import ROOT
from tests.conversations import test_transcripts as transcripts
from tests.conversations.player import Player
from tests.test_house import FLOORS

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
MADE = ("var/", "node_modules/", ".venv/", ".test/", "docs/images/")
"""Folders that are made on a machine: they are rightly missing from a fresh checkout."""
OF_TESTS = {"HAMYAR_SCREENSHOTS"}
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"\.?[\w<>*.-]+(?:/[\w<>*.-]*)+|[\w-]+\.(?:py|yml|md|toml|lock|json)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PERSIAN = re.compile("[\u0600-\u06ff]")
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|tmp|work|mnt|Users)/")
DECISION_LINES = 14


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def table(text: str, head: str) -> list[list[str]]:
    """The rows of the table that begins with this head."""
    found = re.search(rf"^\| {re.escape(head)}.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert found, f"there is no table «{head}»"
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in found[1].splitlines()]


def keyed(rows: list[list[str]]) -> dict[str, list[str]]:
    return {row[0].strip("| `"): [cell.strip(" |") for cell in row[1:]] for row in rows}


def shown(value: object) -> str:
    """A value as the tables of settings write it."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT) if value.is_absolute() else value}`"
    return f"`{value}`" if value != "" else "empty"


def flat(node: dict[str, object], head: str = "") -> Iterator[tuple[str, object]]:
    for key, value in node.items():
        if isinstance(value, dict):
            yield from flat(value, f"{head}{key}.")
        else:
            yield f"{head}{key}", value


def workflow() -> dict[str, dict[str, str]]:
    made: dict[str, dict[str, str]] = yaml.safe_load(page("cases/workflow.yml"))["statuses"]
    return made


def slug(heading: str) -> str:
    """How a heading is called in a link."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def test_every_environment_variable_stands_in_settings_with_its_default() -> None:
    rows = keyed(table(page("docs/settings.md"), "name | default"))
    assert {name: row[0] for name, row in rows.items()} == {
        name: shown(default) for name, default in settings.names().items()
    }


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_page_names_a_variable_that_does_not_exist(path: Path) -> None:
    known = {*settings.names(), *OF_TESTS}
    for name in re.findall(r"HAMYAR_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8").replace("HAMYAR_<NAME>", "")):
        assert name in known, f"{name} does not exist"


def test_every_key_of_config_stands_in_settings_with_what_it_ships_with() -> None:
    shipped = {key: shown(value) for key, value in flat(yaml.safe_load(page("config.yml")))}
    rows = keyed(table(page("docs/settings.md"), "key | shipped"))
    assert {key: row[0] for key, row in rows.items()} == shipped


def test_every_key_that_settings_know_is_shipped() -> None:
    shipped = yaml.safe_load(page("config.yml"))
    assert set(shipped["site"]) == set(settings.SiteSettings.__dataclass_fields__)
    assert set(shipped["bot"]) == set(settings.Settings.__annotations__["bot"].__dataclass_fields__)


def test_every_meter_stands_in_settings() -> None:
    assert set(re.findall(r'"(hamyar_\w+)"', page("bot/meters.py"))) == set(
        re.findall(r"`(hamyar_\w+)`", page("docs/settings.md"))
    )


def test_every_target_is_described_in_its_own_table() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", page("Makefile"), re.MULTILINE))
    assert set(keyed(table(page("CONTRIBUTING.md"), "target | does"))) == {f"make {one}" for one in targets}


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_target_that_a_page_names_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", page("Makefile"), re.MULTILINE))
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)$", text, re.MULTILINE):
        assert "".join(name) in targets, f"make {''.join(name)} does not exist"


def test_every_status_stands_in_the_glossary_with_its_title() -> None:
    rows = keyed(table(page("docs/glossary.md"), "key | title"))
    assert {key: row[0] for key, row in rows.items()} == {key: one["title"] for key, one in workflow().items()}


def test_every_step_of_staff_stands_in_their_guide_marked_when_it_needs_a_sentence() -> None:
    steps = set(keyed(table(page("docs/clerk.md"), "گام | کِی")))
    buttons = (one for one in workflow().values() if "button" in one)
    assert steps == {one["button"] + (" *" if "note" in one.get("needs", ()) else "") for one in buttons}


def test_every_role_stands_in_the_guide_and_every_permission_in_the_glossary() -> None:
    roles = yaml.safe_load(page("cases/policy.yml"))["roles"]
    assert set(keyed(table(page("docs/clerk.md"), "نقش | می‌بیند"))) == {role["title"] for role in roles.values()}
    for permission in {one for role in roles.values() for one in role["may"]}:
        assert f"`{permission}`" in page("docs/glossary.md")


def test_every_alarm_stands_in_the_guide() -> None:
    alarms = yaml.safe_load(page("panel/panel.yml"))["alarms"]
    assert set(keyed(table(page("docs/clerk.md"), "هشدار | چه کنید"))) == set(alarms.values())


def test_floors_are_drawn_as_they_are() -> None:
    rows = table(page("docs/architecture.md"), "floor | rooms")
    assert [tuple(CODE.findall(row[1])) for row in rows] == [tuple(floor) for floor in FLOORS]


def test_needs_are_described_in_the_order_of_the_code() -> None:
    asked = set(re.findall(r'Need\("(\w+)"', page("dialogues/need.py")))
    rows = [row[0].strip("| `") for row in table(page("docs/conversations.md"), "need | asked when")]
    assert set(rows) == asked
    assert rows[0] == "what"
    assert rows[-1] == "confirm"


def test_every_command_of_a_talk_is_described() -> None:
    rows = " ".join(row[0] for row in table(page("docs/conversations.md"), "said or typed"))
    assert {"/start", *talk.COMMANDS} == set(re.findall(r"`(/\w+)`", rows))


def test_every_key_of_a_transcript_is_described() -> None:
    rows = table(page("CONTRIBUTING.md"), "key | means")
    assert {key for row in rows for key in CODE.findall(row[0])} == {*transcripts.ACTS, *transcripts.CHECKS}


async def test_the_transcript_that_contributors_are_shown_plays(player: Player) -> None:
    found = re.search(r"^```yaml\n(.+?)^```$", page("CONTRIBUTING.md"), re.MULTILINE | re.DOTALL)
    assert found
    for step in (step for each in yaml.safe_load(found[1]) for step in each["talk"]):
        await transcripts.act(player, step)
        await transcripts.check(player, step)


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_file_that_a_page_names_exists(path: Path) -> None:
    for name in CODE.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
        if FILE.fullmatch(name) and not name.startswith(MADE):
            assert any(ROOT.glob(re.sub(r"<\w+>", "*", name).rstrip("/"))), f"{name} does not exist"


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_links_between_pages_resolve(path: Path) -> None:
    for link in LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
        address, _, anchor = link.partition("#")
        if re.match(r"https?:", address):
            continue
        target = (path.parent / address).resolve() if address else path
        if named(target).startswith(MADE) and not (ROOT / "docs" / "images").exists():
            continue  # Pictures are drawn by `make screenshots`.
        assert target.exists(), f"{link} leads nowhere"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(slug, headings), f"{link} has no such heading"


def test_every_page_can_be_reached_from_the_readme() -> None:
    links = {address.partition("#")[0] for address in LINK.findall(page("README.md"))}
    for path in PAGES:
        if "decisions" not in path.parts and path.name != "README.md":
            assert named(path) in links, f"README.md does not lead to {named(path)}"


def test_every_decision_is_in_the_index_once() -> None:
    assert re.findall(r"^- \[\d{4}\]\((.+?)\)", page("docs/decisions/README.md"), re.MULTILINE) == [
        path.name for path in DECISIONS
    ]


@pytest.mark.parametrize("path", DECISIONS, ids=named)
def test_a_decision_is_short_dated_and_says_why(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.name[:4]}. ")
    assert re.search(r"^\d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    for part in ("Context", "Decision", "Consequence"):
        assert f"**{part}.**" in text
    assert text.count("\n") <= DECISION_LINES


def test_the_readme_says_the_same_in_two_languages() -> None:
    english, _, persian = page("README.md").partition("\n## فارسی\n")
    assert len(PERSIAN.findall(persian)) > 500
    for words in ("make run", "make test", "make chat", "make check", "hamyar read --json", "HAMYAR_BALE_TOKEN"):
        assert words in english
        assert words in persian


def test_the_guide_of_staff_is_persian() -> None:
    text = page("docs/clerk.md")
    assert len(PERSIAN.findall(text)) > len(re.findall("[A-Za-z]", text))


def test_the_changelog_knows_this_version() -> None:
    version = re.search(r'^version = "(.+)"', page("pyproject.toml"), re.MULTILINE)
    assert version
    assert f"## [{version[1]}]" in page("CHANGELOG.md")


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_page_knows_the_machine_it_was_written_on(path: Path) -> None:
    assert not MACHINE.search(path.read_text(encoding="utf-8"))
