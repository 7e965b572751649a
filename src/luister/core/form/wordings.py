"""Wordings of the standard questions in the four languages.

NPS asks what Reichheld (2003) asked, CES what the Customer Effort Score 2.0 asks (CEB, 2013). Where formal and familiar
address differ there are two texts, formal first. Polish avoids verbs and adjectives that would guess at the reader's
gender, and puts a noun before the name so that the name need not be declined.
"""

from collections.abc import Mapping
from typing import TypeAlias

Wording: TypeAlias = Mapping[str, str | tuple[str, str]]

SCORE_PROMPTS: Mapping[str, Wording] = {
    "nps": {
        "en": "How likely is it that you would recommend {organisation} to a friend or colleague?",
        "pl": (
            "Jak prawdopodobne jest, że poleci Pan/Pani firmę {organisation} znajomym lub współpracownikom?",
            "Jak prawdopodobne jest, że polecisz firmę {organisation} znajomym lub współpracownikom?",
        ),
        "nl": (
            "Hoe waarschijnlijk is het dat u {organisation} zou aanbevelen aan een vriend of collega?",
            "Hoe waarschijnlijk is het dat je {organisation} zou aanbevelen aan een vriend of collega?",
        ),
        "sv": "Hur sannolikt är det att du skulle rekommendera {organisation} till en vän eller kollega?",
    },
    "csat": {
        "en": "Overall, how satisfied are you with {organisation}?",
        "pl": (
            "Jaki jest Pana/Pani ogólny poziom zadowolenia z usług firmy {organisation}?",
            "Jaki jest Twój ogólny poziom zadowolenia z usług firmy {organisation}?",
        ),
        "nl": (
            "Hoe tevreden bent u in het algemeen over {organisation}?",
            "Hoe tevreden ben je in het algemeen over {organisation}?",
        ),
        "sv": "Hur nöjd är du på det hela taget med {organisation}?",
    },
    "ces": {
        "en": "How far do you agree? “{organisation} made it easy for me to handle my issue.”",
        "pl": (
            "W jakim stopniu zgadza się Pan/Pani ze zdaniem: „Załatwienie mojej sprawy w firmie {organisation} było łatwe”?",
            "W jakim stopniu zgadzasz się ze zdaniem: „Załatwienie mojej sprawy w firmie {organisation} było łatwe”?",
        ),
        "nl": (
            "In hoeverre bent u het eens met deze stelling? ‘{organisation} maakte het mij gemakkelijk om te regelen wat ik wilde.’",
            "In hoeverre ben je het eens met deze stelling? ‘{organisation} maakte het mij makkelijk om te regelen wat ik wilde.’",
        ),
        "sv": "Hur väl instämmer du i påståendet? ”{organisation} gjorde det enkelt för mig att få mitt ärende löst.”",
    },
}

SCALE_LABELS: Mapping[str, Mapping[int, Wording]] = {
    "nps": {
        0: {"en": "Not at all likely", "pl": "Zupełnie nieprawdopodobne", "nl": "Zeer onwaarschijnlijk", "sv": "Inte alls sannolikt"},
        10: {"en": "Extremely likely", "pl": "Bardzo prawdopodobne", "nl": "Zeer waarschijnlijk", "sv": "Mycket sannolikt"},
    },
    "csat": {
        1: {"en": "Very dissatisfied", "pl": "Bardzo niski", "nl": "Zeer ontevreden", "sv": "Mycket missnöjd"},
        2: {"en": "Dissatisfied", "pl": "Niski", "nl": "Ontevreden", "sv": "Missnöjd"},
        3: {
            "en": "Neither satisfied nor dissatisfied",
            "pl": "Ani niski, ani wysoki",
            "nl": "Niet tevreden, niet ontevreden",
            "sv": "Varken nöjd eller missnöjd",
        },
        4: {"en": "Satisfied", "pl": "Wysoki", "nl": "Tevreden", "sv": "Nöjd"},
        5: {"en": "Very satisfied", "pl": "Bardzo wysoki", "nl": "Zeer tevreden", "sv": "Mycket nöjd"},
    },
    "ces": {
        1: {"en": "Strongly disagree", "pl": "Zdecydowanie się nie zgadzam", "nl": "Helemaal mee oneens", "sv": "Instämmer inte alls"},
        4: {
            "en": "Neither agree nor disagree",
            "pl": "Ani się zgadzam, ani się nie zgadzam",
            "nl": "Niet mee eens, niet mee oneens",
            "sv": "Varken instämmer eller inte",
        },
        7: {"en": "Strongly agree", "pl": "Zdecydowanie się zgadzam", "nl": "Helemaal mee eens", "sv": "Instämmer helt"},
    },
}

REASON_PROMPT: Wording = {
    "en": "What is the most important reason for your score?",
    "pl": ("Jaki jest najważniejszy powód Pana/Pani oceny?", "Jaki jest najważniejszy powód Twojej oceny?"),
    "nl": ("Wat is de belangrijkste reden voor uw score?", "Wat is de belangrijkste reden voor je score?"),
    "sv": "Vilken är den viktigaste anledningen till ditt betyg?",
}

CONTACT_PROMPT: Wording = {
    "en": "You may contact me about my answer",
    "pl": ("Wyrażam zgodę na kontakt w sprawie mojej odpowiedzi", "Zgadzam się na kontakt w sprawie mojej odpowiedzi"),
    "nl": ("U mag contact met mij opnemen over mijn antwoord", "Jullie mogen contact met mij opnemen over mijn antwoord"),
    "sv": "Ni får kontakta mig om mitt svar",
}
