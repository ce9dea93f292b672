package dev.gapless.benchmarks.quota;

import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.connector.Connector;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.connector.catalog.CredentialProvider;
import dev.gapless.miner.MinerApplication;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A miner as it is started in production, but for what the scheduler would tell it: the manifest and credentials. */
final class MinerHost implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private MinerHost(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static MinerHost start(BenchmarkRig rig, Connector source, int number, CredentialProvider credentials) {
        return start(rig, source, number, credentials, "http://127.0.0.1:1");
    }

    /** @param scheduler counts calls while Redis is away; the tasks are not its own */
    static MinerHost start(
            BenchmarkRig rig, Connector source, int number, CredentialProvider credentials, String scheduler) {
        List<String> arguments = new ArrayList<>(rig.joining());
        arguments.add("--server.port=0");
        arguments.add("--gapless.instance=bench-miner-" + number);
        arguments.add("--gapless.network.allowed-private=127.0.0.0/8");
        arguments.add("--gapless.scheduler-url=" + scheduler);
        // an end without items is walked a second time at once
        arguments.add("--gapless.miner.slice.confirm-after=0s");
        arguments.add("--spring.data.redis.url=" + rig.servers().redisUri());
        return new MinerHost(MinerApplication.application()
                .registerShutdownHook(false)
                .initializers(started -> {
                    GenericApplicationContext beans = (GenericApplicationContext) started;
                    beans.registerBean(ConnectorCatalog.class, () -> name -> source);
                    beans.registerBean(CredentialProvider.class, () -> credentials);
                })
                .run(arguments.toArray(String[]::new)));
    }

    @Override
    public void close() {
        context.close();
    }
}
