"""French."""

from functools import cache

from audiocoach.i18n.normalise.rules import LanguageRules, build_rules

_WORDS = {
    "HIIT": "hite",
    "AMRAP": "amrap",
    "EMOM": "émom",
    "RDL": "R D L",
    "RPE": "R P E",
    "RIR": "R I R",
    "KB": "kettlebell",
    "KBs": "kettlebells",
    "DB": "haltère",
    "DBs": "haltères",
    "TGU": "relevé turc",
    "rép.": "répétitions",
    "reps": "répétitions",
    "env.": "environ",
    "p. ex.": "par exemple",
    "max.": "maximum",
    "min.": "minimum",
    "n°": "numéro",
    "etc.": "et cetera",
}
_FEMININE = (
    "secondes?|minutes?|heures?|séries?|répétitions?|livres?|fois|kilocalories?|calories?|pompes?|"
    "tractions?|fentes?|semaines?|kettlebells?"
)


@cache
def _feminine(n: int) -> str | None:
    """`une`, `vingt et une`; None where the figures are read so anyway."""
    if n % 10 != 1:
        return None
    from num2words import num2words

    words = str(num2words(n, lang="fr"))
    return f"{words}e" if words.endswith("un") else None


RULES = build_rules(
    LanguageRules(
        language="fr",
        to="{} à {}",
        by="fois",
        times="fois",
        and_="et",
        or_="ou",
        number="numéro",
        about="environ",
        out_of="sur",
        half="un demi",
        and_a_half="et demi",
        parts={
            3: "tiers",
            4: "quart|quarts",
            5: "cinquième|cinquièmes",
            6: "sixième|sixièmes",
            8: "huitième|huitièmes",
        },
        units={
            "kg": "kilo|kilos",
            "g": "gramme|grammes",
            "lb lbs": "livre|livres",
            "s sec": "seconde|secondes",
            "min mn": "minute|minutes",
            "h": "heure|heures",
            "cm": "centimètre|centimètres",
            "km": "kilomètre|kilomètres",
            "km/h": "kilomètre heure|kilomètres heure",
            "kcal": "kilocalorie|kilocalories",
            "%": "pour cent",
        },
        oclock="h|heures",
        abbreviations=_WORDS,
        agreeing={_FEMININE: _feminine},
    )
)
