package dev.gapless.chaos;

import dev.gapless.standalone.suite.SuiteHome;
import java.util.List;
import java.util.Locale;

/** The faults that can be named on the command line. */
enum Fault {
    POSTGRES_RESTART("gapless_database_failures_total{cause=\"away\""),
    SLOW_FSYNC(""),
    DISK_FULL("gapless_database_failures_total{cause=\"disk-full\""),
    REDIS_GONE("gapless_cache_failures_total");

    private final String alarm;

    Fault(String alarm) {
        this.alarm = alarm;
    }

    /** How the line of the checkpoint service's metrics begins that must count; empty when none must. */
    String alarm() {
        return alarm;
    }

    /** What the services are started with: only a ledger that asks Redis can miss it. */
    List<String> properties() {
        return this == REDIS_GONE ? List.of("gapless.checkpoint.ledger.hints=true") : List.of();
    }

    /** As it is written. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    HostFault in(SuiteHome home) {
        PostgresProcess postgres = new PostgresProcess(home.servers());
        return switch (this) {
            case POSTGRES_RESTART -> new PostgresRestart(postgres);
            case SLOW_FSYNC -> new SlowFsync(postgres, home.directory());
            case DISK_FULL -> new FullDisk(postgres);
            case REDIS_GONE -> new RedisGone();
        };
    }
}
