"""The synthetic population: who they are, and the lists that speak about them. Nobody here is real."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from services.provisioning.data_core import vocabulary
from services.provisioning.domain import nhs_number

FIXED_NUMBERS = vocabulary.words(
    """9994902199 9991309640 9998322731 9998741688 9990214220 9993220922 9990985111 9998883296 9991589767 9999230172
9991530347 9990878633 9994621998 9999070043 9998543258 9993481637 9999898866 9998123232 9994413864 9995253577 9990974985
9997046439 9998333997 9997324013"""
)
FIXED_OPTED_OUT = ("9998741688", "9990985111", "9994621998")

# The people of the demonstration cohort file, so that it finds its matches: family name, given name, sex, date of
# birth, postcode, in the order of the fixed numbers.
_FIXED_PEOPLE = tuple(
    line.split("|")
    for line in """ABARA|JOAN|F|1951-03-14|E1 1BB
BRIGHT|OMAR|M|1947-11-02|E2 8AA
CHEN|LI|F|1960-02-29|E14 5AB
DALY|NIAMH|F|1972-07-21|E17 3QQ
ELLIS|TOM|M|1980-01-05|N1 9GU
FOX|ROBIN|M|1939-12-30|E1 1BB
GRAY|ANA|F|1966-06-06|E3 4LT
HUGHES|IVY|F|1955-02-28|E6 1AA
IQBAL|SARA|F|1990-09-09|E7 9NB
JONES|PAT|M|1958-05-17|E8 1EJ
KHAN|ALI|M|1944-08-23|E10 5NP
LOWE|MAY|F|1949-10-10|E11 1HP""".splitlines()
)
TWINS = (12, 13)
"""The places of the twins, who share everything but the given name, and that begins with the same letter."""

MISSING_NUMBER, OPTED_OUT, DISSENT, DEATHS, FEMALE = 0.04, 0.054, 0.005, 0.03, 0.51
EVERY_PROJECT = "*"


@dataclass(frozen=True, kw_only=True)
class Person:
    """One synthetic person. `nhs_number` is empty for those without; `died` is None for the living."""

    person_id: int
    nhs_number: str
    mrn: str
    family_name: str
    given_name: str
    sex: str
    born: date
    postcode: str
    lsoa: str
    imd_decile: int
    ethnicity: str
    practice: str
    died: date | None


def population(rng: random.Random, count: int, as_of: date, first_day: date) -> list[Person]:
    """`count` people (at least 100), the fixed ones first. `as_of` is the day on which ages are counted, `first_day`
    the earliest day of a death."""
    numbers = _numbers(rng, count)
    unnumbered = set(rng.sample(range(len(FIXED_NUMBERS), count), round(count * MISSING_NUMBER)))
    dead = set(rng.sample(range(len(FIXED_NUMBERS), count), round(count * DEATHS)))
    people: list[Person] = []
    for place in range(count):
        family, given, sex, born, postcode = _who(rng, place, as_of, people)
        died = None
        if place in dead:
            earliest = max(first_day, born)
            died = earliest + timedelta(days=rng.randrange((as_of - earliest).days + 1))
        people.append(
            Person(
                person_id=place + 1,
                nhs_number="" if place in unnumbered else numbers[place],
                mrn=f"MRN{7_000_000 + place * 37}",
                family_name=family,
                given_name=given,
                sex=sex,
                born=born,
                postcode=postcode,
                lsoa=f"E0100{rng.randrange(4000, 5000)}",
                imd_decile=rng.randint(1, 10),
                ethnicity=rng.choices(*zip(*vocabulary.ETHNICITIES, strict=True))[0],
                practice=f"Z{rng.randrange(81001, 81041)}",
                died=died,
            )
        )
    return people


def opted_out(rng: random.Random, people: list[Person]) -> list[str]:
    """The numbers of the people who opted out in the mock: the fixed three and others, 5.4% of all people."""
    others = [person.nhs_number for person in people[len(FIXED_NUMBERS) :] if person.nhs_number]
    return sorted([*FIXED_OPTED_OUT, *rng.sample(others, round(len(people) * OPTED_OUT) - len(FIXED_OPTED_OUT))])


def dissents(rng: random.Random, people: list[Person], day: date) -> list[tuple[int, str, date]]:
    """(person, project or `*`, from): 0.5% of the people said no to the hospital itself."""
    chosen = rng.sample(range(len(FIXED_NUMBERS), len(people)), max(1, round(len(people) * DISSENT)))
    return [(people[place].person_id, EVERY_PROJECT, day) for place in sorted(chosen)]


def _numbers(rng: random.Random, count: int) -> list[str]:
    numbers = dict.fromkeys(FIXED_NUMBERS)
    while len(numbers) < count:
        numbers.setdefault(nhs_number.next_synthetic(f"999{rng.randrange(9_999_000):07d}"))
    return list(numbers)


def _who(rng: random.Random, place: int, as_of: date, people: list[Person]) -> tuple[str, str, str, date, str]:
    if place < len(_FIXED_PEOPLE):
        family, given, sex, day, postcode = _FIXED_PEOPLE[place]
        return family, given, sex, date.fromisoformat(day), postcode
    if place == TWINS[1]:
        twin = people[TWINS[0]]
        return twin.family_name, "ROSE", twin.sex, twin.born, twin.postcode
    sex = "F" if rng.random() < FEMALE else "M"
    # An even spread of ages would give a hospital too few old patients; this one leans older.
    born = as_of - timedelta(days=int(rng.betavariate(1.7, 1.2) * 99.9 * 365.25))
    postcode = f"{rng.choice(vocabulary.POSTCODE_AREAS)}{rng.choice('ABDEFGHJLN')}{rng.choice('ABDEFGHJLN')}"
    if place == TWINS[0]:
        return "MARCHANT", "ROSA", "F", born, postcode
    return rng.choice(vocabulary.FAMILY_NAMES), rng.choice(vocabulary.GIVEN_NAMES[sex]), sex, born, postcode
