"""Django reads these names; in templates `{{ day|date:"DAY_HEADING" }}` finds ours as well."""

DATE_FORMAT = "j b Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j b Y, H:i"
MONTH_DAY_FORMAT = "j b"
YEAR_MONTH_FORMAT = "F Y"
FIRST_DAY_OF_WEEK = 1

DAY_HEADING = "l, j E"  # above the contests of a day
WEEKDAY_DATE = "D, j b Y"  # in a list that goes over years
WEEKDAY_TIME = "D H:i"  # within a week
