package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless objective}. */
@Command(
        name = "objective",
        mixinStandardHelpOptions = true,
        description = "Shows the completeness objective of each source: share in time, budget left, burn."
                + " With --streams it shows each stream, and what its objective needs."
                + " With SOURCE STREAM it sets the objective of a stream, or removes it with --clear.")
final class ObjectiveCommand implements Callable<Integer> {

    @Mixin
    private ControlCallOptions calls = new ControlCallOptions();

    @Option(names = "--source", description = "only this source")
    private String source = "";

    @Option(names = "--streams", description = "each stream of its own")
    private boolean streams;

    @Parameters(index = "0", arity = "0..1", paramLabel = "SOURCE")
    private @Nullable String setSource;

    @Parameters(index = "1", arity = "0..1", paramLabel = "STREAM")
    private @Nullable String setStream;

    @Option(names = "--target", description = "with SOURCE STREAM: share of the time, such as 0.999")
    private @Nullable Double target;

    @Option(names = "--within", description = "with SOURCE STREAM: the allowed lag, such as 1m")
    private @Nullable Duration within;

    @Option(names = "--clear", description = "with SOURCE STREAM: use the objective of the settings again")
    private boolean clear;

    /** @return 0 while every source has budget left, 1 when one has none, or when nothing is judged yet */
    @Override
    public Integer call() throws IOException, InterruptedException {
        return setSource == null ? show() : change(setSource);
    }

    private int change(String ofSource) throws IOException, InterruptedException {
        if (setStream == null || (!clear && (target == null || within == null))) {
            System.err.println("name a source, a stream, --target and --within, or --clear");
            return 2;
        }
        String path = "/v1/objective/%s/%s"
                .formatted(SuiteConnectionOptions.encoded(ofSource), SuiteConnectionOptions.encoded(setStream));
        if (clear || target == null || within == null) {
            calls.running().api(SuiteService.SCHEDULER).delete(path);
            return 0;
        }
        return calls.put(
                path,
                JsonMapper.shared()
                        .createObjectNode()
                        .put("target", target)
                        .put("withinSeconds", within.toMillis() / 1000.0));
    }

    private int show() throws IOException, InterruptedException {
        if (!source.isEmpty()) {
            calls.running().requireKnown(source);
        }
        String answer = calls.running()
                .api(SuiteService.SCHEDULER)
                .get("/v1/objective?byStream=%b".formatted(streams) + (source.isEmpty() ? "" : "&source=" + source));
        JsonNode sources = JsonMapper.shared().readTree(answer);
        boolean kept = !sources.isEmpty();
        boolean table = calls.output().format() == OutputFormat.table;
        if (!table) {
            calls.output().print(answer);
        } else if (!kept) {
            System.out.println("nothing is judged yet");
        }
        for (JsonNode each : sources) {
            kept &= each.get("budgetLeftSeconds").doubleValue() >= 0;
            if (table) {
                System.out.println(line(each));
            }
        }
        return kept ? 0 : 1;
    }

    private static String line(JsonNode each) {
        JsonNode burn = each.get("burn");
        return String.format(
                Locale.ROOT,
                "%s: held in time %s (objective %s within %.0f s), budget left %.0f of %.0f s, burn 1h %s 6h %s 1d %s 3d %s%s%s",
                name(each),
                share(each.get("heldInTime")),
                share(each.get("target")),
                each.get("withinSeconds").doubleValue(),
                each.get("budgetLeftSeconds").doubleValue(),
                each.get("budgetSeconds").doubleValue(),
                number(burn.get("1h")),
                number(burn.get("6h")),
                number(burn.get("1d")),
                number(burn.get("3d")),
                end(each.get("exhaustedInSeconds")),
                needs(each.get("derived")));
    }

    private static String name(JsonNode each) {
        JsonNode stream = each.get("stream");
        String name = each.get("source").stringValue();
        return stream == null || stream.isNull() ? name : name + "/" + stream.stringValue();
    }

    /** What follows from the objective of a stream. */
    private static String needs(@Nullable JsonNode derived) {
        return derived == null || derived.isNull()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; polls each %d s (%.1f %% of a credential's quota)%s, live paths %d, audits %.4f %% of the quota",
                        derived.get("pollSeconds").longValue(),
                        derived.get("quotaShare").doubleValue() * 100,
                        derived.get("pollsHold").booleanValue() ? "" : ", which do not hold it alone",
                        derived.get("livePaths").intValue(),
                        derived.get("auditShare").doubleValue() * 100);
    }

    private static String share(@Nullable JsonNode share) {
        return share == null || share.isNull()
                ? "unknown"
                : String.format(Locale.ROOT, "%.4f %%", share.doubleValue() * 100);
    }

    private static String number(@Nullable JsonNode number) {
        return number == null || number.isNull() ? "unknown" : String.format(Locale.ROOT, "%.2f", number.doubleValue());
    }

    private static String end(@Nullable JsonNode seconds) {
        return seconds == null || seconds.isNull()
                ? ""
                : String.format(Locale.ROOT, ", used up in %.0f s at this pace", seconds.doubleValue());
    }
}
