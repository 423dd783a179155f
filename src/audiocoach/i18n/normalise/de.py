"""German."""

from audiocoach.i18n.normalise.rules import LanguageRules, build_rules

_WORDS = {
    "HIIT": "Hitt",
    "AMRAP": "Amräp",
    "EMOM": "Imomm",
    "RDL": "R D L",
    "RPE": "R P E",
    "RIR": "R I R",
    "KB": "Kettelbell",
    "KBs": "Kettelbells",
    "DB": "Kurzhantel",
    "KH": "Kurzhantel",
    "LH": "Langhantel",
    "TGU": "Törkisch Gett-app",
    "Wdh.": "Wiederholungen",
    "Wdh": "Wiederholungen",
    "Wh.": "Wiederholungen",
    "ca.": "circa",
    "z. B.": "zum Beispiel",
    "z.B.": "zum Beispiel",
    "bzw.": "beziehungsweise",
    "li.": "links",
    "re.": "rechts",
    "max.": "maximal",
    "min.": "mindestens",
    "inkl.": "inklusive",
    "Nr.": "Nummer",
    "1 einhalb": "eineinhalb",
}
_FEMININE = (
    "Runde|Minute|Sekunde|Stunde|Wiederholung|Übung|Seite|Serie|Woche|Kettlebell|Kurzhantel|"
    "Langhantel|Matte|Kilokalorie|Kniebeuge|Liegestütze"
)
_OTHERS = "Satz|Kilogramm|Pfund|Mal|mal|Meter|Zentimeter|Kilometer|Prozent|Fuß|Drittel|Viertel|Tag"

RULES = build_rules(
    LanguageRules(
        language="de",
        to="{} bis {}",
        by="mal",
        times="mal",
        and_="und",
        or_="oder",
        number="Nummer",
        about="etwa",
        out_of="von",
        half="ein halb",
        and_a_half="einhalb",
        parts={3: "Drittel", 4: "Viertel", 5: "Fünftel", 6: "Sechstel", 8: "Achtel"},
        units={
            "kg": "Kilogramm",
            "g": "Gramm",
            "lb lbs": "Pfund",
            "s sek sec": "Sekunde|Sekunden",
            "min": "Minute|Minuten",
            "h std": "Stunde|Stunden",
            "cm": "Zentimeter",
            "km": "Kilometer",
            "km/h": "Kilometer pro Stunde",
            "kcal": "Kilokalorie|Kilokalorien",
            "%": "Prozent",
        },
        oclock="Uhr",
        abbreviations=_WORDS,
        agreeing={
            _FEMININE: lambda n: "eine" if n == 1 else None,
            _OTHERS: lambda n: "ein" if n == 1 else None,
        },
    )
)
