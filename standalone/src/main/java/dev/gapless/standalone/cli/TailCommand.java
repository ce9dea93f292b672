package dev.gapless.standalone.cli;

import dev.gapless.common.live.LiveChangeClient;
import dev.gapless.common.live.LiveListener;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.secret.Secret;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code gapless tail}. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the changes of a stream as they come, a line of JSON each, until it is interrupted.",
            "What the service says beside them is printed to standard error."
        })
final class TailCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Parameters(paramLabel = "STREAM", description = "source/account/stream")
    private String stream = "";

    @Option(names = "--offset", description = "go on after the last line of an earlier run: its offset")
    private String offset = "";

    @Option(names = "--count", description = "end when at least so many changes were printed (default: never)")
    private int count = Integer.MAX_VALUE;

    /** Prints what one stream's client hears. */
    private static final class ChangePrinter implements LiveListener {

        private final StreamId channel;
        private final CountDownLatch left;
        private volatile String offset = "";

        ChangePrinter(StreamId channel, int count) {
            this.channel = channel;
            this.left = new CountDownLatch(count);
        }

        @Override
        public void change(StreamId from, JsonNode change, String next) {
            System.out.println("{\"channel\":\"%s\",\"offset\":\"%s\",\"change\":%s}".formatted(from, next, change));
            offset = next;
            left.countDown();
        }

        @Override
        public void reset(StreamId from, String reason) {
            System.err.println(from + " reset: " + reason + "; changes may be missing before here");
        }

        @Override
        public void message(JsonNode message) {
            System.err.println(message);
        }

        @Override
        public void disconnected(String cause) {
            System.err.println(channel + " disconnected: " + cause + "; offset " + offset + "; it connects again");
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        StreamId channel = StreamId.parse(stream);
        URI service = URI.create(running.address(SuiteService.LIVE));
        Secret token = Secret.of(Files.readString(running.tokenFile()).strip());
        ChangePrinter printer = new ChangePrinter(channel, count);
        try (LiveChangeClient client = new LiveChangeClient(List.of(service), token, printer)) {
            client.subscribe(channel, offset);
            printer.left.await();
        }
        return 0;
    }
}
