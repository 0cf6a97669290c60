"""Results for those who follow them by program: news of a contest, calendars of accounts."""
