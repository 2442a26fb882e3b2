"""Configuration: from the environment and `.env`, frozen, every fault named at once."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Config(BaseSettings):
    """What the operator decides. `.env.example` lists the same names with the same defaults."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    telegram_token: SecretStr | None = Field(
        default=None, description="The bot's token from @BotFather; only `demo` works without it."
    )
    telegram_api_url: str = Field(
        default="https://api.telegram.org", description="Another Bot API server, if you run one."
    )
    database_url: str = Field(
        default="sqlite:///data/thidua.db",
        description="SQLite file, or postgresql+psycopg://user:password@host/database.",
    )
    files_dir: Path = Field(
        default=Path("data/files"), description="Where the files that people send are kept."
    )
    keys_dir: Path = Field(
        default=Path("keys"),
        description="Keys of open secret ballots: outside the database and every backup.",
    )
    language: Literal["vi", "en"] = Field(
        default="vi", description="The language of this program's own messages on the command line."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged; no texts, names or tokens at any level."
    )
    webhook_listen: str = Field(
        default="127.0.0.1:8443",
        description="Where `run --webhook` listens, behind your HTTPS proxy: host:port.",
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql+psycopg://", "postgresql://")):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        return value.replace("postgresql://", "postgresql+psycopg://", 1)

    @field_validator("telegram_api_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("webhook_listen")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or int(port) not in range(1, 65536):
            raise ValueError("must be host:port, for example 127.0.0.1:8443")
        return value


class ConfigError(Exception):
    """The configuration is faulty; the message names every fault."""


def load_config() -> Config:
    """The configuration. Raises ConfigError that names every faulty variable at once."""
    try:
        return Config()
    except ValidationError as error:
        faults = [f"{str(each['loc'][0]).upper()}: {each['msg']}" for each in error.errors()]
        raise ConfigError("\n".join(faults)) from None
