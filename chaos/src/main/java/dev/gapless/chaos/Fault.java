package dev.gapless.chaos;

import dev.gapless.standalone.suite.SuiteHome;
import java.util.Locale;

/** The faults that can be named on the command line. */
enum Fault {
    POSTGRES_RESTART("away"),
    SLOW_FSYNC(""),
    DISK_FULL("disk-full"),
    REDIS_GONE("");

    private final String alarm;

    Fault(String alarm) {
        this.alarm = alarm;
    }

    /** The cause that the checkpoint service's counter of failures must name; empty when it must not fail. */
    String alarm() {
        return alarm;
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
