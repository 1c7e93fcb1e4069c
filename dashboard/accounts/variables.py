"""Variables of the environment, read with care.

Belongs here: finding them, secrets in files, refusing what cannot be used. Does not belong here: what they mean
(`dashboard/accounts/environment.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import urlsplit


class WrongSettingError(Exception):
    """A variable of the environment that cannot be used: which, why, and what to do about it."""

    def __init__(self, variable: str, why: str, remedy: str) -> None:
        super().__init__(f"{variable}: {why}. {remedy}")
        self.variable, self.why, self.remedy = variable, why, remedy


def with_prefix(environ: Mapping[str, str], prefix: str, known: Collection[str]) -> dict[str, str]:
    """The variables of a prefix that are set, without it; one that is not known is a slip of the pen."""
    found = {
        key.removeprefix(prefix): value.strip()
        for key, value in environ.items()
        if key.startswith(prefix) and value.strip()
    }
    for name in sorted(found.keys() - set(known)):
        raise WrongSettingError(
            prefix + name,
            "没有这个变量 / there is no such variable",
            f"可用 / known: {', '.join(prefix + one for one in sorted(known))}",
        )
    return found


def count_of(environ: Mapping[str, str], variable: str) -> int:
    """A whole number, 0 where none is set."""
    text = environ.get(variable, "").strip() or "0"
    if not (text.isascii() and text.isdigit()):
        raise WrongSettingError(
            variable,
            f"不是非负整数 / not a whole number: {text}",
            "请写个数，例如 1 / give a number, such as 1",
        )
    return int(text)


def need(given: Mapping[str, str], prefix: str, name: str) -> None:
    """Refuse where a variable is missing that the others need."""
    if name not in given:
        others = ", ".join(prefix + one for one in sorted(given))
        raise WrongSettingError(
            prefix + name,
            f"没有设置，却设置了 / not set, although these are: {others}",
            "请补上，或全部删去 / set it, or remove them all",
        )


def secret_of(given: Mapping[str, str], prefix: str, name: str) -> str:
    """A secret out of a file, or, where nothing better is at hand, out of the environment itself."""
    file = f"{name}_FILE"
    if name in given and file in given:
        raise WrongSettingError(
            prefix + name,
            f"与 {prefix}{file} 重复 / given twice, also as {prefix}{file}",
            "请只留文件 / keep the file only",
        )
    if file not in given:
        return given.get(name, "")
    readable(given, prefix, file)
    found = Path(given[file]).read_text("utf-8").strip()
    if not found:
        raise WrongSettingError(
            prefix + file, "文件是空的 / the file is empty", "请写入密钥 / put the secret into it"
        )
    return found


def readable(given: Mapping[str, str], prefix: str, name: str) -> str:
    """The path that a variable gives, if the file can be read; empty where it gives none."""
    path = given.get(name, "")
    try:
        if path:
            Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettingError(
            prefix + name,
            f"无法读取 / cannot read {path} ({type(error).__name__})",
            "请检查路径，以及运行服务的用户能否读取 / check the path, and that the user of the server may read it",
        ) from None
    return path


def yes(given: Mapping[str, str], prefix: str, name: str) -> bool:
    """Whether a variable is 1."""
    if given.get(name, "0") not in ("0", "1"):
        raise WrongSettingError(prefix + name, "应为 0 或 1 / must be 0 or 1", "默认 / default: 0")
    return given.get(name) == "1"


def check_address(variable: str, address: str, *, is_plain: bool) -> None:
    """Refuse what is no address, and HTTP without TLS unless is_plain."""
    parts = urlsplit(address)
    if parts.scheme == "http" and not is_plain:
        raise WrongSettingError(
            variable,
            "不是 HTTPS / this is not HTTPS",
            "请用 https://；仅试验时可设 PLUMBLINE_OIDC_PLAIN=1 / use https://; for trials only, set PLUMBLINE_OIDC_PLAIN=1",
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongSettingError(
            variable, "不是网址 / this is no address", "请写作 / write it as https://…"
        )
