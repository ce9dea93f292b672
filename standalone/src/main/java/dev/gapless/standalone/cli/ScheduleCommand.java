package dev.gapless.standalone.cli;

import static dev.gapless.standalone.cli.SuiteConnectionOptions.encoded;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapless schedule}. */
@Command(
        name = "schedule",
        mixinStandardHelpOptions = true,
        description = "Shows the schedules that were set. Without a schedule, the manifest says when a stream is "
                + "polled.",
        subcommands = {
            ScheduleCommand.SetSchedule.class,
            ScheduleCommand.RemoveSchedule.class,
            ScheduleCommand.TriggerPoll.class,
            ScheduleCommand.ShowPolling.class
        })
final class ScheduleCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        output.print(running.api(SuiteService.SCHEDULER).get("/v1/schedules"));
        return 0;
    }

    /** A stream of a source, and how it is called. */
    static final class ScheduledStreamOptions {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Mixin
        private PlannedCallOptions plan = new PlannedCallOptions();

        @Parameters(index = "0", paramLabel = "SOURCE")
        private String source = "";

        @Parameters(index = "1", paramLabel = "STREAM")
        private String stream = "";

        private RestApi api() throws IOException {
            return plan.under(running.api(SuiteService.SCHEDULER));
        }

        private String path(String rest) {
            return plan.path("/v1/schedules/%s/%s%s".formatted(encoded(source), encoded(stream), rest));
        }
    }

    /** {@code gapless schedule set}. */
    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = "Polls a stream of all accounts at other times than its manifest says.")
    static final class SetSchedule implements Callable<Integer> {

        /** One of them. */
        static final class ScheduleInstants {

            @Option(names = "--every", required = true, description = "the time between two polls, such as 30m")
            private @Nullable Duration every;

            @Option(
                    names = "--cron",
                    required = true,
                    description = "second, minute, hour, day of month, month, day of week, such as \"0 0 3 * * *\"")
            private @Nullable String cron;

            @Option(names = "--adaptive", required = true, description = "by how reliable and how busy each account is")
            private boolean adaptive;
        }

        @Mixin
        private ScheduledStreamOptions stream = new ScheduledStreamOptions();

        @ArgGroup(multiplicity = "1")
        private ScheduleInstants instants = new ScheduleInstants();

        @Option(names = "--zone", description = "time zone of the times, such as Europe/Berlin (default: UTC)")
        private @Nullable String zone;

        @Option(names = "--from", description = "time of day when polls begin, such as 22:00")
        private @Nullable String from;

        @Option(names = "--to", description = "time of day when polls end, such as 06:00")
        private @Nullable String to;

        @Override
        public Integer call() throws IOException, InterruptedException {
            ObjectNode body = JsonMapper.shared().createObjectNode();
            if (instants.every != null) {
                body.put("kind", "interval").put("everySeconds", instants.every.toSeconds());
            } else if (instants.cron != null) {
                body.put("kind", "cron").put("cron", instants.cron);
            } else if (instants.adaptive) {
                body.put("kind", "adaptive");
            }
            body.put("zone", zone).put("from", from).put("to", to);
            stream.output.print(stream.api()
                    .put(
                            stream.path(""),
                            "application/json",
                            JsonMapper.shared().writeValueAsBytes(body)));
            return 0;
        }
    }

    /** {@code gapless schedule remove}. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Removes a schedule; the manifest says again when the stream is polled.")
    static final class RemoveSchedule implements Callable<Integer> {

        @Mixin
        private ScheduledStreamOptions stream = new ScheduledStreamOptions();

        @Override
        public Integer call() throws IOException, InterruptedException {
            stream.output.print(stream.api().delete(stream.path("")));
            return 0;
        }
    }

    /** {@code gapless schedule trigger}. */
    @Command(
            name = "trigger",
            mixinStandardHelpOptions = true,
            description = "Polls a stream once now, as soon as limits allow it.")
    static final class TriggerPoll implements Callable<Integer> {

        @Mixin
        private ScheduledStreamOptions stream = new ScheduledStreamOptions();

        @Option(names = "--account", description = "only this account")
        private @Nullable String account;

        @Override
        public Integer call() throws IOException, InterruptedException {
            ObjectNode body = JsonMapper.shared().createObjectNode().put("account", account);
            stream.output.print(stream.api()
                    .post(
                            stream.path(":trigger"),
                            "application/json",
                            JsonMapper.shared().writeValueAsBytes(body)));
            return 0;
        }
    }

    /** {@code gapless schedule account}. */
    @Command(
            name = "account",
            mixinStandardHelpOptions = true,
            description = "Shows how often an account is polled by an adaptive schedule, and why.")
    static final class ShowPolling implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Parameters(index = "0", paramLabel = "SOURCE")
        private String source = "";

        @Parameters(index = "1", paramLabel = "ACCOUNT")
        private String account = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            output.print(running.api(SuiteService.SCHEDULER)
                    .get("/v1/accounts/%s/%s/polling".formatted(encoded(source), encoded(account))));
            return 0;
        }
    }
}
