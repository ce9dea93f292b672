package dev.gapless.scheduler.schedules;

import org.springframework.data.jpa.repository.JpaRepository;

/** The schedules that operators set. */
interface StreamScheduleRepository extends JpaRepository<StreamSchedule, ScheduledStream> {}
