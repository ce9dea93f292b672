package dev.gapless.chaos;

import dev.gapless.standalone.suite.GaplessSuite;
import java.io.IOException;
import java.util.List;

/** The database is killed without warning, stays away, and comes back. */
final class PostgresRestart implements SuiteFault {

    private final PostgresProcess postgres;
    private final AlarmProbe alarm = new AlarmProbe("gapless_database_failures_total{cause=\"away\"");
    private long killed;

    PostgresRestart(PostgresProcess postgres) {
        this.postgres = postgres;
    }

    @Override
    public void strike(GaplessSuite suite) throws IOException {
        postgres.kill();
        killed++;
    }

    @Override
    public void heal(GaplessSuite suite) throws IOException {
        postgres.startAgain();
    }

    @Override
    public void watch(GaplessSuite suite) throws IOException, InterruptedException {
        alarm.look(suite);
    }

    @Override
    public String injected() {
        return "all processes of the database were killed, and started again later";
    }

    @Override
    public List<FaultProof> proofs() {
        return List.of(FaultProof.counted("%,d times killed", killed), alarm.proof());
    }
}
