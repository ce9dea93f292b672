package dev.gapless.benchmarks.quota;

import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.common.secret.Secret;
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

    static MinerHost start(BenchmarkRig rig, Connector source, int number) {
        List<String> arguments = new ArrayList<>(rig.joining());
        arguments.add("--server.port=0");
        arguments.add("--gapless.instance=bench-miner-" + number);
        arguments.add("--gapless.network.allowed-private=127.0.0.0/8");
        // no scheduler answers; the tasks are as old as they say
        arguments.add("--gapless.scheduler-url=http://127.0.0.1:1");
        // an end without items is walked a second time at once
        arguments.add("--gapless.miner.slice.confirm-after=0s");
        arguments.add("--spring.data.redis.url=" + rig.servers().redisUri());
        return new MinerHost(MinerApplication.application()
                .registerShutdownHook(false)
                .initializers(started -> {
                    GenericApplicationContext beans = (GenericApplicationContext) started;
                    beans.registerBean(ConnectorCatalog.class, () -> name -> source);
                    beans.registerBean(CredentialProvider.class, SandboxCredentialProvider::new);
                })
                .run(arguments.toArray(String[]::new)));
    }

    /** Each account's credential follows from its id. */
    private static final class SandboxCredentialProvider implements CredentialProvider {

        @Override
        public Secret credential(String source, String account) {
            return Secret.of(LimitedSandbox.credential(account));
        }

        @Override
        public void refresh(String source, String account) {
            throw new IllegalStateException("the sandbox refused the credential of " + account);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
