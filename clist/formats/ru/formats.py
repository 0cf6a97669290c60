"""Django reads these names; in templates `{{ day|date:"DAY_HEADING" }}` finds ours as well."""

DATE_FORMAT = "j b Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j b Y, H:i"
MONTH_DAY_FORMAT = "j b"
YEAR_MONTH_FORMAT = "F Y"
FIRST_DAY_OF_WEEK = 1

DAY_HEADING = "l, j E"  # above the contests of a day
FULL_DATE = "l, j E Y"
WEEKDAY_DATE = "D, j b Y"  # in a list that goes over years
WEEKDAY_DATETIME = "D, j b Y, H:i"
WEEKDAY_TIME = "D H:i"  # within a week
TWO_LINES = "D,\u00a0j\u00a0b\u00a0Y, H:i"  # in narrow cells the line breaks between date and time
MOMENT = "j b, H:i"
EXACT_MOMENT = "j b H:i:s"
EXACT_DATETIME = "j b Y, H:i:s"
SHORT_MONTH = "F Y"
MONTH_TICK = "b"  # on an axis
