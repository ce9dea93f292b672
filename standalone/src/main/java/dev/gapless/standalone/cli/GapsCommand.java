package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.Service;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gapless gaps}. */
@Command(name = "gaps", mixinStandardHelpOptions = true, description = "Gaps and their states, as JSON.")
final class GapsCommand implements Callable<Integer> {

    @Mixin
    private Running running = new Running();

    @Option(names = "--source", description = "only this source's")
    private String source = "";

    @Option(names = "--account", description = "only this account's")
    private String account = "";

    @Option(names = "--state", description = "OPEN, SCHEDULED, FILLING, FILLED or STUCK (default: all)")
    private String state = "";

    @Option(names = "--limit", description = "at most so many (default: ${DEFAULT-VALUE})")
    private int limit = 100;

    @Override
    public Integer call() throws IOException, InterruptedException {
        StringBuilder path = new StringBuilder("/v1/gaps?limit=" + limit);
        add(path, "source", source);
        add(path, "account", account);
        add(path, "state", state);
        System.out.println(running.api(Service.SCHEDULER).get(path.toString()));
        return 0;
    }

    private static void add(StringBuilder path, String name, String value) {
        if (!value.isEmpty()) {
            path.append('&').append(name).append('=').append(value);
        }
    }
}
