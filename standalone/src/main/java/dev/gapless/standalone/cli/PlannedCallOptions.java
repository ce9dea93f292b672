package dev.gapless.standalone.cli;

import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.standalone.api.RestApi;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that change something and can tell first what they would do. */
final class PlannedCallOptions {

    @Option(names = "--dry-run", description = "only show what the call would do, with the hash of the plan")
    private boolean dryRun;

    @Option(
            names = "--plan",
            paramLabel = "HASH",
            description = "carry out the call only if its effects are still those of the dry run with this hash")
    private @Nullable String planHash;

    @Option(
            names = "--override",
            paramLabel = "RULE",
            description = "a safety rule that may be broken; may be repeated")
    private List<String> overridden = new ArrayList<>();

    @Option(
            names = "--override-reason",
            paramLabel = "WHY",
            description = "why the rule may be broken, for the audit log")
    private @Nullable String overrideReason;

    boolean isDryRun() {
        return dryRun;
    }

    /** The interface, which is told of the plan. */
    RestApi under(RestApi api) {
        return api.ifMatch(planHash);
    }

    /** @param path with or without a query */
    String path(String path) {
        StringBuilder all = new StringBuilder(path);
        if (dryRun) {
            add(all, CallConditions.DRY_RUN, "true");
        }
        overridden.forEach(rule -> add(all, CallConditions.OVERRIDE, rule));
        if (overrideReason != null) {
            add(all, CallConditions.OVERRIDE_REASON, overrideReason);
        }
        return all.toString();
    }

    private static void add(StringBuilder path, String name, String value) {
        path.append(path.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(SuiteConnectionOptions.encoded(value));
    }
}
