package dev.gapless.scheduler.status;

import dev.gapless.connector.StreamSpec;
import dev.gapless.scheduler.sources.Source;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.status.ConsumerGroups.ConsumerGroupState;
import dev.gapless.scheduler.status.DeadLetterCounts.DeadLetterCount;
import dev.gapless.scheduler.status.StatusQueries.NotLive;
import dev.gapless.scheduler.status.StatusQueries.StreamCount;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.client.RestClientException;

/** Gathers from tables, Kafka and the checkpoint service what fails or waits. */
final class StatusService {

    private static final Logger LOG = LoggerFactory.getLogger(StatusService.class);

    private static final Comparator<StatusFinding> URGENT_FIRST = Comparator.comparing(StatusFinding::severity)
            .thenComparing(StatusFinding::kind)
            .thenComparing(Comparator.comparingLong(StatusFinding::count).reversed());

    private final StatusQueries queries;
    private final SourceCatalog sources;
    private final ConsumerGroups groups;
    private final DeadLetterCounts letters;
    private final DatabaseClock clock;

    StatusService(
            StatusQueries queries,
            SourceCatalog sources,
            ConsumerGroups groups,
            DeadLetterCounts letters,
            DatabaseClock clock) {
        this.queries = queries;
        this.sources = sources;
        this.groups = groups;
        this.letters = letters;
        this.clock = clock;
    }

    /** What is not the caller's is not read, so it takes no place of what is. */
    StatusView of(StatusScope scope) throws InterruptedException {
        Instant now = clock.instant();
        Map<String, Source> readable = sources.all();
        ConsumerGroupState kafka = groups.read();
        List<StatusFinding> general = new ArrayList<>(consumers(kafka));
        List<StatusFinding> found = new ArrayList<>(queries.captures(scope, now));
        found.addAll(queries.gaps(scope, now));
        found.addAll(queries.forgottenSoon(scope, now));
        found.addAll(queries.polls(scope, now));
        found.addAll(queries.flags(scope));
        queries.notLive(scope, now).stream()
                .filter(stream -> capturedLive(readable.get(stream.source()), stream.stream()))
                .map(StatusService::notLive)
                .forEach(found::add);
        kafka.parked().forEach((name, partitions) -> found.add(parked(name, partitions)));
        try {
            letters.unsettled().stream()
                    .map(StatusService::letters)
                    .forEach(each -> (each.scope().source() == null ? general : found).add(each));
        } catch (RestClientException e) {
            LOG.debug("dead-letters-unanswered", e);
            general.add(general(
                    "service",
                    "the checkpoint service does not answer",
                    "See whether checkpoint-service runs, and gapless.checkpoint-url of the scheduler names it."));
        }
        StatusView view = view(now, scope, readable, general, found);
        return scope.caller().limited() ? view.ofSources(scope.caller()) : view;
    }

    private StatusView view(
            Instant now,
            StatusScope scope,
            Map<String, Source> readable,
            List<StatusFinding> general,
            List<StatusFinding> found) {
        Map<String, Long> accounts = queries.accounts(scope);
        Map<String, StreamCount> streams = queries.streams(scope);
        List<SourceStatusView> views = new ArrayList<>();
        for (String name : scope.caller().among(sources.names())) {
            if (scope.source() == null || scope.source().equals(name)) {
                List<StatusFinding> own = new ArrayList<>(found.stream()
                        .filter(finding -> name.equals(finding.scope().source()))
                        .toList());
                long followed = accounts.getOrDefault(name, 0L);
                own.addAll(setUp(name, readable.containsKey(name), followed));
                own.sort(URGENT_FIRST);
                StreamCount count = streams.getOrDefault(name, new StreamCount(0, 0));
                views.add(new SourceStatusView(name, state(own), followed, count.streams(), count.live(), own));
            }
        }
        general.sort(URGENT_FIRST);
        List<StatusFinding> all = new ArrayList<>(general);
        views.forEach(view -> all.addAll(view.findings()));
        return new StatusView(now, state(all), general, views);
    }

    /** The worst of some findings. */
    static String state(List<StatusFinding> findings) {
        return findings.stream()
                .map(StatusFinding::severity)
                .filter(severity -> severity != StatusSeverity.NOTICE)
                .min(Comparator.naturalOrder())
                .map(Enum::name)
                .orElse("OK");
    }

    /** What is missing before anything can be captured. */
    private static List<StatusFinding> setUp(String source, boolean readable, long accounts) {
        if (!readable) {
            return List.of(new StatusFinding(
                    StatusSeverity.FAILING,
                    "manifest",
                    new FindingScope(source, null, null, accounts),
                    1,
                    "this release does not accept the stored manifest",
                    null,
                    null,
                    "Run ./gapless source apply FILE with the manifest: it lists every mistake with its remedy."));
        }
        return accounts > 0
                ? List.of()
                : List.of(new StatusFinding(
                        StatusSeverity.NOTICE,
                        "accounts",
                        new FindingScope(source, null, null, 0),
                        0,
                        "no account is followed",
                        null,
                        null,
                        "Run: ./gapless account add %s ACCOUNT".formatted(source)));
    }

    /** True for a stream of events that a live connection covers when all is well. */
    static boolean capturedLive(@Nullable Source source, String stream) {
        StreamSpec spec = source == null || !source.spec().socket().confirming()
                ? null
                : source.spec().streams().get(stream);
        return spec != null && spec.proven() && spec.kind() == StreamSpec.Kind.EVENT;
    }

    private static StatusFinding notLive(NotLive stream) {
        return new StatusFinding(
                StatusSeverity.FAILING,
                "live",
                new FindingScope(stream.source(), stream.account(), stream.stream(), stream.accounts()),
                stream.accounts(),
                "no live connection covers the stream, and no capture service reports why",
                stream.since(),
                null,
                "See whether ws-capture-service runs and reaches Kafka and the scheduler.");
    }

    private static StatusFinding parked(String source, int partitions) {
        return new StatusFinding(
                StatusSeverity.FAILING,
                "processing",
                new FindingScope(source, null, null, 0),
                partitions,
                "captured records wait at the processors, which could not read the manifest",
                null,
                null,
                "See whether processor-service reaches the scheduler and is of the same release. The records are"
                        + " processed as soon as it reads the manifest.");
    }

    private static StatusFinding letters(DeadLetterCount count) {
        String filter = count.source() == null ? "" : " --source " + count.source();
        return new StatusFinding(
                StatusSeverity.NOTICE,
                "dead letters",
                new FindingScope(count.source(), null, null, 0),
                count.letters(),
                "records were refused by the rule " + count.rule(),
                count.oldest(),
                null,
                "Read them: ./gapless dead-letters list%s --rule %s. After a repair put them back with: ./gapless dead-letters redrive%s --rule %s."
                        .formatted(filter, count.rule(), filter, count.rule()));
    }

    private static List<StatusFinding> consumers(ConsumerGroupState kafka) {
        if (kafka.unanswered() != null) {
            return List.of(general(
                    "kafka", Objects.requireNonNull(kafka.unanswered()), "See whether Kafka runs and is reachable."));
        }
        return kafka.stopped().entrySet().stream()
                .map(group -> general(
                        "consumers",
                        "no consumer of the group %s: %s does not run, or does not reach Kafka"
                                .formatted(group.getKey(), group.getValue()),
                        "Start %s, or see in its log why it cannot read.".formatted(group.getValue())))
                .toList();
    }

    private static StatusFinding general(String kind, String reason, String remedy) {
        return new StatusFinding(
                StatusSeverity.FAILING, kind, new FindingScope(null, null, null, 0), 1, reason, null, null, remedy);
    }
}
