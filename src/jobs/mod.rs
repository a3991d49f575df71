//! What time makes happen: the timetable and one file per job.
