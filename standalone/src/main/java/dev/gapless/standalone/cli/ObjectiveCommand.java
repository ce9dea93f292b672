package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless objective}. */
@Command(
        name = "objective",
        mixinStandardHelpOptions = true,
        description = "How the sources stand under the completeness objective: held in time, budget left, burn.")
final class ObjectiveCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--source", description = "only this source")
    private String source = "";

    /** @return 0 while every source has budget left, 1 when one has none, or when nothing is judged yet */
    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!source.isEmpty()) {
            running.requireKnown(source);
        }
        String answer = running.api(SuiteService.SCHEDULER)
                .get("/v1/objective" + (source.isEmpty() ? "" : "?source=" + source));
        JsonNode sources = JsonMapper.shared().readTree(answer);
        boolean kept = !sources.isEmpty();
        boolean table = output.format() == OutputFormat.table;
        if (!table) {
            output.print(answer);
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
                "%s: held in time %s (objective %s within %.0f s), budget left %.0f of %.0f s, burn 1h %s 6h %s 1d %s 3d %s%s",
                each.get("source").stringValue(),
                share(each.get("heldInTime")),
                share(each.get("target")),
                each.get("withinSeconds").doubleValue(),
                each.get("budgetLeftSeconds").doubleValue(),
                each.get("budgetSeconds").doubleValue(),
                number(burn.get("1h")),
                number(burn.get("6h")),
                number(burn.get("1d")),
                number(burn.get("3d")),
                end(each.get("exhaustedInSeconds")));
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
