"""What the demo organisation is: its units, touchpoints, people, and the stories that its year tells.

Aurora Energie sells heat pumps and energy in Poland, the Netherlands, Sweden and Britain. Three things can be discovered:
repair visits in Poland got worse nine weeks ago (missed appointments), the invoice became clear when it was redrawn five months
ago, and business customers find it harder to reach somebody than households do.
"""

from __future__ import annotations

from dataclasses import dataclass

from luister.organisation.enums import Role
from luister.programme.enums import Channel

NAME = "Aurora Energie"
TIME_ZONE = "Europe/Amsterdam"
DAYS = 365
CUSTOMERS = 2400
REPAIR_WORSE_SINCE_DAYS = 63
INVOICE_REDRAWN_DAYS = 150


@dataclass(frozen=True)
class Country:
    """A country, its language, its two teams, and how many of the answers come from there."""

    key: str
    name: str
    language: str
    care: str
    field: str
    share: float
    habit: float
    """How much higher (or lower) people here answer for the same experience, in standard deviations."""


COUNTRIES = (
    Country("poland", "Poland", "pl", "Obsługa klienta Kraków", "Serwis terenowy Polska", 0.31, 0.10),
    Country("netherlands", "Netherlands", "nl", "Klantenservice Utrecht", "Monteurs Nederland", 0.29, -0.25),
    Country("sweden", "Sweden", "sv", "Kundservice Malmö", "Fältservice Sverige", 0.18, -0.10),
    Country("britain", "Britain", "en", "Customer care Leeds", "Field service Britain", 0.22, 0.05),
)


@dataclass(frozen=True)
class Spot:
    """A touchpoint: how good it is (in standard deviations), how often it is lived through, and which team lives it."""

    key: str
    name: str
    channel: Channel
    level: float
    share: float
    at_field: bool = False


TOUCHPOINTS = (
    Spot("customer-line", "Customer line", Channel.PHONE, 0.25, 0.28),
    Spot("chat", "Chat", Channel.CHAT, 0.05, 0.14),
    Spot("invoice", "Invoice", Channel.WEB, -0.35, 0.18),
    Spot("repair-visit", "Repair visit", Channel.VISIT, 0.45, 0.24, at_field=True),
    Spot("contract-start", "Contract start", Channel.WEB, 0.15, 0.16),
)


@dataclass(frozen=True)
class Person:
    """Somebody who signs in to the demo."""

    email: str
    name: str
    language: str
    role: Role
    unit: str
    """Key of a country with `/care` or `/field`, of a country, or empty for the whole."""


PEOPLE = (
    Person("sanne@aurora.example", "Sanne de Vries", "nl", Role.CX_MANAGER, ""),
    Person("erik@aurora.example", "Erik Lindqvist", "sv", Role.EXECUTIVE, ""),
    Person("priya@aurora.example", "Priya Shah", "en", Role.ANALYST, ""),
    Person("agnieszka@aurora.example", "Agnieszka Nowak", "pl", Role.MANAGER, "poland/care"),
    Person("marek@aurora.example", "Marek Zieliński", "pl", Role.COLLEAGUE, "poland/care"),
    Person("tomasz@aurora.example", "Tomasz Wójcik", "pl", Role.MANAGER, "poland/field"),
    Person("joost@aurora.example", "Joost Bakker", "nl", Role.MANAGER, "netherlands"),
    Person("femke@aurora.example", "Femke Jansen", "nl", Role.COLLEAGUE, "netherlands/care"),
    Person("elin@aurora.example", "Elin Bergström", "sv", Role.MANAGER, "sweden"),
    Person("oskar@aurora.example", "Oskar Nilsson", "sv", Role.COLLEAGUE, "sweden/care"),
    Person("grace@aurora.example", "Grace Holloway", "en", Role.MANAGER, "britain"),
    Person("daniel@aurora.example", "Daniel Price", "en", Role.COLLEAGUE, "britain/care"),
)

FIRST_NAMES = {
    "pl": ("Anna", "Piotr", "Katarzyna", "Paweł", "Ewa", "Michał", "Joanna", "Grzegorz", "Łucja", "Zbigniew"),
    "nl": ("Anouk", "Bram", "Lotte", "Sjoerd", "Fleur", "Ruben", "Ingrid", "Pieter", "Noor", "Wim"),
    "sv": ("Astrid", "Björn", "Karin", "Lars", "Maja", "Nils", "Sofia", "Göran", "Ylva", "Åke"),
    "en": ("Alice", "Ben", "Charlotte", "Owen", "Ruth", "Callum", "Harriet", "Imran", "Megan", "Trevor"),
}
LAST_NAMES = {
    "pl": ("Kowalska", "Wiśniewski", "Mazur", "Krawczyk", "Piotrowska", "Grabowski", "Pawlak", "Król", "Wrona", "Żak"),
    "nl": ("Visser", "Smit", "Meijer", "de Boer", "Mulder", "Vos", "van Dijk", "Hendriks", "Kok", "Dekker"),
    "sv": ("Andersson", "Lindgren", "Öberg", "Sandström", "Ekman", "Holm", "Sjöberg", "Dahl", "Norén", "Åkesson"),
    "en": ("Barker", "Clarke", "Doyle", "Evans", "Foster", "Green", "Hughes", "Kaur", "Lloyd", "Mills"),
}
CONTRACTS = (("home", 0.78), ("business", 0.22))
TENURES = (("first year", 0.24), ("1 to 3 years", 0.38), ("over 3 years", 0.38))
BUSINESS_HARDSHIP = 0.55
"""How much lower business customers rate the customer line and chat, in standard deviations."""
REPAIR_DROP = 1.0
INVOICE_GAIN = 0.75


@dataclass(frozen=True)
class Recent:
    """An answer of these days, so that everybody finds a customer who waits."""

    country: str
    spot: str
    hours_ago: float
    score: int
    text: str


RECENT = (
    Recent(
        "poland", "customer-line", 20, 2,
        "Pani na infolinii naprawdę mnie wysłuchała, ale technik nie przyjechał już drugi raz i nikt nie zadzwonił.",
    ),
    Recent("poland", "invoice", 54, 1, "Policzono mi dwa razy ten sam miesiąc. Proszę o telefon w tej sprawie."),
    Recent("poland", "repair-visit", 27, 1, "Czekałem od ósmej do szesnastej. Nikogo nie było."),
    Recent("netherlands", "customer-line", 22, 2, "Ik zou dinsdag teruggebeld worden. Niets gehoord."),
    Recent("netherlands", "repair-visit", 51, 2, "Derde bezoek voor dezelfde storing. Graag hierover gebeld worden."),
    Recent("sweden", "chat", 21, 2, "Tre standardsvar och inget av dem på min fråga. Ring mig gärna om det här."),
    Recent("sweden", "invoice", 53, 1, "Jag har fått betala samma månad två gånger."),
    Recent("britain", "customer-line", 23, 1, "Forty minutes on hold, and then the line went dead. Please call me about this."),
    Recent("britain", "repair-visit", 52, 2, "I took a day off and nobody came."),
)  # fmt: skip
