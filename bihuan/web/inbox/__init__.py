"""我的待办: what a person owes, what waits for that person's word, what waits on others."""
