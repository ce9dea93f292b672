package dev.gapless.standalone.upstreams;

import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A suite as a process of its own, which can be killed. It ends when its input does. */
final class SuiteProcessMain {

    /** Begins the line that tells where it can be reached. */
    static final String READY = "ready ";

    private SuiteProcessMain() {}

    /** @param arguments the data directory */
    public static void main(String[] arguments) throws IOException {
        SuiteHome home = SuiteHome.open(Path.of(arguments[0]));
        try (GaplessSuite suite = GaplessSuite.start(SuiteOptions.of(home, 0, what -> {})
                .confirmingSoon()
                .with(List.of("gapless.scheduler.planning.reconcile-delay=1s")))) {
            System.out.println(READY
                    + JsonMapper.shared()
                            .writeValueAsString(Map.of(
                                    "scheduler", suite.url(SuiteService.SCHEDULER),
                                    "checkpoint", suite.url(SuiteService.CHECKPOINT),
                                    "jdbc", suite.servers().jdbcUrl(),
                                    "user", suite.servers().databaseUser(),
                                    "password", suite.servers().databasePassword(),
                                    "kafka", suite.servers().kafkaBootstrapServers())));
            while (System.in.read() >= 0) {
                // until it ends
            }
        }
    }
}
