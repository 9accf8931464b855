"""Why a run failed that nobody could judge (`crawlers.outcome` judges the others): the reasons in its row."""

NOT_BEGUN = "the run could not begin"  # what was wrong follows
KILLED = "killed: the process was gone before the run came to its end"
