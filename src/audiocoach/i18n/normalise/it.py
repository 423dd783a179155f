"""Italian."""

from audiocoach.i18n.normalise.rules import LanguageRules, Rule, build_rules

_WORDS = {
    "HIIT": "hit",
    "AMRAP": "amrap",
    "EMOM": "emom",
    "RDL": "stacco rumeno",
    "RPE": "R P E",
    "RIR": "R I R",
    "KB": "chètelbel",
    "DB": "manubrio",
    "DBs": "manubri",
    "TGU": "alzata turca",
    "rip.": "ripetizioni",
    "reps": "ripetizioni",
    "ca.": "circa",
    "p. es.": "per esempio",
    "max.": "massimo",
    "min.": "minimo",
    "dx": "destra",
    "sx": "sinistra",
    "n.": "numero",
    "ecc.": "eccetera",
}
_FEMININE = (
    "serie|ripetizione|ora|libbra|volta|superserie|settimana|flessione|trazione|chilocaloria|"
    "kettlebell"
)
_MASCULINE = (
    "secondo|minuto|giro|esercizio|chilo|chilogrammo|grammo|metro|centimetro|chilometro|lato|piede|"
    "terzo|quarto|quinto|sesto|ottavo|giorno"
)

RULES = (
    *build_rules(
        LanguageRules(
            language="it",
            to="da {} a {}",
            by="per",
            times="volta|volte",
            and_="e",
            or_="o",
            number="numero",
            about="circa",
            out_of="su",
            half="mezzo",
            and_a_half="e mezzo",
            parts={
                3: "terzo|terzi",
                4: "quarto|quarti",
                5: "quinto|quinti",
                6: "sesto|sesti",
                8: "ottavo|ottavi",
            },
            units={
                "kg": "chilo|chili",
                "g": "grammo|grammi",
                "lb lbs": "libbra|libbre",
                "s sec": "secondo|secondi",
                "min": "minuto|minuti",
                "h": "ora|ore",
                "cm": "centimetro|centimetri",
                "km": "chilometro|chilometri",
                "km/h": "chilometro all'ora|chilometri all'ora",
                "kcal": "chilocaloria|chilocalorie",
                "%": "per cento",
            },
            oclock="h|ore",
            abbreviations=_WORDS,
            agreeing={
                _FEMININE: lambda n: "una" if n == 1 else None,
                _MASCULINE: lambda n: "un" if n == 1 else None,
            },
        )
    ),
    Rule(r"\buna ora\b", "un'ora"),
    Rule(r"\bper da ", "per "),
)
