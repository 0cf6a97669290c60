"""Django reads these names; in templates `{{ day|date:"DAY_HEADING" }}` finds ours as well."""

DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
MONTH_DAY_FORMAT = "j M"
YEAR_MONTH_FORMAT = "F Y"
FIRST_DAY_OF_WEEK = 1

DAY_HEADING = "l j F"  # above the contests of a day
FULL_DATE = "l, j F Y"
WEEKDAY_DATE = "D j M Y"  # in a list that goes over years
WEEKDAY_DATETIME = "D j M Y, H:i"
WEEKDAY_TIME = "D H:i"  # within a week
TWO_LINES = "D\u00a0j\u00a0M\u00a0Y, H:i"  # in narrow cells the line breaks between date and time
MOMENT = "j M, H:i"
EXACT_MOMENT = "j M H:i:s"
EXACT_DATETIME = "j M Y, H:i:s"
SHORT_MONTH = "M Y"
MONTH_TICK = "M"  # on an axis
