package dev.gapless.scheduler.audits;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.MissingRequest;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.accounts.FollowedStreams;
import dev.gapless.scheduler.planning.AuditHorizon;
import dev.gapless.scheduler.planning.MissingClient;
import dev.gapless.scheduler.progress.AuditId;
import dev.gapless.scheduler.sources.Source;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Has random covered ranges of random streams read again. Nothing waits for what comes of an audit: one that is lost is
 * one measurement less.
 */
final class AuditPlanner {

    /** Requests that an audit is reckoned to cost; a miner reads no more pages of one. */
    private static final int PAGES = 3;

    private static final int SECONDS = 25;
    private static final Set<Aspect> LISTED = Set.of(Aspect.CREATIONS);

    private final FollowedStreams streams;
    private final SourceCatalog sources;
    private final MissingClient missing;
    private final AuditLedger ledger;
    private final KafkaOperations<String, byte[]> kafka;
    private final RandomSampler draw;
    private final DatabaseClock clock;
    private final MeterRegistry meters;
    private final AuditProperties properties;

    AuditPlanner(
            FollowedStreams streams,
            SourceCatalog sources,
            MissingClient missing,
            AuditLedger ledger,
            KafkaOperations<String, byte[]> kafka,
            RandomSampler draw,
            DatabaseClock clock,
            MeterRegistry meters,
            AuditProperties properties) {
        this.streams = streams;
        this.sources = sources;
        this.missing = missing;
        this.ledger = ledger;
        this.kafka = kafka;
        this.draw = draw;
        this.clock = clock;
        this.meters = meters;
        this.properties = properties;
    }

    void round() {
        Instant now = clock.instant();
        if (properties.share() == 0 || !ledger.begin(now, properties.interval())) {
            return;
        }
        Set<String> closed = ledger.closed();
        List<FollowedStream> auditable = streams.all().stream()
                .filter(followed -> !closed.contains(followed.stream().accountKey()))
                .filter(followed -> followed.spec().kind() == Kind.EVENT)
                .filter(followed -> followed.spec().domain() == PositionDomain.TIME)
                .filter(followed -> followed.spec().listed().containsAll(LISTED))
                .toList();
        List<FollowedStream> drawn =
                draw.some(auditable, Math.min(properties.maxPerRound(), draw.about(worth(auditable))));
        if (!drawn.isEmpty()) {
            audit(drawn, now);
        }
    }

    /** Audits a round, by what the accounts' credentials allow. */
    private double worth(List<FollowedStream> auditable) {
        Map<String, Source> known = sources.all();
        double perSecond = auditable.stream()
                .map(followed -> followed.stream().accountKey())
                .distinct()
                .mapToDouble(account -> {
                    Source source = known.get(account.substring(0, account.indexOf('/')));
                    return source == null ? 0 : source.spec().http().requestsPerSecond();
                })
                .sum();
        return properties.share() * perSecond * properties.interval().toMillis() / 1_000 / PAGES;
    }

    private void audit(List<FollowedStream> drawn, Instant now) {
        List<FollowedStream> asked = new ArrayList<>();
        List<Horizon> horizons = new ArrayList<>();
        for (FollowedStream followed : drawn) {
            Range old = AuditHorizon.of(followed, now, properties.age());
            if (old != null) {
                asked.add(followed);
                horizons.add(new Horizon(followed.stream(), old.from(), old.to(), LISTED));
            }
        }
        if (asked.isEmpty()) {
            return;
        }
        List<Entry> answers = missing.ask(new MissingRequest(horizons)).entries();
        List<CompletableFuture<?>> sends = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Range whole = new Range(horizons.get(i).from(), horizons.get(i).to());
            Coverage covered = AuditHorizon.covered(whole, asked.get(i), answers.get(i), now, properties.age());
            Range range = draw.of(covered, MicrosecondTime.of(properties.span()));
            if (range != null) {
                sends.add(send(asked.get(i), range, answers.get(i).generation(), now));
            }
        }
        CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new))
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private CompletableFuture<?> send(FollowedStream followed, Range range, long generation, Instant now) {
        String id = AuditId.of(followed.stream().key());
        long epoch = ledger.epoch();
        MiningTask task = new MiningTask(
                id + "-" + epoch,
                id,
                followed.stream(),
                MiningMode.AUDIT,
                range.from(),
                range.to(),
                null,
                epoch,
                generation,
                now);
        return kafka.send(TopicNames.MINING_TASKS, task.stream().key(), task.toBytes())
                .thenRun(() ->
                        meters.counter("gapless.mining.tasks", "mode", "audit").increment());
    }
}
