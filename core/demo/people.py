"""Names for the demo's people and companies."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

FIRST = {
    "es": "Lucía Mateo Sofía Diego Valentina Andrés Camila Javier Elena Tomás Paula Miguel Inés"
    " Hugo Carmen Pablo Julia Rafael Nuria Óscar Marta Iván Rosa Emilio",
    "en": "Olivia Jack Amelia Harry Grace George Emily Oscar Sophie Leo Chloe Arthur Hannah Noah"
    " Maya Ethan Zoe Lucas Priya Daniel Aisha Peter Nina Samuel",
}
LAST = {
    "es": "García Rodríguez Martínez López Gómez Herrera Castro Vargas Moreno Rojas Ortega"
    " Peña Salazar Núñez Ibáñez Cárdenas Muñoz Acosta",
    "en": "Walker Hughes Patel Murphy Bennett Clarke Foster Shah Reid Palmer Doyle Hunt Lowe"
    " Okafor Marsh Brooks Quinn Sutton",
}
COMPANIES = {
    "es": "Café Horizonte|Clínica San Gabriel|Ferretería El Tornillo|Colegio Los Cedros"
    "|Transportes del Valle|Librería Macondo",
    "en": "Harbour Bakery|Northfield Dental|Maple Street School|Brightside Design"
    "|Kestrel Logistics|Willow & Sons Plumbing",
}
STREETS = {
    "es": "Calle 45 # 12-30|Carrera 7 # 88-15|Avenida Reforma 210|Calle del Olmo 8",
    "en": "14 Mill Lane|Oak Avenue 221|3 Station Road|Elm Street 48",
}
# Those whom everybody may sign in as: the start of the demo and its sign-in pages name them.
PASSWORD = "ventanilla-demo"  # noqa: S105  # printed for everybody
ANA, BRUNO = "ana@demo.example", "bruno@demo.example"
STAFF = {role: f"{role}@demo.example" for role in ("admin", "agent", "csr")}
WITHOUT_ACCENTS = str.maketrans("áéíóúñüÁÉÍÓÚÑ", "aeiounuAEIOUN")


@dataclass(frozen=True, slots=True)
class Person:
    """One of the demo's customers."""

    first: str
    last: str
    email: str


def make_people(random: Random, language: str, count: int) -> list[Person]:
    """Return so many people; Ana and Bruno come first."""
    people = [
        Person("Ana", LAST[language].split()[0], ANA),
        Person("Bruno", LAST[language].split()[1], BRUNO),
    ]
    taken = {person.email for person in people}
    while len(people) < count:
        first = random.choice(FIRST[language].split())
        last = random.choice(LAST[language].split())
        email = f"{first}.{last}@demo.example".translate(WITHOUT_ACCENTS).lower()
        if email not in taken:
            taken.add(email)
            people.append(Person(first, last, email))
    return people
