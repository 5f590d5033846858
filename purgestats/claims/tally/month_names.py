"""Names of the months as lists of persons write them: Russian, Ukrainian and English."""

from __future__ import annotations

from purgestats import words

#: January first; in each the forms that stand alone or beside a day, and the usual short forms.
#: English names are those that periods are written with.
_FORMS = (
    "январь января январе янв січень січня січні січ",
    "февраль февраля феврале фев февр лютий лютого лютому лют",
    "март марта марте мар березень березня березні бер",
    "апрель апреля апреле апр квітень квітня квітні квіт",
    "май мая мае травень травня травні трав",
    "июнь июня июне июн червень червня червні черв",
    "июль июля июле июл липень липня липні лип",
    "август августа августе авг серпень серпня серпні серп",
    "сентябрь сентября сентябре сен сент вересень вересня вересні вер",
    "октябрь октября октябре окт жовтень жовтня жовтні жовт",
    "ноябрь ноября ноябре ноя нояб листопад листопада листопаді лист",
    "декабрь декабря декабре дек грудень грудня грудні груд",
)
MONTHS = {form: month for month, forms in enumerate(_FORMS, 1) for form in forms.split()}
for _month, _name in enumerate(words.MONTHS, 1):
    MONTHS |= dict.fromkeys((_name.casefold(), _name[:3].casefold()), _month)
MONTHS["sept"] = 9

#: Soviet files number months in Roman figures, typed in Latin or in Cyrillic letters.
_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
ROMAN_MONTHS = {
    spelling: month
    for month, numeral in enumerate(_ROMAN, 1)
    for spelling in (numeral, numeral.replace("x", "х"), numeral.replace("i", "і"))
}
