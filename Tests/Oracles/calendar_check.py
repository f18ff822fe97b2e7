"""Compares every day of 2020-2026 in config/calendar with the PyPI package chinesecalendar (an independent source).

Usage: python3 calendar_check.py [CALENDAR_DIRECTORY]
Exits 0 when every day agrees, 1 with a line for each day that differs.
"""
import datetime
import json
import pathlib
import sys

import chinese_calendar

WORKING_DAYS = {2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}

default = pathlib.Path(__file__).resolve().parents[2] / "config" / "calendar"
directory = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
differences = days = 0
for year, expected in WORKING_DAYS.items():
    table = json.loads((directory / f"{year}.json").read_text())
    off, work = set(table["off"]), set(table["work"])
    if table["year"] != year or off & work:
        print(f"{year}.json: wrong year, or a day in both lists")
        differences += 1
    count, day = 0, datetime.date(year, 1, 1)
    while day.year == year:
        ours = day.isoformat() in work or (day.isoformat() not in off and day.isoweekday() <= 5)
        if ours != chinese_calendar.is_workday(day):
            print(f"{day}: ours says {'work' if ours else 'off'}, chinesecalendar says the opposite")
            differences += 1
        count, days, day = count + ours, days + 1, day + datetime.timedelta(1)
    if count != expected:
        print(f"{year}: {count} working days, expected {expected}")
        differences += 1
print(f"{days} days compared, {differences} differences")
sys.exit(1 if differences or days == 0 else 0)
