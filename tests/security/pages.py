"""Pages as an attacker reads them: their forms with all fields, and where each leads."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

_SKIPPED = {"submit", "button", "image", "reset"}


@dataclass
class Form:
    """A form as a browser would send it: `fields` are what is filled in, `files` the names of file inputs."""

    action: str
    method: str
    multipart: bool = False
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._textarea = ""
        self._select = ""
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.add(given["href"].partition("#")[0])
        if tag == "form":
            action = given.get("action") or self.address
            self._open = Form(action, given.get("method", "get").lower(), "multipart" in given.get("enctype", ""))
            self.forms.append(self._open)
        elif self._open is not None:
            self._field(tag, given, self._open)

    def _field(self, tag: str, given: dict[str, str], form: Form) -> None:
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in _SKIPPED:
            if given.get("type") == "file":
                form.files.append(name)
            elif given.get("type") in {"checkbox", "radio"}:
                if "checked" in given or name not in form.fields:
                    form.fields[name] = [given.get("value", "on")]
            else:
                form.fields.setdefault(name, []).append(given.get("value") or _likely(given.get("type", "text")))
        elif tag == "button" and name:
            form.fields[name] = [given.get("value", "")]
        elif tag == "textarea" and name:
            self._textarea = name
            form.fields[name] = ["x"]
        elif tag == "select" and name:
            self._select = name
        elif (
            tag == "option"
            and self._select
            and (self._select not in form.fields or "selected" in given or form.fields[self._select] == [""])
        ):
            form.fields[self._select] = [given.get("value", "")]

    def handle_data(self, data: str) -> None:
        if self._textarea and self._open is not None and data.strip():
            self._open.fields[self._textarea] = [data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            self._select = ""


def _likely(kind: str) -> str:
    return {"email": "new@example.org", "date": "2026-03-02", "number": "3"}.get(kind, "x")


def read_page(html: str, address: str) -> tuple[list[Form], set[str]]:
    """Return the forms of a page and the addresses of this installation that it links to."""
    reader = _Forms(address)
    reader.feed(html)
    return [form for form in reader.forms if not urlsplit(form.action).netloc], reader.links
