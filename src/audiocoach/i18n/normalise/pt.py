"""Portuguese."""

from functools import cache

from audiocoach.i18n.normalise.rules import LanguageRules, build_rules

_WORDS = {
    "HIIT": "rit",
    "AMRAP": "amrap",
    "EMOM": "emom",
    "RDL": "levantamento terra romeno",
    "RPE": "R P E",
    "RIR": "R I R",
    "KB": "quételbel",
    "KBs": "quételbels",
    "DB": "halter",
    "DBs": "halteres",
    "TGU": "levantamento turco",
    "reps": "repetições",
    "rep.": "repetição",
    "aprox.": "aproximadamente",
    "p. ex.": "por exemplo",
    "máx.": "máximo",
    "mín.": "mínimo",
    "dir.": "direita",
    "esq.": "esquerda",
    "n.º": "número",
    "etc.": "et cetera",
}
_FEMININE = (
    "rodadas?|séries?|repetição|repetições|horas?|voltas?|libras?|vez|vezes|flexão|flexões|"
    "semanas?|quilocalorias?|calorias?|superséries?|passadas?"
)


@cache
def _feminine(n: int) -> str | None:
    """`uma`, `vinte e duas`, `duzentas`; None where the figures are read so anyway."""
    if n % 10 not in (1, 2) and n < 200:  # noqa: PLR2004
        return None
    from num2words import num2words

    words = str(num2words(n, lang="pt_BR")).replace("entos", "entas").split(" ")
    return " ".join([*words[:-1], {"um": "uma", "dois": "duas"}.get(words[-1], words[-1])])


RULES = build_rules(
    LanguageRules(
        language="pt",
        to="{} a {}",
        by="por",
        times="vez|vezes",
        and_="e",
        or_="ou",
        number="número",
        about="cerca de",
        out_of="de",
        half="meio",
        and_a_half="e meio",
        parts={
            3: "terço|terços",
            4: "quarto|quartos",
            5: "quinto|quintos",
            6: "sexto|sextos",
            8: "oitavo|oitavos",
        },
        units={
            "kg": "quilo|quilos",
            "g": "grama|gramas",
            "lb lbs": "libra|libras",
            "s seg sec": "segundo|segundos",
            "min": "minuto|minutos",
            "h": "hora|horas",
            "cm": "centímetro|centímetros",
            "km": "quilômetro|quilômetros",
            "km/h": "quilômetro por hora|quilômetros por hora",
            "kcal": "quilocaloria|quilocalorias",
            "%": "por cento",
        },
        oclock="h|horas",
        abbreviations=_WORDS,
        agreeing={_FEMININE: _feminine},
    )
)
