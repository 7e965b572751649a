"""Every setting of an installation, in one place.

Each is an environment variable (or a line `NAME=value` in `$LUISTER_HOME/luister.env`). `docs/operators/settings.md` is written
from this class. A wrong value stops the start with a sentence that says what was given and what is accepted.
"""

from __future__ import annotations

import os
import re
import secrets
from difflib import get_close_matches
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ENV_FILE = "luister.env"
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
EMAIL_SCHEMES = ("console", "file", "smtp", "smtps", "smtp+tls")


class WrongSetting(Exception):
    """A setting has a value that is not accepted. The message is one sentence for the operator."""


def default_home() -> Path:
    """Return the data folder in the platform's usual place."""
    return Path(platformdirs.user_data_dir("luister", appauthor=False))


class Options(BaseSettings):
    """The settings, with their working defaults."""

    model_config = SettingsConfigDict(env_prefix="LUISTER_", extra="ignore", populate_by_name=True, env_ignore_empty=True)

    home: Path = Field(default_factory=default_home, description="Folder of the database, the lake, files and the secret key.")
    database_url: str = Field(
        default="",
        validation_alias="DATABASE_URL",
        description="System of record. Empty: SQLite in LUISTER_HOME. Else postgresql://user:password@host:5432/name.",
    )
    host: str = Field(default="127.0.0.1", description="Address the web server listens on.")
    port: int = Field(default=8000, ge=1, le=65535, validation_alias="PORT", description="Port the web server listens on.")
    base_url: str = Field(
        default="", description="Public address, used in e-mails and links, such as https://cx.example.org. Empty: http://HOST:PORT."
    )
    hosts: Annotated[list[str], NoDecode] = Field(
        default_factory=lambda: ["localhost", "127.0.0.1", "[::1]"],
        description="Host names that are answered, separated by commas. The host of LUISTER_BASE_URL is always among them.",
    )
    trusted_proxies: int = Field(default=0, ge=0, le=5, description="How many reverse proxies stand in front and set X-Forwarded-For.")
    web_processes: int = Field(default=1, ge=1, le=64, description="Web server processes.")
    web_threads: int = Field(default=8, ge=1, le=64, description="Threads in each web server process.")
    email_url: str = Field(
        default="console:",
        description="Where e-mail goes: console:, file: (a folder in LUISTER_HOME), smtp://user:password@host:25, smtp+tls://host:587, smtps://host:465.",
    )
    email_from: str = Field(default="Luister <luister@localhost>", description="Sender of e-mails.")
    engine: Literal["duckdb", "spark"] = Field(default="duckdb", description="Engine that counts in the lake.")
    spark_master: str = Field(default="local[2]", description="Spark master, used when LUISTER_ENGINE=spark.")
    api_rate: int = Field(default=600, ge=1, le=1_000_000, description="Requests a minute that one API key may make of each web process.")
    time_zone: str = Field(
        default="Europe/Amsterdam", description="Time zone of a new organisation (it can be changed on the settings page)."
    )
    debug: bool = Field(default=False, description="Show tracebacks in the browser. Never on a machine that others reach.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="How much is logged.")

    @field_validator("hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        scheme = urlsplit(value).scheme
        if value and scheme not in DATABASE_SCHEMES:
            raise ValueError("an address that starts with sqlite:/// or postgresql://")
        return value

    @field_validator("email_url")
    @classmethod
    def _known_mail(cls, value: str) -> str:
        if urlsplit(value).scheme not in EMAIL_SCHEMES:
            raise ValueError("console:, file:, smtp://host:25, smtp+tls://host:587 or smtps://host:465")
        return value

    @field_validator("email_from")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(value)[1]) or "\n" in value or "\r" in value:
            raise ValueError("an e-mail address such as cx@example.org, or Name <cx@example.org>")
        return value

    @field_validator("base_url")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.netloc):
            raise ValueError("an address such as https://cx.example.org")
        return value.rstrip("/")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("a name of the time zone database, such as Europe/Warsaw")
        return value

    @property
    def address(self) -> str:
        """Public address without a slash at the end."""
        return self.base_url or f"http://{self.host}:{self.port}"

    @property
    def database_name(self) -> str:
        """The system of record as it may be shown: a file, or the server and database without the password."""
        parts = urlsplit(self.database_url)
        if not parts.hostname:
            return parts.path or f"the SQLite file in {self.home}"
        return f"{parts.scheme}://{parts.hostname}:{parts.port or 5432}{parts.path}"

    @property
    def lake(self) -> Path:
        """Folder of the lake."""
        return self.home / "lake"

    @property
    def files(self) -> Path:
        """Folder of files: uploads that wait to be imported, e-mails of the file backend."""
        return self.home / "files"

    def secret_key(self) -> str:
        """Return the installation's secret key; it is generated at the first start and kept in LUISTER_HOME."""
        path = self.home / "secret.key"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii").strip()


def variable_of(field: str) -> str:
    """Return the environment variable of a field of `Options`."""
    alias = Options.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"LUISTER_{field.upper()}"


def load_options() -> Options:
    """Read the settings from the environment and `$LUISTER_HOME/luister.env`.

    Raises
    ------
    WrongSetting
        With one sentence for each value that is not accepted.
    """
    home = Path(os.environ.get("LUISTER_HOME") or default_home()).expanduser().absolute()
    try:
        home.mkdir(parents=True, exist_ok=True)
        _refuse_unknown(home / ENV_FILE)
        options = Options(_env_file=home / ENV_FILE, home=home)
        options.files.mkdir(exist_ok=True)
    except ValidationError as error:
        raise WrongSetting("\n".join(_sentence(problem) for problem in error.errors())) from None
    except OSError as error:
        raise WrongSetting(f"LUISTER_HOME is {home}, but the folder can't be used: {error.strerror}.") from None
    return options


def _refuse_unknown(file: Path) -> None:
    """A misspelled name would leave a setting at its default, and nobody would be told."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    named = [*os.environ, *(line.removeprefix("export ").split("=")[0].strip() for line in lines)]
    known = [variable_of(field) for field in Options.model_fields]
    unknown = [name for name in named if name.upper().startswith("LUISTER_") and name.upper() not in known]
    if unknown:
        near = get_close_matches(unknown[0].upper(), known, n=1) or known
        raise WrongSetting(f"{unknown[0]} is no setting of Luister; accepted: {', '.join(near)}.")


def _sentence(problem: object) -> str:
    details = dict(problem)  # type: ignore[call-overload]
    place = str(details["loc"][0])
    field = next((name for name in Options.model_fields if place in {name, variable_of(name)}), place)
    name = variable_of(field) if field in Options.model_fields else place
    accepted = str(details["msg"]).removeprefix("Value error, ").removeprefix("Input should be ").split(", unable")[0]
    return f"{name} is {str(details.get('input', ''))!r}; accepted: {accepted[0].lower() + accepted[1:]}."
