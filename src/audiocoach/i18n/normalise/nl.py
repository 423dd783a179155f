"""Dutch."""

from audiocoach.i18n.normalise.rules import LanguageRules, build_rules

_WORDS = {
    "HIIT": "hit",
    "AMRAP": "emrep",
    "EMOM": "imom",
    "RDL": "R D L",
    "RPE": "R P E",
    "RIR": "R I R",
    "KB": "kettlebell",
    "KBs": "kettlebells",
    "DB": "dumbbell",
    "DBs": "dumbbells",
    "TGU": "Turkish get-up",
    "herh.": "herhalingen",
    "ca.": "circa",
    "bijv.": "bijvoorbeeld",
    "d.w.z.": "dat wil zeggen",
    "max.": "maximaal",
    "min.": "minimaal",
    "nr.": "nummer",
    "li.": "links",
    "re.": "rechts",
}

RULES = build_rules(
    LanguageRules(
        language="nl",
        to="{} tot {}",
        by="keer",
        times="keer",
        and_="en",
        or_="of",
        number="nummer",
        about="ongeveer",
        out_of="van de",
        half="een half",
        and_a_half="en een half",
        parts={3: "derde", 4: "kwart", 5: "vijfde", 6: "zesde", 8: "achtste"},
        units={
            "kg": "kilo",
            "g": "gram",
            "lb lbs": "pond",
            "s sec": "seconde|seconden",
            "min": "minuut|minuten",
            "u h uur": "uur",
            "cm": "centimeter",
            "km": "kilometer",
            "km/u km/h": "kilometer per uur",
            "kcal": "kilocalorie|kilocalorieën",
            "%": "procent",
        },
        clock=("u", "min", "s"),
        oclock="uur",
        abbreviations=_WORDS,
    )
)
