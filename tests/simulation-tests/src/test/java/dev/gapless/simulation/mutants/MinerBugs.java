package dev.gapless.simulation.mutants;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.message.RecordPlace;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import dev.gapless.miner.delivery.RecordPublisher;
import dev.gapless.miner.ratelimit.CallPermit;
import dev.gapless.miner.ratelimit.RateLimit;
import dev.gapless.miner.ratelimit.RateLimitKey;
import dev.gapless.miner.ratelimit.RateLimiter;
import dev.gapless.simulation.core.ComponentFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a miner can do wrong. */
final class MinerBugs {

    private MinerBugs() {}

    /** What a walk makes of a page. */
    interface Bend {
        PageStep step(PageStep step, Range task);
    }

    /** Says of each record, or of a failed one, that the log has it. */
    static ComponentFactory acknowledges(boolean atOnce) {
        return new ComponentFactory() {
            @Override
            public RecordPublisher delivered(RecordPublisher log) {
                return parcel -> {
                    RecordPlace nowhere = new RecordPlace(0, 0);
                    CompletableFuture<RecordPlace> sent = log.send(parcel);
                    return atOnce ? CompletableFuture.completedFuture(nowhere) : sent.exceptionally(failure -> nowhere);
                };
            }
        };
    }

    /** Says of each dead letter that the log has it, and sends none. */
    static ComponentFactory keepsNoLetters() {
        return new ComponentFactory() {
            @Override
            public RecordPublisher delivered(RecordPublisher log) {
                return parcel -> parcel.topic().equals(TopicNames.DEAD_LETTERS)
                        ? CompletableFuture.completedFuture(new RecordPlace(0, 0))
                        : log.send(parcel);
            }
        };
    }

    /** Neither path asks whether a record takes an item before it is sent. */
    static ComponentFactory sendsWhatNoRecordTakes() {
        return new ComponentFactory() {
            @Override
            public RecordLimit limit() {
                return new RecordLimit(Integer.MAX_VALUE);
            }
        };
    }

    static ComponentFactory ignoresThrottling() {
        return new ComponentFactory() {
            @Override
            public RateLimiter pacing(RateLimiter shared) {
                return new RateLimiter() {
                    @Override
                    public CallPermit admit(List<RateLimitKey> credentials, RateLimit pace, Duration patience) {
                        return shared.admit(credentials, pace, patience);
                    }

                    @Override
                    public void pause(RateLimitKey key, Instant until) {
                        shared.pausedUntil(key);
                    }

                    @Override
                    public void stretch(RateLimitKey key, Duration interval, Duration holds) {
                        shared.stretch(key, interval, holds);
                    }

                    @Override
                    public void refused(RateLimitKey key, RateLimit pace, Duration ago) {
                        shared.refused(key, pace, ago);
                    }

                    @Override
                    public @Nullable Instant pausedUntil(RateLimitKey key) {
                        return null;
                    }
                };
            }
        };
    }

    /** The walk ends where a page holds nothing new. */
    static ComponentFactory stopsAtKnownPage() {
        Set<String> known = new HashSet<>();
        return walking((step, task) -> {
            if (!(step instanceof PageStep.Page page) || page.items().isEmpty()) {
                return step;
            }
            boolean fresh = false;
            for (PageStep.ListedItem item : page.items()) {
                fresh |= known.add(new String(item.bytes(), java.nio.charset.StandardCharsets.UTF_8));
            }
            return fresh ? page : ended(page, task);
        });
    }

    /** A page covers where it ends, too, although more may stand there on the next one. */
    static ComponentFactory coversItsEdge() {
        return walking((step, task) -> {
            if (!(step instanceof PageStep.Page page) || page.covers() == null) {
                return step;
            }
            Range covers = page.covers();
            LongSummaryStatistics positions = page.items().stream()
                    .mapToLong(PageStep.ListedItem::position)
                    .summaryStatistics();
            long from = Math.max(task.from(), Math.min(covers.from(), positions.getMin()));
            long to = Math.min(task.to(), Math.max(covers.to(), positions.getMax() + 1));
            return covering(page, Range.of(from, to), page.last());
        });
    }

    /** The first page covers all that was asked for. */
    static ComponentFactory coversTheTaskAtOnce() {
        return walking((step, task) -> step instanceof PageStep.Page page ? covering(page, task, page.last()) : step);
    }

    static ComponentFactory takesAnEmptyPageForTheEnd() {
        return walking((step, task) ->
                step instanceof PageStep.Page page && page.items().isEmpty() ? ended(page, task) : step);
    }

    /** That a listing ends where nothing was seen for long is believed of the first walk. */
    static ComponentFactory believesOneEmptyAnswer() {
        return walking((step, task) -> step instanceof PageStep.Page page && page.unseen() != null
                ? new PageStep.Page(
                        page.items(),
                        page.broken(),
                        page.covers(),
                        page.anchors(),
                        page.frontier(),
                        page.last(),
                        page.displaced(),
                        null,
                        page.settled())
                : step);
    }

    static ComponentFactory takesALoopForTheEnd() {
        return walking((step, task) -> step instanceof PageStep.Looping
                ? new PageStep.Page(List.of(), List.of(), task, List.of(), null, true)
                : step);
    }

    /** A page that was cut short by its size ends the walk. */
    static ComponentFactory takesAShortPageForTheEnd() {
        return walking((step, task) ->
                step instanceof PageStep.Page page && page.items().size() < 2 ? ended(page, task) : step);
    }

    /** Some of what a page lists is not taken. */
    static ComponentFactory skipsTheFirstItem() {
        return walking((step, task) ->
                step instanceof PageStep.Page page && page.items().size() > 1
                        ? new PageStep.Page(
                                page.items().subList(1, page.items().size()),
                                page.broken(),
                                page.covers(),
                                page.anchors(),
                                page.frontier(),
                                page.last())
                        : step);
    }

    /** A page is said to show edits and deletions wherever the stream can have them. */
    static ComponentFactory claimsAllAspects() {
        return new ComponentFactory() {
            @Override
            public RecordPublisher delivered(RecordPublisher log) {
                return parcel -> log.send(
                        parcel.topic().equals(TopicNames.COVERAGE)
                                ? new RecordPublisher.OutgoingRecord(
                                        parcel.topic(),
                                        parcel.key(),
                                        parcel.headers(),
                                        ReportsWith.allAspects(CoverageReport.fromBytes(parcel.value()))
                                                .toBytes())
                                : parcel);
            }
        };
    }

    static StreamSpec hasty(StreamSpec spec) {
        return new StreamSpec(
                spec.name(),
                spec.kind(),
                spec.domain(),
                spec.aspects(),
                spec.listed(),
                spec.live(),
                new StreamSpec.StreamTiming(
                        Duration.ZERO, spec.horizon(), spec.poll(), spec.retention(), spec.reconcile()));
    }

    static Connector hasty(Connector source) {
        SourceSpec spec = source.spec();
        Map<String, StreamSpec> streams = new HashMap<>();
        spec.streams().forEach((name, stream) -> streams.put(name, hasty(stream)));
        SourceSpec hasty = new SourceSpec(
                spec.source(), spec.revision(), spec.authentication(), spec.http(), spec.socket(), streams);
        return new Bent(source, (step, task) -> step) {
            @Override
            public SourceSpec spec() {
                return hasty;
            }
        };
    }

    /** Every item read alone is said to be gone: what a listing leaves out counts as deleted at once. */
    static ComponentFactory deletesOnSuspicion() {
        return new ComponentFactory() {
            @Override
            public Connector mined(Connector source) {
                return new Bent(source, (step, task) -> step) {
                    @Override
                    public HttpCall read(StreamId stream, String itemId) {
                        return Objects.requireNonNull(super.read(stream, "none"));
                    }
                };
            }
        };
    }

    private static PageStep.Page ended(PageStep.Page page, Range task) {
        return covering(page, task, true);
    }

    private static PageStep.Page covering(PageStep.Page page, Range covers, boolean last) {
        return new PageStep.Page(
                page.items(),
                page.broken(),
                covers,
                page.anchors(),
                page.frontier(),
                last,
                page.displaced(),
                page.unseen(),
                page.settled());
    }

    private static ComponentFactory walking(Bend bug) {
        return new ComponentFactory() {
            @Override
            public Connector mined(Connector source) {
                return new Bent(source, bug);
            }
        };
    }

    private static class Bent implements Connector {

        private final Connector source;
        private final Bend bug;

        Bent(Connector source, Bend bug) {
            this.source = source;
            this.bug = bug;
        }

        @Override
        public @Nullable HttpCall read(StreamId stream, String itemId) {
            return source.read(stream, itemId);
        }

        @Override
        public SourceSpec spec() {
            return source.spec();
        }

        @Override
        public PageWalk walk(StreamId stream, MiningMode mode, long from, long to, @Nullable String resume) {
            PageWalk walk = source.walk(stream, mode, from, to, resume);
            UnaryOperator<PageStep> bent = step -> bug.step(step, Range.of(from, to));
            return new PageWalk() {
                @Override
                public HttpCall next() {
                    return walk.next();
                }

                @Override
                public PageStep accept(byte[] body, long settled) {
                    return bent.apply(walk.accept(body, settled));
                }

                @Override
                public String resume() {
                    return walk.resume();
                }
            };
        }

        @Override
        public LiveSession session(String account) {
            return source.session(account);
        }

        @Override
        public ExtractionResult extract(CapturedRecord captured) {
            return source.extract(captured);
        }
    }
}
