"""The pages. Three tables say all of it: a `Page` shows what services answered, a `Listing` shows rows of one query,
a `Form` gives one command. A view is a guard, one round of questions, and a template; no rule lives here: what may be
done is drawn from `may`, what is wrong is what the service said (docs/decisions/0020).

    row.py      what a row of the tables may say          pages/      the tables, area by area
    visit.py    one request of one visitor                views.py    page, list and form, as Flask views
    fields.py   a command's fields as questions           reading.py  from what was typed to the command
    layout.py   header, navigation, banner                words.py    dates, money, labels
    lists.py    rows of one query                         whole.py    rows that come in one piece
"""
