package dev.gapless.chaos;

import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteOptions;
import java.io.IOException;
import java.util.List;

/** Redis is killed and does not come back. */
final class RedisOutage implements SuiteFault {

    private final AlarmProbe alarm = new AlarmProbe("gapless_cache_failures_total");
    private long killed;

    /** Only a ledger that asks Redis can miss it. */
    @Override
    public SuiteOptions shape(SuiteOptions options) {
        return options.with(List.of("gapless.checkpoint.ledger.duplicate-cache=on"));
    }

    @Override
    public void strike(GaplessSuite suite) {
        List<ProcessHandle> servers = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").contains("redis-server"))
                .toList();
        servers.forEach(ProcessHandle::destroyForcibly);
        killed += servers.size();
    }

    @Override
    public void heal(GaplessSuite suite) {}

    @Override
    public void watch(GaplessSuite suite) throws IOException, InterruptedException {
        alarm.look(suite);
    }

    @Override
    public String injected() {
        return "Redis was killed and stayed away";
    }

    @Override
    public List<FaultProof> proofs() {
        return List.of(FaultProof.counted("%,d processes were killed", killed), alarm.proof());
    }
}
