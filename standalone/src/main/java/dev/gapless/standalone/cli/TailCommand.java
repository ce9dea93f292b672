package dev.gapless.standalone.cli;

import dev.gapless.common.live.ChannelName;
import dev.gapless.common.live.LiveChangeClient;
import dev.gapless.common.live.LiveListener;
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
import tools.jackson.databind.node.StringNode;

/** {@code gapless tail}. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = {
            "Prints changes as they come, a line of JSON each, until it is interrupted: those of a stream, of one of its",
            "items, or of all streams of a pattern.",
            "Other messages of the service go to standard error."
        })
final class TailCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Parameters(
            paramLabel = "CHANNEL",
            description = "source/account/stream or source/account/stream/item; each of the first three may be *")
    private String name = "";

    @Option(names = "--offset", description = "go on after the last line of an earlier run: its offset")
    private String offset = "";

    @Option(names = "--count", description = "end when at least so many changes were printed (default: never)")
    private int count = Integer.MAX_VALUE;

    /** Prints what one channel's client hears. */
    private static final class ChangePrinter implements LiveListener {

        private final ChannelName channel;
        private final CountDownLatch left;
        private volatile String offset = "";

        ChangePrinter(ChannelName channel, int count) {
            this.channel = channel;
            this.left = new CountDownLatch(count);
        }

        @Override
        public void change(ChannelName from, JsonNode change, String next) {
            System.out.println("{\"channel\":%s,\"offset\":\"%s\",\"change\":%s}"
                    .formatted(StringNode.valueOf(from.key()), next, change));
            offset = next;
            left.countDown();
        }

        @Override
        public void reset(ChannelName from, String reason) {
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
        ChannelName channel = ChannelName.parse(name);
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
