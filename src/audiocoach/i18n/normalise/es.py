"""Spanish."""

from functools import cache

from audiocoach.i18n.normalise.rules import LanguageRules, Rule, build_rules

_WORDS = {
    "HIIT": "jit",
    "AMRAP": "amrap",
    "EMOM": "emom",
    "RDL": "peso muerto rumano",
    "RPE": "R P E",
    "RIR": "R I R",
    "KB": "pesa rusa",
    "KBs": "pesas rusas",
    "DB": "mancuerna",
    "DBs": "mancuernas",
    "TGU": "levantamiento turco",
    "reps": "repeticiones",
    "reps.": "repeticiones",
    "rep.": "repetición",
    "aprox.": "aproximadamente",
    "p. ej.": "por ejemplo",
    "máx.": "máximo",
    "mín.": "mínimo",
    "izq.": "izquierda",
    "dcha.": "derecha",
    "der.": "derecha",
    "n.º": "número",
    "etc.": "etcétera",
}
_FEMININE = (
    "rondas?|series?|repetición|repeticiones|horas?|vueltas?|libras?|vez|veces|flexión|flexiones|"
    "sentadillas?|zancadas?|dominadas?|superseries?|semanas?|kilocalorías?|calorías?|pesas?|"
    "mancuernas?"
)
_MASCULINE = (
    "segundos?|minutos?|kilogramos?|gramos?|ejercicios?|metros?|centímetros?|kilómetros?|lados?|"
    "pies?|saltos?|días?|intentos?|burpees?"
)


@cache
def _feminine(n: int) -> str | None:
    """`una`, `veintiuna`, `doscientas`; None where the figures are read so anyway."""
    if n % 10 != 1 and n < 200:  # noqa: PLR2004
        return None
    words = _in_words(n)
    words = words.replace("ientos", "ientas").replace("quinientos", "quinientas")
    return f"{words[:-1]}a" if words.endswith("uno") else words


@cache
def _masculine(n: int) -> str | None:
    """`un`, `veintiún`, `treinta y un`."""
    if n % 10 != 1 or n % 100 == 11:  # noqa: PLR2004
        return None
    words = _in_words(n)
    return f"{words[:-3]}ún" if words.endswith("veintiuno") else words[:-1]


def _in_words(n: int) -> str:
    from num2words import num2words

    return str(num2words(n, lang="es"))


RULES = (
    *build_rules(
        LanguageRules(
            language="es",
            to="{} a {}",
            by="por",
            times="vez|veces",
            and_="y",
            or_="o",
            number="número",
            about="unos",
            out_of="de",
            half="medio",
            and_a_half="y medio",
            parts={
                3: "tercio|tercios",
                4: "cuarto|cuartos",
                5: "quinto|quintos",
                6: "sexto|sextos",
                8: "octavo|octavos",
            },
            units={
                "kg": "kilogramo|kilogramos",
                "g": "gramo|gramos",
                "lb lbs": "libra|libras",
                "s seg sec": "segundo|segundos",
                "min": "minuto|minutos",
                "h": "hora|horas",
                "cm": "centímetro|centímetros",
                "m": "metro|metros",
                "km": "kilómetro|kilómetros",
                "km/h": "kilómetro por hora|kilómetros por hora",
                "kcal": "kilocaloría|kilocalorías",
                "%": "por ciento",
            },
            oclock="h|horas",
            abbreviations=_WORDS,
            agreeing={
                _FEMININE: _feminine,
                _MASCULINE: _masculine,
                "tercio|cuarto|quinto|sexto|octavo": _masculine,
            },
        )
    ),
    Rule(r"\by (?=[iIíÍ]|[hH][iIíÍ](?![aeAE]))", "e "),
    Rule(r"\bo (?=[oOóÓ8]|[hH][oOóÓ])", "u "),
)
