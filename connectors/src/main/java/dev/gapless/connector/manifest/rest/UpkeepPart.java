package dev.gapless.connector.manifest.rest;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.AbsenceRule;
import dev.gapless.connector.DeletionLimits;
import dev.gapless.connector.expression.MessageCondition;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.QuantityFormats;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import dev.gapless.connector.manifest.part.ConditionPart;
import dev.gapless.connector.manifest.part.HeaderParameterPart;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * {@code streams.NAME.retention}, {@code .reconcile} and {@code .read}: what becomes of items that are held already.
 */
final class UpkeepPart {

    private static final ValueFormat<Duration> RETENTION =
            QuantityFormats.duration(Duration.ofMinutes(1), Duration.ofDays(36_500));
    private static final ValueFormat<Duration> EVERY =
            QuantityFormats.duration(Duration.ofSeconds(1), Duration.ofDays(365));
    private static final ValueFormat<Long> ITEMS = ValueFormats.whole(0, 1_000_000_000);
    private static final ValueFormat<Long> PERCENT = ValueFormats.whole(0, 100);
    private static final ValueFormat<String> PATH = ValueFormats.matching(
            Pattern.compile("(/(?!\\.\\.?(/|$))([A-Za-z0-9._~!$&'()*+,;=:@%-]|\\{account}|\\{item})*)+"),
            "a path that begins with /, its only placeholders being {account} and {item}",
            "/v1/accounts/{account}/posts/{item}");

    /**
     * The call for one item alone.
     *
     * @param parameters of the query
     * @param item where the item is in the answer
     */
    record ReadCall(String path, Map<String, String> parameters, JsonPointer item) {}

    /** All null where nothing is said. */
    record Upkeep(
            @Nullable Duration retention,
            @Nullable Duration reconcile,
            DeletionLimits deletions,
            @Nullable ReadCall read,
            @Nullable AbsenceRule absence) {}

    private static final String ITEM = "{item}";

    private UpkeepPart() {}

    static Upkeep read(
            ManifestSection stream, PositionDomain domain, Duration settle, Set<Aspect> aspects, Set<Aspect> shows) {
        Duration retention = stream.optional("retention", RETENTION);
        if (retention != null && domain != PositionDomain.TIME) {
            stream.problem("retention", "only where the domain is time", "leave it out");
        } else if (retention != null && retention.compareTo(settle) <= 0) {
            stream.problem(
                    "retention",
                    "longer than settle",
                    "what the source forgets before it is sure is never read; write: retention: "
                            + QuantityFormats.written(atLeastAMinute(settle.multipliedBy(2))));
        }
        ManifestSection read = stream.optionalSection("read");
        ReadCall path = read == null ? null : call(read);
        MessageCondition gone = read == null ? null : ConditionPart.read(read, "gone-when", ConditionPart.ANSWER);
        ManifestSection reconcile = stream.optionalSection("reconcile");
        Duration every = reconcile == null ? null : reconcile.value("every", EVERY);
        DeletionLimits deletions = reconcile == null ? DeletionLimits.DEFAULT : deletions(reconcile);
        if (reconcile != null) {
            check(stream, domain, aspects, shows, path != null);
        }
        return new Upkeep(retention, every, deletions, path, gone == null ? null : new AbsenceRule(gone, true));
    }

    private static DeletionLimits deletions(ManifestSection reconcile) {
        ManifestSection section = reconcile.optionalSection("deletions");
        DeletionLimits unsaid = DeletionLimits.DEFAULT;
        if (section == null) {
            return unsaid;
        }
        DeletionLimits limits = new DeletionLimits(
                section.value("few", ITEMS, unsaid.few()),
                section.value("percent", PERCENT, unsaid.percent()),
                section.value("most", ITEMS, unsaid.most()));
        if (limits.most() < limits.few()) {
            section.problem("most", "at least few", "write: most: " + limits.few());
        }
        return limits;
    }

    private static ReadCall call(ManifestSection read) {
        String path = read.value("path", PATH);
        @Nullable ManifestSection section = read.optionalSection("parameters");
        Map<String, String> parameters = section == null ? Map.of() : section.texts();
        HeaderParameterPart.check(read, "parameters", parameters.keySet());
        boolean named = path.contains(ITEM) || parameters.values().stream().anyMatch(value -> value.contains(ITEM));
        if (read.has("path") && !path.isEmpty() && !named) {
            read.problem(
                    "path",
                    "{item} in the path or in a parameter",
                    "write it like this: path: /v1/accounts/{account}/posts/{item}");
        }
        return new ReadCall(path, parameters, read.value("item", ValueFormats.pointer(), JsonPointer.empty()));
    }

    private static Duration atLeastAMinute(Duration retention) {
        return retention.compareTo(Duration.ofMinutes(1)) < 0 ? Duration.ofMinutes(1) : retention;
    }

    private static void check(
            ManifestSection stream, PositionDomain domain, Set<Aspect> aspects, Set<Aspect> shows, boolean readable) {
        if (domain != PositionDomain.TIME) {
            stream.problem("reconcile", "only where the domain is time", "leave it out");
        } else if (shows.containsAll(aspects)) {
            stream.problem(
                    "reconcile",
                    "an aspect that the listing does not show",
                    "leave it out, or name in listing.shows what the listing really shows");
        } else if (aspects.contains(Aspect.DELETIONS) && !shows.contains(Aspect.DELETIONS) && !readable) {
            stream.problem(
                    "read",
                    "required where reconcile is to find deletions: the call for one item alone",
                    "add it, for example: read: {path: /v1/accounts/{account}/posts/{item}}");
        }
    }
}
