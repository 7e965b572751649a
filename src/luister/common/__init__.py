"""Clock, mail, jobs, writer and backup: knows no customer and no survey."""
