"""Reads a mapping from YAML. Each fault is told with its line."""

from __future__ import annotations

from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

from luister.exchange.files.limits import MAX_MAPPING_BYTES
from luister.exchange.files.mapping import Mapping
from luister.exchange.files.problems import MappingProblem, MappingWrong

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

    Place = Sequence[int | str]


_MAX_DEPTH = 20


def parse_mapping(text: str) -> tuple[Mapping, Any]:
    """Read a mapping. The second value is the YAML tree, which knows the line of each place (`line_of`).

    Raises
    ------
    MappingWrong
        With a problem for each fault: what was given, on which line, and what is accepted.
    """
    tree = _load(text)
    if not isinstance(tree, CommentedMap):
        raise MappingWrong([MappingProblem(_("a mapping begins with lines such as `survey:`; this text holds none."), line=1)])
    try:
        return Mapping.model_validate(_plain(tree)), tree
    except ValidationError as error:
        raise MappingWrong([_problem(details, tree) for details in error.errors()]) from None


def line_of(tree: Any, place: Place) -> int | None:
    """Return the line (from 1) of a place in the YAML tree, or of the nearest part around it that is there."""
    line = 1
    for asked in place:
        step = _as_written(tree, asked)
        if step is None:
            continue
        try:
            marks = tree.lc.key(step) if isinstance(tree, CommentedMap) else tree.lc.item(step)
            tree = tree[step]
        except (KeyError, IndexError, AttributeError, TypeError):
            return line
        line = marks[0] + 1
    return line


def _load(text: str) -> Any:
    if len(text.encode("utf-8", "replace")) > MAX_MAPPING_BYTES:
        raise MappingWrong([MappingProblem(_("the mapping is longer than %(limit)s bytes.") % {"limit": f"{MAX_MAPPING_BYTES:,}"})])
    yaml = YAML(typ="rt", pure=True)
    try:
        _refuse_traps(text)
        return yaml.load(text)
    except (YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        said = str(getattr(error, "problem", None) or error).splitlines()[0]
        line = None if mark is None else mark.line + 1
        raise MappingWrong([MappingProblem(_("this is not YAML: %(reason)s") % {"reason": said}, line=line)]) from None


def _refuse_traps(text: str) -> None:
    """Stop at what makes a small text cost minutes: aliases that repeat a part again and again, and brackets in brackets."""
    depth = 0
    for event in YAML(typ="rt", pure=True).parse(text):
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent):
            raise MappingWrong([MappingProblem(_("aliases (*name) are not accepted; write the part out."), line=line)])
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise MappingWrong([MappingProblem(_("the mapping is nested too deeply."), line=line)])


def _plain(node: Any) -> Any:
    """Return the tree in plain dicts and lists; keys become text, so that the code 6 needs no quotes."""
    if isinstance(node, CommentedMap):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value) for value in node]
    return node


def _as_written(tree: Any, step: int | str) -> int | str | None:
    if isinstance(tree, CommentedMap):
        if step in tree:
            return step
        if step == "scores" and "score" in tree:
            return "score"
        if isinstance(step, int):
            return None
        return next((key for key in tree if str(key) == step), step)
    return step if isinstance(tree, CommentedSeq) else None


def _problem(details: ErrorDetails, tree: Any) -> MappingProblem:
    place = tuple(step for step in details["loc"] if step != "[key]")
    name = ".".join(str(step + 1) if isinstance(step, int) else step for step in place)
    return MappingProblem(_sentence(details, place), name, line_of(tree, place))


def _sentence(details: ErrorDetails, place: Place) -> str:
    kind, given, context = details["type"], details.get("input"), details.get("ctx", {})
    if kind == "extra_forbidden":
        accepted = ", ".join(_fields_at(place[:-1]))
        return _("'%(name)s' is not known here; accepted: %(accepted)s.") % {"name": place[-1], "accepted": accepted}
    if kind == "missing":
        return _("this part is needed, but it is not there.")
    if kind in {"enum", "literal_error"}:
        accepted = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        return _("given is '%(given)s'; accepted: %(accepted)s.") % {"given": given, "accepted": accepted}
    if kind == "string_pattern_mismatch":
        return _("given is '%(given)s'; accepted are small letters, digits and hyphens, such as shop-visits.") % {"given": given}
    if kind == "value_error":
        return f"{context.get('error', details['msg'])}."
    said = details["msg"][:1].lower() + details["msg"][1:]
    shown = _("a part of its own") if isinstance(given, (dict, list)) else str(given)[:60]
    return _("given is '%(given)s'; %(reason)s.") % {"given": shown, "reason": said}


def _fields_at(place: Place) -> list[str]:
    """Return the names that are accepted at a place of the mapping."""
    model: Any = Mapping
    for step in place:
        if isinstance(step, int) or not hasattr(model, "model_fields") or step not in model.model_fields:
            continue
        model = _model_in(model.model_fields[step].annotation)
    return list(getattr(model, "model_fields", {}))


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in {Union, UnionType, list} or hasattr(annotation, "__metadata__"):
        return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)
    return None
