"""Names of the months as lists of persons write them: Russian, Ukrainian and English."""

from __future__ import annotations

#: January first; in each the forms that stand alone or beside a day, and the usual short forms.
_FORMS = (
    "январь января январе янв січень січня січні січ january jan",
    "февраль февраля феврале фев февр лютий лютого лютому лют february feb",
    "март марта марте мар березень березня березні бер march mar",
    "апрель апреля апреле апр квітень квітня квітні квіт april apr",
    "май мая мае травень травня травні трав may",
    "июнь июня июне июн червень червня червні черв june jun",
    "июль июля июле июл липень липня липні лип july jul",
    "август августа августе авг серпень серпня серпні серп august aug",
    "сентябрь сентября сентябре сен сент вересень вересня вересні вер september sep sept",
    "октябрь октября октябре окт жовтень жовтня жовтні жовт october oct",
    "ноябрь ноября ноябре ноя нояб листопад листопада листопаді лист november nov",
    "декабрь декабря декабре дек грудень грудня грудні груд december dec",
)
MONTHS = {form: month for month, forms in enumerate(_FORMS, 1) for form in forms.split()}

#: Soviet files number months in Roman figures, typed in Latin or in Cyrillic letters.
_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
ROMAN_MONTHS = {
    spelling: month
    for month, numeral in enumerate(_ROMAN, 1)
    for spelling in (numeral, numeral.replace("x", "х"), numeral.replace("i", "і"))
}
