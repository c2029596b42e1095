"""The cohort file of a study that supplies its own people: handed in by the named person, examined (domain 6)."""

import csv
import io

from .story import Story

# Columns of the template, and synthetic people whom the demonstration's data know; two of them have opted out.
HEADERS = (
    "UNIQUE_REFERENCE", "NHS_NO", "FAMILY_NAME", "GIVEN_NAME", "OTHER_GIVEN_NAME", "GENDER", "DATE_OF_BIRTH",
    "POSTCODE", *(f"ADDRESS_LINE{number}" for number in range(1, 6)), "PERSON_MIN_DATE", "PERSON_MAX_DATE", "STATUS",
)  # fmt: skip
PEOPLE = """9994902199|ABARA|JOAN|2|1951-03-14|E1 1BB
9991309640|BRIGHT|OMAR|1|1947-11-02|E2 8AA
9998322731|CHEN|LI|2|1960-02-29|E14 5AB
9998741688|DALY|NIAMH|2|1972-07-21|E17 3QQ
9990214220|ELLIS|TOM|1|1980-01-05|N1 9GU
9993220922|FOX|ROBIN|1|1939-12-30|E1 1BB
9990985111|GRAY|ANA|2|1966-06-06|E3 4LT
9998883296|HUGHES|IVY|2|1955-02-28|E6 1AA
9991589767|IQBAL|SARA|2|1990-09-09|E7 9NB
9999230172|JONES|PAT|1|1958-05-17|E8 1EJ
9991530347|KHAN|ALI|1|1944-08-23|E10 5NP
9990878633|LOWE|MAY|2|1949-10-10|E11 1HP""".splitlines()


def supply(story: Story) -> None:
    """The file, and what was found in it."""
    submitter, production = story["analyst"], story["max.orr"]
    filename = f"{story.reference}_cohort.csv"
    sha256 = submitter.client.upload(filename, _file(), "text/csv")
    submitter.post(f"{story.project}/cohort", sha256=sha256, filename=filename)
    story.tell("Cohort file handed in", submitter, "CohortReceived")
    story.tell("Cohort accepted", None, "CohortAccepted")
    found = production.get(story.project)["cohort"]
    story.note(f"{found['rows']} rows, {found['failed']} failed")


def _file() -> bytes:
    out = io.StringIO()
    rows = csv.DictWriter(out, HEADERS, restval="", lineterminator="\n")
    rows.writeheader()
    for number, line in enumerate(PEOPLE, 1):
        nhs_no, family, given, gender, born, postcode = line.split("|")
        rows.writerow({
            "UNIQUE_REFERENCE": f"B{number:04}", "NHS_NO": nhs_no, "FAMILY_NAME": family, "GIVEN_NAME": given,
            "GENDER": gender, "DATE_OF_BIRTH": born, "POSTCODE": postcode, "STATUS": "add",
        })  # fmt: skip
    return out.getvalue().encode()
