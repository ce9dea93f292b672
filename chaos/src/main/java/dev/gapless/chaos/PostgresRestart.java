package dev.gapless.chaos;

import java.io.IOException;

/** The database is killed without warning, stays away, and comes back. */
final class PostgresRestart implements HostFault {

    private final PostgresProcess postgres;
    private long killed;

    PostgresRestart(PostgresProcess postgres) {
        this.postgres = postgres;
    }

    @Override
    public void prepare() {}

    @Override
    public void strike() throws IOException {
        postgres.kill();
        killed++;
    }

    @Override
    public void heal() throws IOException {
        postgres.startAgain();
    }

    @Override
    public long fired() {
        return killed;
    }

    @Override
    public void end() {}
}
