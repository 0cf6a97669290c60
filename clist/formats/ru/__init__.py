"""Russian: names of days and months in small letters, months in the genitive beside a day."""
