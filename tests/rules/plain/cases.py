"""Cases of a table of points, made from a number: the same number, the same case."""

from __future__ import annotations

from random import Random
from typing import Any

from madoguchi.rules.plain.findings import findings_of

NUMBERS = (0, 1, 2, 3, 4, 5, 6, 7, "7.5", 8, 10, 12, 15, 16, 19, "19.5", 20, 31, 63, 64, 80, "99.99", 100,
           120, 140, 159, "159.99", 160, 200)  # fmt: skip
DATES = ("2019-04-01", "2019-04-02", "2020-02-29", "2020-04-01", "2020-04-02", "2026-03-31", "2026-04-01",
         "2026-08-31", "2026-09-15", "2026-09-30", "2026-11-15", "2026-12-15", "2026-12-16",
         "2027-01-05")  # fmt: skip
TIMES = ("14:59", "15:00", "15:30", "16:00", "18:00", "18:01")
UNFIT = (True, -1, "x", [], ["x"], 100_000, "1.0000000001", None, {"a": 1}, "2026-02-30", "24:00")


def case(table: dict[str, Any], number: int) -> dict[str, Any]:
    """A case as its line would hold it. Some have errors: those are compared as well."""
    random = Random(f"{table['id']} {number}")
    findings = findings_of(table)
    often = random.choice([0.02, 0.06, 0.15])

    def part(scope: str) -> dict[str, Any]:
        found = {}
        for name, finding in findings.items():
            is_declared = finding in table.get("findings", ())
            if finding["scope"] == scope and random.random() < (0.85 if is_declared else often):
                found[name] = _value(random, finding)
        if random.random() < 0.01:
            found[random.choice([*findings, "unknown"])] = random.choice(UNFIT)
        return found

    guardians = random.choice([1, 1, 1, 1, 1, 2, 2, 2, 2, 0, table.get("guardians_at_most", 2)])
    return {
        "id": f"case{number}",
        "on": random.choice(["2026-12-15", "2026-12-31", "2027-02-28", "2026-05-31"]),
        "household": part("household"),
        "guardians": [part("guardian") for _ in range(guardians)],
        "facilities": {
            code: part("facility") for code in random.sample(["c01", "c02", "c03"], random.randint(0, 2))
        },
    }


def _value(random: Random, finding: dict[str, Any]) -> Any:
    match finding["type"]:
        case "flag":
            return random.random() < 0.8
        case "choice":
            return random.choice(finding["options"])["id"]
        case "date":
            return random.choice(DATES)
        case "time":
            return random.choice(TIMES)
        case "days":
            return (
                random.randint(0, 3) if random.random() < 0.3 else random.sample(DATES, random.randint(0, 4))
            )
        case "times":
            return random.choice([True, False, 0, 1, 2, 3])
    low, high = finding.get("at_least", 0), finding.get("at_most", 200)
    fitting = [each for each in NUMBERS if float(low) <= float(each) <= float(high)]
    if low < 0 and random.random() < 0.4:
        return random.randint(int(low), 0)
    if finding.get("several", "refuse") != "refuse" and random.random() < 0.3:
        return [random.choice(fitting[:12]) for _ in range(random.randint(1, 3))]
    return random.choice(fitting)
