"""The questionnaire to begin with: a score, its reason, and whether we may come back to you."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from luister.core.form.questionnaire import FIXED_SCALES, Question, Questionnaire, QuestionType
from luister.core.form.wordings import CONTACT_PROMPT, REASON_PROMPT, SCALE_LABELS, SCORE_PROMPTS, Wording

_SPOKEN = ("en", "pl", "nl", "sv")


class FormOfAddress(StrEnum):
    """How the reader is spoken to: Polish Pan/Pani and Dutch u, or the familiar form. English and Swedish have one."""

    FORMAL = "formal"
    FAMILIAR = "familiar"


def standard_questionnaire(
    metric: str = "nps",
    *,
    languages: Sequence[str] = _SPOKEN,
    default_language: str | None = None,
    form_of_address: Mapping[str, str] | str = FormOfAddress.FORMAL,
) -> Questionnaire:
    """Return the standard questionnaire: questions `score` (required), `reason` (text) and `contact`.

    Parameters
    ----------
    metric : {"nps", "csat", "ces"}
        What the score measures.
    languages : sequence of {"en", "pl", "nl", "sv"}
        Which wordings to take; the first is the default language unless `default_language` names another of them.
    form_of_address : {"formal", "familiar"} or mapping of language to it
        For Polish and Dutch; a language that the mapping does not name is addressed formally.

    Returns
    -------
    Questionnaire
        The score's prompt holds `{organisation}`, to be filled by `fill_placeholders`.

    Raises
    ------
    ValueError
        If metric, a language or a form of address is not among those named.
    """
    default = default_language or (languages[0] if languages else "")
    _check("metric", [metric], SCORE_PROMPTS)
    _check("languages", languages, _SPOKEN)
    _check("default_language", [default], languages)
    address = form_of_address if isinstance(form_of_address, Mapping) else dict.fromkeys(languages, form_of_address)
    _check("form_of_address", address.values(), FormOfAddress)
    familiar = {language for language, form in address.items() if form == FormOfAddress.FAMILIAR}

    def said(wording: Wording) -> dict[str, str]:
        return {language: _pick(wording[language], familiar=language in familiar) for language in languages}

    kind = QuestionType(metric)
    minimum, maximum = FIXED_SCALES[kind]
    score = Question(
        key="score",
        type=kind,
        metric=kind.metric,
        prompt=said(SCORE_PROMPTS[metric]),
        required=True,
        minimum=minimum,
        maximum=maximum,
        labels={point: said(wording) for point, wording in SCALE_LABELS[metric].items()},
    )
    reason = Question(key="reason", type=QuestionType.TEXT, prompt=said(REASON_PROMPT))
    contact = Question(key="contact", type=QuestionType.CONTACT, prompt=said(CONTACT_PROMPT))
    return Questionnaire((score, reason, contact), default, tuple(languages))


def _pick(wording: str | tuple[str, str], *, familiar: bool) -> str:
    return wording if isinstance(wording, str) else wording[familiar]


def _check(name: str, given: Iterable[str], accepted: Iterable[str]) -> None:
    known = [str(value) for value in accepted]
    wrong = [value for value in given if value not in known]
    if wrong:
        raise ValueError(f"{name} has {', '.join(map(repr, wrong))}; accepted are {', '.join(known)}.")
