"""The components of our pages. Each tag says in its docstring what it takes; block tags take what stands inside as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.forms import CheckboxInput, CheckboxSelectMultiple, FileInput, HiddenInput, RadioSelect, Select
from django.template.loader import render_to_string
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luister.web import components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BaseForm, BoundField
    from django.template import Context

    from luister.web.charts import ChartView

register = template.Library()

_FILTERS_AT_ONCE = 6
TONES = ("", "glad", "flat", "sad", "amber", "accent")


def _render(name: str, **props: object) -> SafeString:
    return SafeString(render_to_string(f"components/{name}.html", props))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon beside words. `name`: a key of `icons.json`. `label`: what it says when it stands alone."""
    return components.draw_icon(name, label)


@register.simple_tag
def badge(text: str, tone: str = "") -> SafeString:
    """A word on a tinted ground. `tone`: glad, flat, sad, amber, accent, or nothing."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"badge was given the tone {tone!r}; it takes {', '.join(filter(None, TONES))}.")
    return format_html('<span class="badge-tone badge-{}">{}</span>', tone or "flat", text)


@register.simple_tag
def score(value: int | None, metric: str = "nps") -> SafeString:
    """A score as its customer gave it, in a round mark. `metric`: nps (0 to 10), csat and ces (1 to 5 or 7, high is good)."""
    if value is None:
        return SafeString("")
    sad_until, glad_from = {"nps": (6, 9)}.get(metric, (2, 4))
    tone = "sad" if value <= sad_until else "glad" if value >= glad_from else "flat"
    return format_html('<span class="score score-{}"><span class="visually-hidden">{} </span>{}</span>', tone, _("Score"), value)


@register.simple_tag
def figure(
    value: float | None = None,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    n: int | None = None,
    sentence: str = "",
    words: str = "",
    target: float | None = None,
    href: str = "",
    percent: bool = False,
    decimals: int = 0,
    scale_low: float | None = None,
    scale_high: float | None = None,
) -> SafeString:
    """A figure said as a sentence, with its interval as a bar.

    `value`, `low`, `high`, `target`: in the same unit (percent as 0 to 100). `unit`: what it is ("NPS"). `n`: answers.
    `sentence`: what is known beside it. `words`: said in place of a value that is None (few answers, or hidden).
    `href`: the way down to the voices. `scale_low`, `scale_high`: ends of the bar; -100 to 100 unless `percent`.
    """

    def write(number: float) -> str:
        return components.write_number(number, decimals=decimals, percent=percent)

    headline, bar = unit, None
    if value is not None and low is not None and high is not None:
        parts = {"unit": unit, "low": components.write_number(low, decimals=decimals), "high": write(high)}
        headline = _("%(unit)s, between %(low)s and %(high)s") % parts
        default = (0.0, 100.0) if percent else (-100.0, 100.0)
        scale = (default[0] if scale_low is None else scale_low, default[1] if scale_high is None else scale_high)
        bar = components.place_interval(value, low, high, target=target, scale=scale)
    return _render(
        "figure",
        value_text="" if value is None else write(value),
        words=words,
        headline=headline,
        n_text="" if n is None else components.count_answers(n),
        sentence=sentence,
        target_text="" if target is None else _("Target %(target)s.") % {"target": write(target)},
        href=href,
        bar=bar,
    )


@register.simple_tag
def case_row(*, href: str, title: str, lang: str = "", meta: str = "", due: str = "", late: bool = False) -> SafeString:
    """One thing that waits, in a `<ul class="row-list">`. `due`: when, in words; `late` sets it in the sad colour.

    `lang`: the language of `title`, where it is a customer's words.
    """
    return _render("case_row", href=href, title=title, lang=lang, meta=meta, due=due, late=late)


@register.simple_block_tag
def card(content: str, *, title: str = "", id: str = "", **props: str) -> SafeString:  # noqa: A002 - the name of the HTML attribute
    """A white card. `title`: a quiet heading. `id`, `class`: as in HTML."""
    return _render("card", content=content, title=title, id=id, **props)


@register.simple_block_tag
def quote(
    content: str,
    *,
    text: str,
    lang: str = "",
    spans: Sequence[tuple[int, int]] = (),
    meta: str = "",
    href: str = "",
    size: str = "normal",
) -> SafeString:
    """What a customer said, in their language; inside stand badges and buttons.

    `text`, `lang`: the words and their language. `spans`: (start, end) of words to underline. `meta`: one soft line.
    `size`: normal, or large where it is the page's voice. `href`: makes the words a link.
    """
    marked = components.mark_spans(text, spans, language=lang or get_language() or "en")
    return _render("quote", content=SafeString(content.strip()), text=marked, lang=lang, meta=meta, href=href, size=size)


@register.simple_block_tag
def empty_state(content: str, *, title: str, text: str = "", icon: str = "") -> SafeString:
    """An empty page: `title` says what will be here, `text` how to get it; inside stands the one action."""
    return _render("empty_state", content=SafeString(content.strip()), title=title, text=text, icon=icon)


@register.simple_block_tag
def data_table(content: str, *, caption: str, caption_hidden: bool = False) -> SafeString:
    """A table that scrolls in itself on a phone. `caption`: what it shows; inside stand thead and tbody. Numbers: `class="num"`."""
    return _render("data_table", content=content, caption=caption, caption_hidden=caption_hidden)


@register.simple_tag
def pager(*, next_url: str = "", previous_url: str = "", shown: str = "") -> SafeString:
    """Newer and older, for cursor paging. `shown`: how much is on this page, in words."""
    return _render("pager", next_url=next_url, previous_url=previous_url, shown=shown)


@register.simple_tag
def progress(
    *,
    label: str,
    text: str = "",
    value: int = 0,
    max: int = 0,  # noqa: A002 - the name of the HTML attribute
    url: str = "",
    done: bool = False,
    id: str = "progress",  # noqa: A002 - the name of the HTML attribute
) -> SafeString:
    """Work that goes on. Asks `url` each second for this same tag until `done`. `max` 0: how much there is, is not known yet."""
    return _render("progress", label=label, text=text, value=value, max=max, url=url, done=done, id=id)


@register.simple_block_tag(takes_context=True)
def confirm(context: Context, content: str, *, url: str, label: str, question: str, button: str, tone: str = "sad") -> SafeString:
    """A button that asks before it posts, also without a script. Inside: further fields. `tone`: sad (takes away) or primary."""
    props = {"url": url, "label": label, "question": question, "button": button, "tone": tone, "content": content}
    return SafeString(render_to_string("components/confirm.html", props, request=context.get("request")))


@register.simple_block_tag(takes_context=True)
def post_button(context: Context, content: str, *, url: str, label: str, **props: str) -> SafeString:
    """A button that posts to `url`. Inside: hidden fields. `class`: of the button (`btn`)."""
    props = {"class": "btn", **props, "url": url, "label": label, "content": content}
    return SafeString(render_to_string("components/post_button.html", props, request=context.get("request")))


@register.simple_tag
def filter_bar(form: BaseForm, target: str = "") -> SafeString:
    """Filters in the address: a GET form that sends itself when changed. `target`: CSS selector of the part to renew (by htmx).

    More than six filters are too many to look at: all but the first five fold away, unless one of them is in use.
    """
    fields = form.visible_fields()
    first, more = (fields, []) if len(fields) <= _FILTERS_AT_ONCE else (fields[: _FILTERS_AT_ONCE - 1], fields[_FILTERS_AT_ONCE - 1 :])
    used = any(form.data.get(bound.html_name) for bound in more)
    return _render("filter_bar", form=form, target=target, first=first, more=more, more_is_used=used)


@register.simple_tag
def field(bound: BoundField, *, optional: bool = True) -> SafeString:
    """A field with label, help and errors tied to it. `optional`: say so where an answer is not required."""
    widget = bound.field.widget
    kind, classes = "input", "form-control"
    if isinstance(widget, HiddenInput):
        kind = "hidden"
    elif isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        kind = "choices"
    elif isinstance(widget, CheckboxInput):
        kind, classes = "checkbox", ""
    elif isinstance(widget, Select):
        classes = "form-select"
    elif isinstance(widget, FileInput):
        classes = "form-control file-input"
    attrs: dict[str, Any] = {}
    if kind == "input":
        attrs["class"] = f"{widget.attrs.get('class', '')} {classes}".strip()
    control = "" if kind == "choices" else bound.as_widget(attrs=attrs)
    return _render("field", bound=bound, kind=kind, control=control, optional=optional and not bound.field.required and kind != "checkbox")


@register.simple_tag
def form_fields(form: BaseForm) -> SafeString:
    """All fields of a form, with what is wrong with the form as a whole above them."""
    return form.as_div()


@register.simple_tag
def chart(view: ChartView) -> SafeString:
    """A chart drawn by the browser, as a picture without a script, its numbers as a table, and downloads. `view`: a `ChartView`."""
    rows = _render("chart_rows", view=view)
    table = _render("data_table", content=rows, caption=view.title, caption_hidden=True)
    return _render("chart", view=view, id=view.id, data=json_script(view.browser_data(), f"{view.id}-data"), table=table)
