"""Registers of school units as Skolverket writes them, for the tests' municipality."""

HEADER = "KOMMUN;KOMMUNNAMN;SKOLFORM;SKOLENHETSKOD;NAMN;HUVUDMANNATYP;FKLASS;" + ";".join(f"ÅR{n}" for n in range(1, 10))


def register_of(*units: tuple[str, str, str, int]) -> bytes:
    """Each unit as code, name, grades (F–6) and number of pupils."""
    lines = [f"{HEADER};ELEVER FKLASS;ELEVER ÅR1"]
    for code, name, grades, pupils in units:
        first, last = (0 if grade == "F" else int(grade) for grade in grades.split("–"))
        taught = ["J" if first <= grade <= last else "N" for grade in range(10)]
        lines.append(";".join(["9901", "Provköping", "Grundskola", code, name, "Kommunal", *taught, str(pupils - 10), "10"]))
    return ("\n".join(lines) + "\n").encode("utf-8-sig")
