"""The settings of one installation: config.yml, outranked by the environment; every fault told at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from content import Faults, Node, read
from dialogues.world import Pace
from errors import SettingError

ROOT = Path(__file__).parent
GATEWAYS = ("", "console", "kavenegar")
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class Environment(BaseSettings):
    """What may be set in the environment, each name with HAMYAR_ before it."""

    model_config = SettingsConfigDict(env_prefix="HAMYAR_", extra="ignore")

    port: int = 8137
    host: str = "127.0.0.1"
    home: Path = Path("var")
    database_url: str = ""
    config: Path = ROOT / "config.yml"
    public_url: str = ""
    telegram_token: str = ""
    telegram_api_base: str = ""
    telegram_webhook: str = ""
    telegram_secret: str = ""
    telegram_proxy: str = ""
    bale_token: str = ""
    bale_api_base: str = ""
    bale_webhook: str = ""
    bale_secret: str = ""
    bale_proxy: str = ""
    sms_key: str = ""
    sms_secret: str = ""
    contacts_key: str = ""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """How the site is reached and drawn."""

    public_url: str = "http://localhost:8137"
    secure_cookies: bool = False
    tiles: str = ""
    tiles_credit: str = ""


@dataclass(frozen=True, slots=True)
class MessengerSettings:
    """One messenger with its token; an empty token means that it is not used."""

    name: str
    token: str = field(repr=False)
    api_base: str
    webhook: str = ""
    secret: str = field(default="", repr=False)
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """A Rasa server of the office that is asked about every message; without one our own model reads alone."""

    rasa_url: str = ""
    rasa_timeout_ms: int = 300


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """Text messages: through which gateway, from which line; its key and the hook's secret are in the environment."""

    gateway: str = ""
    sender: str = ""
    api_base: str = "https://api.kavenegar.com"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only the environment holds."""

    sms_key: str = field(default="", repr=False)
    sms_secret: str = field(default="", repr=False)
    contacts_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between installations."""

    city: str
    port: int
    host: str
    home: Path
    database_url: str
    site: SiteSettings
    bot: Pace
    messengers: tuple[MessengerSettings, ...]
    nlu: ReaderSettings = ReaderSettings()
    sms: SmsSettings = SmsSettings()
    secrets: Secrets = Secrets()


def _part(top: Node, key: str, kind: Any, faults: Faults) -> Any:
    node = top.get(key, Node())
    if not isinstance(node, Node):
        faults.add(top, f"«{key}» must be a mapping", key)
        return kind()
    allowed = {one.name: one for one in fields(kind)}
    fitting = {}
    for name, value in node.items():
        wanted = type(allowed[name].default) if name in allowed else None
        if wanted is None:
            faults.add(node, f"«{name}» is not a setting of «{key}»", name)
        elif not isinstance(value, wanted) and not (wanted is float and isinstance(value, int)):
            faults.add(node, f"«{name}» must be {wanted.__name__}, for example {allowed[name].default!r}", name)
        else:
            fitting[name] = value
    return kind(**fitting)


def _pace(top: Node, faults: Faults) -> Pace:
    made: Pace = _part(top, "bot", Pace, faults)
    for name in ("quiet_from", "quiet_until"):
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", getattr(made, name)):
            faults.add(top["bot"], f'«{name}» must be an hour like "07:30"', name)
    return made


def _reader(top: Node, faults: Faults) -> ReaderSettings:
    made: ReaderSettings = _part(top, "nlu", ReaderSettings, faults)
    if made.rasa_url and not made.rasa_url.startswith(("http://", "https://")):
        faults.add(top["nlu"], "«rasa_url» must begin with http:// or https://, or be empty", "rasa_url")
    if made.rasa_timeout_ms < 1:
        faults.add(top["nlu"], "«rasa_timeout_ms» must be at least 1", "rasa_timeout_ms")
    return replace(made, rasa_url=made.rasa_url.rstrip("/"))


def _sms(top: Node, env: Environment, faults: Faults) -> SmsSettings:
    made: SmsSettings = _part(top, "sms", SmsSettings, faults)
    if made.gateway not in GATEWAYS:
        faults.add(top["sms"], "«gateway» must be console, kavenegar or empty", "gateway")
    if made.gateway == "kavenegar" and not env.sms_key:
        faults.add(top["sms"], "the gateway «kavenegar» needs the variable HAMYAR_SMS_KEY", "gateway")
    if env.sms_secret and not SECRET.fullmatch(env.sms_secret):
        faults.add(top, "HAMYAR_SMS_SECRET must have 16 to 256 letters, digits, «-» or «_»", "sms")
    return replace(made, api_base=made.api_base.rstrip("/"))


def _messengers(top: Node, env: Environment, faults: Faults) -> tuple[MessengerSettings, ...]:
    made = []
    table = top.get("messengers", Node())
    for name, node in table.items():
        if f"{name}_token" not in Environment.model_fields or not isinstance(node, Node):
            faults.add(top, f"messenger «{name}» is not known", "messengers")
            continue
        faults.keys(node, ("api_base",))
        given = {key: getattr(env, f"{name}_{key}") for key in ("token", "webhook", "secret", "proxy")}
        base = getattr(env, f"{name}_api_base") or node.get("api_base", "")
        if given["token"]:
            made.append(MessengerSettings(name, api_base=base.rstrip("/"), **given))
    return tuple(made)


def environment() -> Environment:
    """The environment, checked; raises SettingError naming each wrong variable."""
    try:
        return Environment()
    except ValidationError as error:
        lines = [f"HAMYAR_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()]
        raise SettingError("\n".join(lines)) from error


def load(env: Environment, faults: Faults) -> Settings:
    """Reads config.yml under the environment; what is wrong in the file goes into `faults`."""
    top = read(env.config, faults)
    faults.keys(top, ("city",), ("site", "bot", "nlu", "sms", "messengers"))
    site: SiteSettings = _part(top, "site", SiteSettings, faults)
    if env.public_url:
        site = SiteSettings(env.public_url.rstrip("/"), site.secure_cookies, site.tiles, site.tiles_credit)
    bot = _pace(top, faults)
    nlu = _reader(top, faults)
    city = str(top.get("city", ""))
    if not (ROOT / "cities" / city / "city.yml").exists():
        faults.add(top, f"there is no folder cities/{city}; use one that is there", "city")
    messengers, sms = _messengers(top, env, faults), _sms(top, env, faults)
    hidden = Secrets(env.sms_key, env.sms_secret, env.contacts_key)
    home = env.home if env.home.is_absolute() else ROOT / env.home
    return Settings(city, env.port, env.host, home, env.database_url, site, bot, messengers, nlu, sms, hidden)


def without_messengers(made: Settings) -> Settings:
    """The same settings for the terminal: it must not answer in anybody's messenger."""
    return replace(made, messengers=(), sms=SmsSettings())


def names() -> Mapping[str, object]:
    """Every environment variable with its default, for the documentation's own test."""
    return {f"HAMYAR_{name.upper()}": one.default for name, one in Environment.model_fields.items()}
