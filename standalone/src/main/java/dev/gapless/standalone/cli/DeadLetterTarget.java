package dev.gapless.standalone.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One letter by its id, or all new ones of a choice. */
final class DeadLetterTarget {

    @Mixin
    private DeadLetterFilterOptions choice = new DeadLetterFilterOptions();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "the letter's id")
    private @Nullable Long id;

    @Option(names = "--dry-run", description = "only print how many letters match the filter")
    private boolean dryRun;

    @Option(
            names = "--limit",
            description = "at most this many of the matching letters (default: all; 1000 to discard)")
    private @Nullable Integer limit;

    @Nullable
    Long id() {
        return id;
    }

    /** @return what is wrong with it; null when nothing is */
    @Nullable
    String mistake(boolean all) {
        if (id == null) {
            return choice.empty() && !all ? "nothing chosen (expected: an ID, or a choice such as --rule)" : null;
        }
        return dryRun || !choice.empty()
                ? "--dry-run and filters are for many letters (expected: an ID alone; 'show ID' shows the letter)"
                : null;
    }

    boolean isDryRun() {
        return dryRun;
    }

    Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>(Map.of("filter", choice.filter(), "dryRun", dryRun));
        if (limit != null) {
            request.put("limit", limit);
        }
        return request;
    }
}
