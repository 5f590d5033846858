"""A synthetic list of persons, and synthetic published totals, for the page on lists.

Nothing here is about anybody: regions, numbers and dates come from a random generator with a fixed
seed, and persons are numbers.
"""

from __future__ import annotations

import calendar
import random

import pandas as pd

#: Each invented region with how many persons a month it counts at most, and how many of its
#: persons the list names.
REGIONS = {
    "Область А": ("region-a", 160, 0.95),
    "Область Б": ("region-b", 120, 0.75),
    "Область В": ("region-c", 90, 0.55),
    "Область Г": ("region-d", 70, 0.30),
    "Область Д": ("region-e", 45, 0.12),
}
TERMS = {region: term for region, (term, _, _) in REGIONS.items()}
#: A region stands in the list under two spellings.
SPELLINGS = TERMS | {"обл. Б": "region-b"}
VOCABULARY = {
    "places": pd.DataFrame(
        {"term": TERMS.values(), "label": [f"{r} (invented)" for r in TERMS], "broader": "ussr"}
    )
}
MONTHS = [(1937, month) for month in range(8, 13)] + [(1938, month) for month in range(1, 12)]
#: Months whose files the list does not have, and a total that was printed with two digits swapped.
MISSING = {("Область Б", 1938, month) for month in (3, 4, 5)}
SWAPPED = ("Область А", 1937, 10)
_NAMES = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
GENITIVES = dict(enumerate(_NAMES.split(), 1))
SEED = 1937


def synthetic_records() -> pd.DataFrame:
    """Make the list: some persons of each region, some of them twice, with dates of all kinds."""
    return _made()[0]


def synthetic_totals() -> pd.DataFrame:
    """Make the totals that an invented register gives for each region and month, as claims."""
    return _made()[1]


def _made() -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = random.Random(SEED)
    people, totals = [], []
    for region, (term, most, named) in REGIONS.items():
        for year, month in MONTHS:
            number = rng.randrange(most // 2, most)
            totals.append((term, f"{year}-{month:02}", _printed(region, year, month, number)))
            for _ in range(number):
                if (region, year, month) not in MISSING and rng.random() < named:
                    people.append((region, _date(rng, year, month)))
    rows = [(f"person {n:04}", *person) for n, person in enumerate(people)]
    rows += rng.sample(rows, len(rows) // 25)
    rng.shuffle(rows)
    records = pd.DataFrame(rows, columns=["person", "region", "date"])
    other_spelling = rng.sample(records.index[records["region"] == "Область Б"].tolist(), 40)
    records.loc[other_spelling, "region"] = "обл. Б"
    return records, _claims(totals)


def _printed(region: str, year: int, month: int, number: int) -> int:
    if (region, year, month) != SWAPPED:
        return number
    digits = str(number)
    return int(digits[0] + digits[2] + digits[1])


def _date(rng: random.Random, year: int, month: int) -> str:
    day = rng.randrange(1, calendar.monthrange(year, month)[1] + 1)
    forms = {
        f"{year}-{month:02}-{day:02}": 40,
        f"{day:02}.{month:02}.{year}": 30,
        f"{day} {GENITIVES[month]} {year} г.": 10,
        f"{year}-{month:02}-??": 8,
        f"{year}": 6,
        "": 4,
        f"{30 + month % 2}.02.{year}": 2,
    }
    return rng.choices(list(forms), list(forms.values()))[0]


def _claims(totals: list[tuple[str, str, int]]) -> pd.DataFrame:
    rows = [
        {
            "claim_id": f"register.{place}.{period}",
            "measure": "executions",
            "place": place,
            "period": period,
            "as_printed": f"{number:,}",
            "precision": "exact",
            "claimant": "invented register",
            "source": "synthetic totals",
        }
        for place, period, number in totals
    ]
    return pd.DataFrame(rows)


def synthetic_lists() -> pd.DataFrame:
    """Make three overlapping lists of 5,000 invented persons, after linkage: person and list.

    The memorial book copies half of what the archive holds; the families know of four in ten; 800
    whom no list could hold, the people of the last tenth and more, are nobody's neighbours and have
    no file.
    """
    rng = random.Random(SEED)
    rows = []
    for number in range(5_000):
        person, beyond = f"person {number:04}", number >= 4_200
        archive = not beyond and rng.random() < 0.5
        book = not beyond and (rng.random() < 0.25 or (archive and rng.random() < 0.5))
        families = not beyond and rng.random() < 0.4
        found = zip(("archive", "book", "families"), (archive, book, families), strict=True)
        rows += [(person, name) for name, there in found if there]
    return pd.DataFrame(rows, columns=["person", "list"])
