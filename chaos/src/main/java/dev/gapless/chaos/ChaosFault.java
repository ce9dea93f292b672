package dev.gapless.chaos;

import dev.gapless.standalone.suite.SuiteHome;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The faults that can be named on the command line. */
enum ChaosFault {
    POSTGRES_RESTART,
    SLOW_FSYNC,
    DISK_FULL,
    REDIS_GONE,
    PROCESSOR_AWAY,
    GROUPS_DELETED,
    OLDER_DATABASE,
    BACKUP_RESTORE,
    KAFKA_LATE,
    SECOND_SCHEDULER,
    KAFKA_AWAY,
    PROCESSOR_STOPPED,
    LARGE_BACKFILL,
    OPERATORS_MONTH,
    REPLICA_KILLED_IN_OPERATION;

    /** As it is written. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String labels() {
        return Arrays.stream(values()).map(ChaosFault::label).collect(Collectors.joining(", "));
    }

    SuiteFault in(SuiteHome home) {
        PostgresProcess postgres = new PostgresProcess(home.servers());
        return switch (this) {
            case POSTGRES_RESTART -> new PostgresRestart(postgres);
            case SLOW_FSYNC -> new SlowFsync(postgres, home.directory());
            case DISK_FULL -> new FullDisk(postgres);
            case REDIS_GONE -> new RedisOutage();
            case PROCESSOR_AWAY -> new ProcessorAway();
            case GROUPS_DELETED -> new GroupsDeleted();
            case OLDER_DATABASE -> OlderDatabase.ofStandby(postgres, home.directory());
            case BACKUP_RESTORE -> OlderDatabase.ofBackup(postgres, home.servers(), home.directory());
            case KAFKA_LATE -> new KafkaLate();
            case SECOND_SCHEDULER -> new SecondScheduler();
            case KAFKA_AWAY -> new KafkaAway();
            case PROCESSOR_STOPPED -> new ProcessorStopped();
            case LARGE_BACKFILL -> new LargeBackfill();
            case OPERATORS_MONTH -> new OperatorsMonth();
            case REPLICA_KILLED_IN_OPERATION -> new ReplicaKilledInOperation();
        };
    }
}
