"""Russian: numbers take the gender of what they count, and a case after prepositions."""

import re
from functools import cache, partial

from audiocoach.i18n.normalise.rules import LanguageRules, Rule, build_rules

_WORDS = {
    "HIIT": "хит",
    "ВИИТ": "виит",
    "AMRAP": "амрап",
    "EMOM": "эмом",
    "АМРАП": "амрап",
    "ЭМОМ": "эмом",
    "RDL": "румынская тяга",
    "RPE": "эр пэ е",
    "RIR": "эр и эр",
    "KB": "гиря",
    "KBs": "гири",
    "DB": "гантель",
    "DBs": "гантели",
    "TGU": "турецкий подъём",
    "повт.": "повторений",
    "прим.": "примерно",
    "макс.": "максимум",
    "мин.": "минимум",
    "напр.": "например",
    "т. е.": "то есть",
    "т.е.": "то есть",
    "лев.": "левая",
    "прав.": "правая",
}
_FEMININE = "минут[аы]|секунд[аы]|недел[яи]|сторон[аы]|калори[яи]|килокалори[яи]|част[ьи]|трет[ьи]"
_NEUTER = "повторени[ея]|упражнени[ея]"
_OF = "из|до|от|около|больше|меньше|более|менее|свыше"


@cache
def _in_words(n: int, form: str) -> str:
    from num2words import num2words

    how = {"case": "g"} if form == "g" else {"gender": form}
    return str(num2words(n, lang="ru", **how))


def _agreeing(form: str, n: int) -> str | None:
    """`одна`, `двадцать две`; None where the figures are read so anyway."""
    units = (1, 2) if form == "f" else (1,)
    return _in_words(n, form) if n % 10 in units and n % 100 not in (11, 12) else None


def _of(match: re.Match[str]) -> str:
    return f"{match[1]} {_in_words(int(match[2]), 'g')}"


RULES = (
    Rule(r"(?<=\d) с половиной", " и половина"),  # with a half, not so many seconds
    *build_rules(
        LanguageRules(
            language="ru",
            categories=("one", "few", "many", "other"),
            to="{} – {}",
            by="по",
            times="раз|раза|раз|раза",
            and_="и",
            or_="или",
            number="номер",
            about="примерно",
            out_of="из",
            half="половина",
            and_a_half="и половина",
            parts={
                3: "треть|трети|третей|трети",
                4: "четверть|четверти|четвертей|четверти",
                5: "пятая|пятых|пятых|пятых",
                6: "шестая|шестых|шестых|шестых",
                8: "восьмая|восьмых|восьмых|восьмых",
            },
            units={
                "kg кг": "килограмм|килограмма|килограммов|килограмма",
                "г": "грамм|грамма|граммов|грамма",
                "lb lbs": "фунт|фунта|фунтов|фунта",
                "s с сек sec": "секунда|секунды|секунд|секунды",
                "min мин": "минута|минуты|минут|минуты",
                "ч h": "час|часа|часов|часа",
                "cm см": "сантиметр|сантиметра|сантиметров|сантиметра",
                "м": "метр|метра|метров|метра",
                "km км": "километр|километра|километров|километра",
                "km/h км/ч": "километр в час|километра в час|километров в час|километра в час",
                "kcal ккал": "килокалория|килокалории|килокалорий|килокалории",
                "%": "процент|процента|процентов|процента",
            },
            clock=("ч", "мин", "с"),
            oclock="ч|часов|утра|вечера",
            abbreviations=_WORDS,
            agreeing={
                f"{_FEMININE}|четверт[ьи]|пятая|пятых|шестая|шестых|восьмая|восьмых": partial(
                    _agreeing, "f"
                ),
                _NEUTER: partial(_agreeing, "n"),
            },
        )
    ),
    Rule(rf"(?i:\b({_OF})) (\d+)(?![\w,.:/-]*\d)", _of),
)
